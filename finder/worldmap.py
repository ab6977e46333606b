"""Draws places with numbers on a map: circles of honest area that never cover one another, names that never collide.

How a panel is made
    1. The base map (an SVG file, see `BASES`) is placed by one transform, so that the places asked for fill the frame.
    2. Each place gets a circle whose area is its number, centred on its point. Circles grow from a fifth of their
       size and push each other aside a little at every step (`spreading`), so neighbours keep their order; what moved
       far from its point is tied to it by a thin line. If a frame is too small for all, all shrink by one factor.
    3. `labels` finds room for the names.

The result is plain numbers in the units of the panel (one unit is one CSS pixel at its natural size), ready for a
template to print; nothing here knows a language, a colour or a model. The same places always give the same panel.
A layout of 150 places takes about a tenth of a second, so the latest panels are kept.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import Any

from finder.labels import Disc, Label, place_labels
from finder.projection import MAP_HEIGHT, MAP_WIDTH, project
from finder.spreading import Dot, spread

SMALLEST = 3.6  # radius of a circle that stands for a single project

WORLD = "world"  # the base map of everything
# The finer base maps by name, and the part of the world (left, top, right, bottom in map units) that each holds.
# A panel takes the first that holds all of its frame, if it shows it large.
BASES: dict[str, tuple[float, float, float, float]] = {
    "world-west-asia": (552, 51, 719, 189),
    "world-europe": (431, 16, 664, 146),
    "world-north-africa": (428, 98, 655, 260),
    "world-south-africa": (515, 182, 660, 371),
    "world-americas": (169, 111, 430, 432),
    "world-east-asia": (635, 62, 901, 286),
}
_FINE_FROM = 4.5  # scale from which the coarse outline shows its corners


@dataclass(frozen=True, slots=True)
class Place:
    """A country with a number of projects. `code` is alpha-2, upper case; `note` follows the name, as in "*"."""

    code: str
    name: str
    count: int
    href: str
    longitude: float
    latitude: float
    note: str = ""

    @property
    def label(self) -> str:
        return f"{self.name}{self.note}"


@dataclass(frozen=True, slots=True)
class Circle:
    """A place as drawn: centre and radius, its own point (`home_x`, `home_y`), and what to print.

    All but the radius are whole numbers: they are most of what a page with many circles weighs.

    `moved`: draw a line from the centre to the point. `inside`: there is room for the number, at `number_size`.
    `label` is None where the name found no room. `told`: both name and number are printed.
    """

    place: Place
    x: int
    y: int
    r: float
    home_x: int
    home_y: int
    moved: bool
    inside: bool
    number_size: int
    label: Label | None
    told: bool

    @property
    def name_x(self) -> int:
        """Where the name stands, from the centre."""
        return self.label.x - self.x if self.label else 0

    @property
    def name_lines(self) -> tuple[tuple[int, str], ...]:
        """The lines of the name, each with its middle from the centre."""
        return tuple((y - self.y, text) for y, text in self.label.lines) if self.label else ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A map ready to print. `circles` come largest first, so that a smaller one is never beneath.

    `base` is the name of the SVG file (without folder and ending) whose elements "world", "grat" and one per country
    code are placed by `transform`; `hairline` is the stroke width that shows as 0.8 px. `outside` are places asked
    for that lie beyond the frame. `tinted` says whether the countries of the circles are tinted.
    """

    width: int
    height: int
    circles: tuple[Circle, ...]
    outside: tuple[Place, ...]
    base: str
    scale: float
    x: float
    y: float
    font_size: float
    tinted: bool = True

    @property
    def transform(self) -> str:
        return f"translate({self.x:.1f} {self.y:.1f}) scale({self.scale:.3f})"

    @property
    def hairline(self) -> str:
        return f"{0.8 / self.scale:.3f}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The countries to tint, in the order of the alphabet."""
        return tuple(sorted(circle.place.code for circle in self.circles)) if self.tinted else ()

    @property
    def lines(self) -> str:
        """The path of all thin lines: from circles that moved to their points, and to names that stand off."""
        moved = [(c.home_x, c.home_y, c.x, c.y) for c in self.circles if c.moved]
        leaders = [c.label.leader for c in self.circles if c.label and c.label.leader]
        return "".join(f"M{x} {y}L{to_x} {to_y}" for x, y, to_x, to_y in (*moved, *leaders))

    @property
    def pins(self) -> str:
        """The path of the points of circles that moved: lines of no length, whose round ends show."""
        return "".join(f"M{c.home_x} {c.home_y}h0" for c in self.circles if c.moved)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The part of the base map that the frame shows: left, top, right, bottom in map units."""
        left, top = -self.x / self.scale, -self.y / self.scale
        return left, top, left + self.width / self.scale, top + self.height / self.scale

    def rectangle(self, other: "Panel") -> tuple[float, float, float, float]:
        """Where another panel's extent lies on this one: x, y, width, height in this panel's units."""
        left, top, right, bottom = other.extent
        x, y = left * self.scale + self.x, top * self.scale + self.y
        return round(x, 1), round(y, 1), round((right - left) * self.scale, 1), round((bottom - top) * self.scale, 1)


@dataclass(frozen=True, slots=True)
class Overview:
    """The large map, and the crowded part of it enlarged. `corner` says which corner is free: "right" or "left"."""

    panel: Panel
    inset: Panel | None = None
    corner: str = "right"
    rectangle: tuple[float, float, float, float] | None = None


def _kept(draw: Callable[..., Panel]) -> Callable[..., Panel]:
    """Keeps the latest panels: after a publication most are what they were, as those of all regions but one."""
    kept = functools.lru_cache(maxsize=512)(draw)

    @functools.wraps(draw)
    def drawn(places: Sequence[Place], **frame: Any) -> Panel:
        return kept(tuple(places), **frame)

    return drawn


@_kept
def panel(
    places: Sequence[Place],
    *,
    width: int,
    height: int,
    radius: float = 5.2,
    largest: float = 30.0,
    font_size: float = 12.0,
    pad: float = 6.0,
    margin: float = 30.0,
    span: float = 26.0,
    keep: float = 1.0,
    names: bool = True,
    all_names: bool = True,
    numbers: bool = True,
    inside: bool = True,
    tinted: bool = True,
) -> Panel:
    """Draws the places into a frame of `width` by `height` units.

    A place of n projects has the radius `radius` × √n, or less where the greatest number would have more than
    `largest`. The frame shows at least `span` map units across. With `keep` below 1 it closes in on the busiest part
    of the world: remote places may fall outside as long as that share of all numbers stays. `all_names` tries harder
    to print every name; `numbers` prints each: inside its circle where there is room, else after the name. With
    `inside` off it stands after every name that is printed: the two are one element then.
    """
    if font_size < 11:
        raise ValueError("A label below 11 px cannot be read")
    ordered = sorted(places, key=lambda place: (-place.count, place.code))
    framed = _busiest(ordered, keep, span, width / height)
    scale, x, y = _fit([project(p.longitude, p.latitude) for p in framed], width, height, margin, span)
    shown, outside = _split(ordered, scale, x, y, width, height, everything=keep >= 1)
    radius = _scaled(shown, radius, largest)
    dots: list[Dot] = []
    for place in shown:
        u, v = project(place.longitude, place.latitude)
        dots.append(Dot(u * scale + x, v * scale + y, max(SMALLEST, radius * sqrt(place.count))))
    spread(dots, width, height, pad=pad)
    pairs = list(zip(shown, dots, strict=True))
    labels: list[Label | None] = [None] * len(dots)
    if names:
        discs = [_disc(*pair, numbers=numbers, inside=inside) for pair in pairs]
        labels = place_labels(discs, size=font_size, width=width, height=height, all_names=all_names)
    circles = tuple(
        _circle(*pair, label, numbers=numbers, inside=inside) for pair, label in zip(pairs, labels, strict=True)
    )
    at = round(scale, 3), round(x, 1), round(y, 1)
    frame = Panel(width, height, circles, tuple(outside), WORLD, *at, font_size, tinted)
    return replace(frame, base=_base(frame))


def _scaled(places: Sequence[Place], radius: float, largest: float) -> float:
    """Returns the radius of one project: `radius`, or what gives the greatest number a circle of radius `largest`.

    All circles are of one scale, for their area is the number. It is a round one, so that one project more or less in
    the country with the most changes no other circle.
    """
    fitting = largest / sqrt(max([place.count for place in places] + [1]))
    return min(radius, float(f"{fitting:.3g}"))


def overview(
    places: Sequence[Place], *, width: int = 1280, height: int = 660, keep: float = 0.95, tinted: bool = True
) -> Overview:
    """Draws the large map of a page: the busiest part of the world, and its most crowded part enlarged in a corner."""
    frame = {"width": width, "height": height, "radius": 4.9, "font_size": 12.5, "span": 170}
    large = panel(places, keep=keep, all_names=False, tinted=tinted, **frame)
    crowd = _crowd(large)
    if len(crowd) < 4:
        return Overview(large)
    inset = panel(crowd, width=430, height=290, radius=5.0, font_size=13, margin=24, span=17, tinted=tinted)
    inset = replace(inset, base=large.base)
    for corner in ("right", "left"):
        if _corner_free(large, inset, corner):
            return Overview(large, inset, corner, large.rectangle(inset))
    return Overview(large)


def plates(groups: Sequence[Sequence[Place]], *, width: int = 320, height: int = 290, **options: bool) -> list[Panel]:
    """Draws one small map for each group of places (a region each), all circles on one scale.

    All stand on the base map that the large one beside them has: a finer one for each would weigh more than the page.
    `options` are those of a panel.
    """

    def draw(radius: float, *, names: bool) -> list[Panel]:
        drawn = [
            panel(group, width=width, height=height, radius=radius, font_size=12.5, span=17, names=names, **options)
            for group in groups
        ]
        return [replace(one, base=WORLD) for one in drawn]

    radius = _scaled([place for group in groups for place in group], 4.6, 27)
    # Names take most of the time and do not move circles: the scale is found without them.
    shrunk = min((_shrinkage(drawn, radius) for drawn in draw(radius, names=False)), default=1.0)
    return draw(radius * shrunk if shrunk <= 0.99 else radius, names=True)


def _shrinkage(drawn: Panel, radius: float) -> float:
    """How much smaller the largest circle of a panel came out than asked for, its rounding aside."""
    if not drawn.circles:
        return 1.0
    circle = drawn.circles[0]
    return min(1.0, (circle.r + 0.1) / max(SMALLEST, radius * sqrt(circle.place.count)))


def _fit(points: Sequence[tuple[float, float]], width: int, height: int, margin: float, span: float):
    """Scale and offset that bring the points into the frame, without showing what lies beyond the map if possible."""
    if not points:
        points = [(430.0, 40.0), (640.0, 200.0)]
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    top, bottom = min(p[1] for p in points), max(p[1] for p in points)
    across = max(right - left, span)
    down = max(bottom - top, span * height / width * 0.7)
    scale = min((width - 2 * margin - 30) / across, (height - 2 * margin) / down)
    x = width / 2 - scale * (left + right) / 2
    y = height / 2 - scale * (top + bottom) / 2
    if scale * MAP_WIDTH > width:
        x = min(0.0, max(x, width - scale * MAP_WIDTH))
    if scale * MAP_HEIGHT > height:
        y = min(0.0, max(y, height - scale * MAP_HEIGHT))
    return scale, x, y


def _busiest(places: list[Place], keep: float, span: float, aspect: float) -> list[Place]:
    """Leaves out remote places, one at a time, while the share `keep` of all numbers stays and more than `span` shows.

    Each time it drops the outermost place on the side that shrinks the frame most for the number it loses.
    """
    total = sum(place.count for place in places)
    kept = [(place, *project(place.longitude, place.latitude)) for place in places]
    spare = total * (1 - keep)
    while len(kept) > 2 and spare > 0:
        size = _frame_size(kept, aspect)
        if size <= span:
            break
        best = None
        for key in (lambda k: k[1], lambda k: -k[1], lambda k: k[2], lambda k: -k[2]):
            out = min(kept, key=lambda k, key=key: (key(k), k[0].code))
            gain = (size - _frame_size([k for k in kept if k is not out], aspect)) / out[0].count
            if out[0].count <= spare and gain > 0 and (best is None or gain > best[0]):
                best = (gain, out)
        if best is None:
            break
        kept.remove(best[1])
        spare -= best[1][0].count
    return [k[0] for k in kept]


def _frame_size(kept: list[tuple[Place, float, float]], aspect: float) -> float:
    xs, ys = [k[1] for k in kept], [k[2] for k in kept]
    return max(max(xs) - min(xs), (max(ys) - min(ys)) * aspect)


def _split(places: list[Place], scale: float, x: float, y: float, width: int, height: int, *, everything: bool):
    """The places whose point lies in the frame, and the others; with `everything` none is left out."""
    if everything:
        return places, []
    shown, outside = [], []
    for place in places:
        u, v = project(place.longitude, place.latitude)
        within = 4 <= u * scale + x <= width - 4 and 4 <= v * scale + y <= height - 4
        (shown if within else outside).append(place)
    return shown, outside


def _disc(place: Place, dot: Dot, *, numbers: bool, inside: bool) -> Disc:
    """What is to be named: with its number, where that does not stand inside."""
    is_inside = inside and _has_room(place, dot)
    name = f"{place.label}\u00a0{place.count}" if numbers and not is_inside else place.label
    return Disc(name, place.count, dot.x, dot.y, dot.r)


def _circle(place: Place, dot: Dot, label: Label | None, *, numbers: bool, inside: bool) -> Circle:
    away = hypot(dot.x - dot.home_x, dot.y - dot.home_y)
    return Circle(
        place=place,
        x=dot.x,
        y=dot.y,
        r=dot.r,
        home_x=round(dot.home_x),
        home_y=round(dot.home_y),
        moved=away > dot.r * 0.9 and away > 7,
        inside=numbers and (inside or label is None) and _has_room(place, dot),
        number_size=11 if dot.r < 12 else 13 if dot.r < 19 else 16,
        label=label,
        told=numbers and label is not None,
    )


def _has_room(place: Place, dot: Dot) -> bool:
    """Whether a number can be read inside of its circle."""
    return dot.r >= (7.4 if place.count < 10 else 9.2 if place.count < 100 else 12.0 if place.count < 1000 else 15.5)


def _base(frame: Panel) -> str:
    """The base map to draw beneath: a finer one if the frame is close and lies within one."""
    if frame.scale < _FINE_FROM:
        return WORLD
    left, top, right, bottom = frame.extent
    for name, (x0, y0, x1, y1) in BASES.items():
        if x0 <= left and y0 <= top and right <= x1 and bottom <= y1:
            return name
    return WORLD


def _crowd(large: Panel, across: float = 46.0, down: float = 31.0) -> list[Place]:
    """The places around the spot where most circles of a panel had to move or found no room for their name."""
    points = [(c, *project(c.place.longitude, c.place.latitude)) for c in large.circles]

    def around(spot) -> list[tuple[Circle, float, float]]:
        return [p for p in points if abs(p[1] - spot[1]) <= across / 2 and abs(p[2] - spot[2]) <= down / 2]

    def troubled(spot) -> tuple[int, int, str]:
        near = around(spot)
        return sum(1 for p in near if p[0].moved or p[0].label is None), -len(near), spot[0].place.code

    if not points:
        return []
    spot = max(points, key=troubled)
    return [p[0].place for p in around(spot)] if troubled(spot)[0] >= 4 else []


def _corner_free(large: Panel, inset: Panel, corner: str, edge: float = 14.0) -> bool:
    """Whether no circle and no name of the large map would lie beneath the inset in a lower corner."""
    left = large.width - inset.width - edge if corner == "right" else 0.0
    right = left + inset.width + edge
    top = large.height - inset.height - edge
    return not any(c.y + c.r > top and c.x + c.r > left and c.x - c.r < right for c in large.circles)
