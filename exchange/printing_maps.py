"""The outlines that a printed map needs: of the base maps only what its frame shows, as paths of one size.

A sheet holds its map within itself, so that it is drawn from letters and lines on any device, and weighs little.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import dist
from xml.etree import ElementTree

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from finder.labels import Label
from finder.worldmap import Panel

from .printing import STATIC

SVG = "{http://www.w3.org/2000/svg}"
_SUBPATH = re.compile(r"M[^M]+")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")

# Of a map's unit, some 0.2 mm of paper: what is nearer to each other than this cannot be told apart there.
FINEST = 0.6

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """One closed or open line of a base map: the country it belongs to ("" none), its path, and what it covers."""

    code: str
    path: str
    box: Box


@dataclass(frozen=True, slots=True)
class Outlines:
    """The paths that a panel shows: the land, the countries that are tinted, and the graticule."""

    land: str
    here: str
    graticule: str


@functools.lru_cache(maxsize=256)
def outlines(panel: Panel) -> Outlines:
    """Returns the outlines within a panel's frame, in the units of its base map, as finely as paper shows them."""
    land, graticule = _base(panel.base)
    shown = [piece for piece in land if _meet(piece.box, panel.extent)]
    codes, step = set(panel.codes), FINEST / panel.scale
    return Outlines(
        land="".join(_thinned(piece.path, step) for piece in shown if piece.code not in codes),
        here="".join(_thinned(piece.path, step) for piece in shown if piece.code in codes),
        graticule="".join(piece.path for piece in graticule if _meet(piece.box, panel.extent)),
    )


def _thinned(path: str, step: float) -> str:
    """Returns a closed path without the points that lie nearer than a step to the one before them."""
    numbers = [float(number) for number in _NUMBER.findall(path)]
    points = list(zip(accumulate(numbers[::2]), accumulate(numbers[1::2]), strict=True))
    kept = points[:1]
    for point in points[1:]:
        if dist(point, kept[-1]) >= step:
            kept.append(point)
    if len(kept) < 3:  # an islet, which is to be seen all the same
        kept = points
    steps = ((x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(kept))
    return f"M{kept[0][0]:.6g} {kept[0][1]:.6g}l{' '.join(f'{round(x, 2):g} {round(y, 2):g}' for x, y in steps)}z"


def names(panel: Panel) -> SafeString:
    """Returns the names on a map as text to lay over it: a drawing would take Arabic words apart into letters."""
    return format_html_join(
        "",
        '<span class="map__l" style="{}; top: {}%">{}</span>',
        (
            (_across(circle.label, panel), round(100 * (y - 0.855 * panel.font_size) / panel.height, 2), text)
            for circle in panel.circles
            if circle.label
            for y, text in circle.label.lines
        ),
    )


def _across(label: Label, panel: Panel) -> str:
    """Returns where a name begins, ends, or has its middle, in % of the map's width: in a box of a width of its own,
    because one as wide as its text has to be laid out twice."""
    x = 100 * label.x / panel.width
    left, align = {"start": (x, "left"), "end": (x - 80, "right")}.get(label.anchor, (x - 40, "center"))
    return f"left: {left:.2f}%; text-align: {align}"


@functools.cache
def _base(name: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Returns the pieces of a base map: of its land, and of its graticule."""
    root = ElementTree.parse(STATIC / "img" / f"{name}.svg").getroot()  # noqa: S314 - our own file
    by_id = {node.get("id"): node for node in root}
    return tuple(_pieces(by_id["world"])), tuple(_pieces(by_id["grat"]))


def _pieces(node: ElementTree.Element) -> Iterator[Piece]:
    for path in node.iter(f"{SVG}path"):
        code = path.get("id") or ""
        for found in _SUBPATH.findall(path.get("d")):
            yield Piece("" if code == "grat" else code, found, _box(found))


def _box(path: str) -> Box:
    """Returns what a path covers: it begins at a point, and goes on in steps or (H) straight across to a place."""
    numbers = [float(number) for number in _NUMBER.findall(path)]
    if "H" in path:
        left, top, right = numbers
        return min(left, right), top, max(left, right), top
    across, down = list(accumulate(numbers[::2])), list(accumulate(numbers[1::2]))
    return min(across), min(down), max(across), max(down)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
