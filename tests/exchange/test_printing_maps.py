"""Outlines of a printed map: every piece of land that the screen shows, no finer than paper can."""

import re

from exchange.printing_maps import _base, _thinned, outlines
from finder.worldmap import Panel

NUMBER = re.compile(r"-?\d+\.?\d*")
SQUARE = "M10 10l.1 .1 5 0 .1 .1 0 5 -5.2 0z"


def panel(scale):
    return Panel(width=424, height=275, circles=(), outside=(), base="world", scale=scale, x=0, y=0, font_size=11)


def points(path):
    """Returns where the points of a path lie that begins at one and goes on in steps."""
    x = y = 0.0
    found = []
    numbers = [float(number) for number in NUMBER.findall(path.replace(" .", " 0.").replace("l.", "l0."))]
    for across, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + across, y + down
        found.append((round(x, 2), round(y, 2)))
    return found


def test_points_that_paper_cannot_tell_apart_are_left_out_and_the_others_stay_where_they_are():
    assert points(_thinned(SQUARE, 0.01)) == points(SQUARE)
    assert points(_thinned(SQUARE, 1)) == [(10, 10), (15.1, 10.1), (15.2, 15.2), (10, 15.2)]


def test_an_islet_stays():
    assert points(_thinned(SQUARE, 100)) == points(SQUARE)


def test_the_world_keeps_every_piece_and_drops_what_cannot_be_seen():
    land, _graticule = _base("world")
    printed = outlines(panel(0.424)).land
    assert printed.count("M") == printed.count("z") == len(land)
    assert len(points_of(printed)) < 0.75 * sum(len(points_of(piece.path)) for piece in land)


def points_of(path):
    return NUMBER.findall(path)[::2]


def test_a_part_of_the_world_is_no_more_than_its_frame():
    assert 0 < outlines(panel(1.5)).land.count("M") < 200
