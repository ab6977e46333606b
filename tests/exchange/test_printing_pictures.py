"""Pictures on paper are small and look as they do on a screen."""

import io

import pytest
from PIL import Image, ImageCms, ImageDraw

from exchange.printing_pictures import MOST_PIXELS, printable

SIDE = 2 * MOST_PIXELS


@pytest.fixture
def printed(tmp_path):
    """Returns the function that gives a picture as it is printed."""

    def of(picture, **options):
        path = tmp_path / "picture.png"
        picture.save(path, **options)
        return Image.open(io.BytesIO(printable(path)))

    return of


def line_drawing(mode):
    picture = Image.new("RGB", (SIDE, SIDE), "white")
    ImageDraw.Draw(picture).line((0, 0, SIDE, SIDE // 3), fill="black", width=3)
    return picture.convert(mode)


@pytest.mark.parametrize("mode", ["P", "1", "L", "RGB"])
def test_lines_stay_smooth(printed, mode):
    small = printed(line_drawing(mode))
    assert (small.format, small.size) == ("JPEG", (MOST_PIXELS, MOST_PIXELS))
    shades = small.convert("L").histogram()
    assert sum(shades[60:200]) > 500  # between black and white: as many as the line is long


def test_what_the_paper_shines_through_stays_so(printed):
    picture = Image.new("P", (SIDE, 10))
    picture.putpalette([0, 0, 0, 200, 0, 0])
    picture.paste(1, (SIDE // 2, 0, SIDE, 10))
    small = printed(picture, transparency=0)
    assert (small.format, small.mode) == ("PNG", "RGBA")
    assert small.getpixel((10, 2))[3] == 0
    assert small.getpixel((MOST_PIXELS - 10, 2)) == (200, 0, 0, 255)


def test_sixteen_bits_keep_their_greys(printed):
    picture = Image.new("I;16", (256, 8))
    for x in range(256):
        picture.paste(x * 257, (x, 0, x + 1, 8))
    small = printed(picture).convert("L")
    assert [small.getpixel((x, 4)) for x in (0, 64, 128, 192, 255)] == pytest.approx([0, 64, 128, 192, 255], abs=3)


def test_colours_are_those_that_the_profile_of_a_picture_says(printed):
    """Here a profile that no eye can miss: what it calls red is green."""
    swapped = swap_of_red_and_green()
    picture = Image.new("RGB", (20, 20), (220, 30, 30))
    plain, other = (printed(picture, **options).getpixel((5, 5)) for options in ({}, {"icc_profile": swapped}))
    assert plain == pytest.approx((220, 30, 30), abs=4)
    assert other == pytest.approx((30, 220, 30), abs=12)


@pytest.mark.parametrize("profile", [b"nonsense", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
def test_a_profile_that_is_none_of_the_picture_is_left_aside(printed, profile):
    small = printed(Image.new("RGB", (20, 20), (220, 30, 30)), icc_profile=profile)
    assert small.getpixel((5, 5)) == pytest.approx((220, 30, 30), abs=4)
    assert "icc_profile" not in small.info


def swap_of_red_and_green():
    """Returns the profile of sRGB with the names of its first two primaries exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)
