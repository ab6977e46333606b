"""The outlines that a printed map needs: of the base maps only what its frame shows, as paths of one size.

A sheet holds its map within itself, so that it is drawn from letters and lines on any device, and weighs little.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from xml.etree import ElementTree

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from finder.labels import Label
from finder.worldmap import Panel

from .printing import STATIC

SVG = "{http://www.w3.org/2000/svg}"
_SUBPATH = re.compile(r"M[^M]+")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """One closed or open line of a base map: the country it belongs to ("" none), its path, and what it covers."""

    code: str
    path: str
    box: Box


@dataclass(frozen=True, slots=True)
class Outlines:
    """The paths that a panel shows: all land, of it the countries that are tinted, and the graticule."""

    land: str
    here: str
    graticule: str


@functools.lru_cache(maxsize=256)
def outlines(panel: Panel) -> Outlines:
    """Returns the outlines within a panel's frame, in the units of its base map."""
    land, graticule = _base(panel.base)
    shown = [piece for piece in land if _meet(piece.box, panel.extent)]
    codes = set(panel.codes)
    return Outlines(
        land="".join(piece.path for piece in shown),
        here="".join(piece.path for piece in shown if piece.code in codes),
        graticule="".join(piece.path for piece in graticule if _meet(piece.box, panel.extent)),
    )


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
    """Returns where a name begins, ends, or has its middle, in % of the map's width."""
    x = round(100 * label.x / panel.width, 2)
    if label.anchor == "start":
        return f"left: {x}%"
    return f"right: {100 - x:.2f}%" if label.anchor == "end" else f"left: {x - 40:.2f}%; width: 80%; text-align: center"


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
