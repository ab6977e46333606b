"""Makes pictures fit for paper: no finer than it shows them, and in the colours that a PDF takes them for."""

import io
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

MOST_PIXELS = 800  # of a side of a picture: 400 to the inch where it is five centimetres wide


def printable(path: Path) -> bytes:
    """Returns a picture no finer than paper shows it, as JPEG, or as PNG where the paper shines through it.

    A PDF knows JPEG as it is; WeasyPrint would write anything else without loss, which takes seconds for a photograph.
    """
    content = io.BytesIO()
    with Image.open(path) as opened:
        picture = _with_all_shades(opened)
        picture.thumbnail((MOST_PIXELS, MOST_PIXELS))
        picture = _of_common_colours(ImageOps.exif_transpose(picture))
        if picture.mode == "RGBA":
            picture.save(content, "PNG")
        else:
            picture.save(content, "JPEG", quality=85)
    return content.getvalue()


def _with_all_shades(picture: Image.Image) -> Image.Image:
    """Returns a picture in a mode that has the shades between its colours, which it needs to be made smaller."""
    if picture.mode.startswith("I"):  # of 16 bits, which Pillow would cut off above 255
        return picture.point(lambda value: value / 257, "L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert({"P": "RGB", "1": "L"}[picture.mode]) if picture.mode in ("P", "1") else picture


def _of_common_colours(picture: Image.Image) -> Image.Image:
    """Returns a picture in sRGB: WeasyPrint passes no profile on, and paper would show other colours without it."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile := picture.info.get("icc_profile"):
        try:
            own, common = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, own, common, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):  # broken, or not of this kind of picture
            pass
        picture.info.pop("icc_profile", None)
    return picture.convert(mode)
