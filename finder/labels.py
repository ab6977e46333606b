"""Finds room for the names on a map panel: beside, above, below their circles, in two lines, or at the end of a line.

A name is printed only where it touches no other name, no circle and not the frame, and where nobody can take it for
the name of another circle: its own is clearly the nearest, or a thin line that crosses nothing ties the two. Each name
tries a fixed list of places, nearest first; a small panel tries several orders of naming and keeps the best, a large
one begins with its largest circles. What finds no room is left out: the caller still has it in the circle's link and
in the table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, pi, sin

LINE = 1.12  # height of a line, in text sizes
GAP = 3.5  # between a circle and its name
APART = 6  # how much farther another circle is from a name than its own, and how far from the line to one: a letter
_CELL = 40  # side of a cell of the collision grid
_SMALL = 17  # circles of a panel that is worth several tries
_REPAIRS = 4  # further tries for a name that found no room
_NOT_NAMED = 100  # cost of leaving a name out; below it all other costs stay

_NARROW = frozenset("ilIjtfr.,'’`()!|:; -ااإأآ")
_WIDE = frozenset("mwMWЖжШшЩщЮюФфЫыМДсصضطشس")

Box = tuple[float, float, float, float]
# Where a label may stand, as `_label` takes it: x, middle, anchor, lines, size of the text, line to the circle.
Spot = tuple[float, float, str, tuple[str, ...], float, Box | None]


@dataclass(frozen=True, slots=True)
class Label:
    """A name and where it stands: lines of text sharing x and anchor, and a thin line to the circle if it is far.

    `anchor` is an SVG text-anchor. `lines` are pairs of the vertical middle and the text. `leader` is x1, y1, x2, y2.
    """

    x: int
    anchor: str
    lines: tuple[tuple[int, str], ...]
    leader: tuple[int, int, int, int] | None = None


@dataclass(slots=True)
class Disc:
    """A circle with a name, as the placing of names sees it."""

    name: str
    count: int
    x: float
    y: float
    r: float


def text_width(text: str, size: float) -> float:
    """Estimates the width of a text in the site's sans, a little on the wide side."""
    return size * _ems(text)


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    return sum(0.29 if c in _NARROW else 0.82 if c in _WIDE else 0.62 if c.isupper() else 0.53 for c in text)


def box_of(label: Label, size: float) -> Box:
    """The rectangle that a label covers: left, top, right, bottom."""
    width = max(text_width(text, size) for _, text in label.lines)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    half = size * LINE / 2
    return left - 1, label.lines[0][0] - half, left + width + 1, label.lines[-1][0] + half


def place_labels(
    discs: Sequence[Disc], *, size: float, width: float, height: float, all_names: bool
) -> list[Label | None]:
    """Gives each disc its label, or None where there is no room.

    With `all_names` a name that finds no room beside its circle may stand a little off, at the end of a thin line.
    """
    best: list[Label | None] = [None] * len(discs)
    lowest = float("inf")
    orders = _orders(discs, size)
    if len(discs) > _SMALL:
        del orders[1:]
    repairs = _REPAIRS if len(discs) <= _SMALL else 0
    while orders:
        order = orders.pop(0)
        cost, labels = _attempt(order, discs, size, width, height, all_names)
        if cost < lowest:
            lowest, best = cost, labels
        if lowest < 4 * len(discs):
            break
        if not orders and repairs and None in best:  # what found no room goes first in another try
            repairs -= 1
            orders = [sorted(order, key=lambda i, labels=labels: labels[i] is not None)]
    return best


def _orders(discs: Sequence[Disc], size: float) -> list[list[int]]:
    """Orders of naming worth a try: largest first, from each side, longest name first, most crowded first."""

    def crowding(a: Disc) -> float:
        return sum(hypot(a.x - b.x, a.y - b.y) for b in discs)

    keys = [
        lambda a: (-a.count, a.name),
        lambda a: (a.x, a.name),
        lambda a: (-a.x, a.name),
        lambda a: (a.y, a.name),
        lambda a: (-a.y, a.name),
        lambda a: (-text_width(a.name, size), a.name),
        lambda a: (crowding(a), a.name) if len(discs) <= _SMALL else (0, a.name),
    ]
    return [sorted(range(len(discs)), key=lambda i, key=key: key(discs[i])) for key in keys]


class _Grid:
    """What is taken already: circles and boxes by the cells they touch, so that a test looks only near by."""

    def __init__(self, discs: Sequence[Disc], width: float, height: float):
        self.width, self.height = width, height
        self.circles: dict[tuple[int, int], list[Disc]] = {}
        self.boxes: dict[tuple[int, int], list[Box]] = {}
        self.leaders: list[Box] = []
        for d in discs:
            around = d.r + _CELL / 2
            for cell in self._cells((d.x - around, d.y - around, d.x + around, d.y + around)):
                self.circles.setdefault(cell, []).append(d)

    @staticmethod
    def _cells(box: Box) -> Iterator[tuple[int, int]]:
        for i in range(int(box[0] // _CELL), int(box[2] // _CELL) + 1):
            for j in range(int(box[1] // _CELL), int(box[3] // _CELL) + 1):
                yield i, j

    def free(self, box: Box, own: Disc, leader: Box | None) -> bool:
        """Whether a name may stand in the box: on nothing, and plainly that of its own circle."""
        left, top, right, bottom = box
        if left < 3 or top < 3 or right > self.width - 3 or bottom > self.height - 3:
            return False
        away = gap(box, own)
        if away < 1:
            return False
        least = APART if leader else away + APART
        for cell in self._cells(box):
            for x0, y0, x1, y1 in self.boxes.get(cell, ()):
                if left < x1 and x0 < right and top < y1 and y0 < bottom:
                    return False
            for d in self.circles.get(cell, ()):
                if d is not own and gap(box, d) < least:
                    return False
        return not any(_meets(line, box) for line in self.leaders) and (leader is None or self._clear(leader, own))

    def _clear(self, leader: Box, own: Disc) -> bool:
        """Whether a line keeps off all names, all other lines and all circles but its own."""
        x, y, to_x, to_y = leader
        across = min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
        cells = list(self._cells(across))
        return not (
            any(_meets(leader, box) for cell in cells for box in self.boxes.get(cell, ()))
            or any(_cross(leader, line) for line in self.leaders)
            or any(
                d is not own and _off(leader, d.x, d.y) < d.r + APART
                for cell in cells
                for d in self.circles.get(cell, ())
            )
        )

    def take(self, box: Box, leader: Box | None) -> None:
        for cell in self._cells(box):
            self.boxes.setdefault(cell, []).append(box)
        if leader:
            self.leaders.append(leader)


def gap(box: Box, disc: Disc) -> float:
    """Returns how far the box of a name is from the edge of a circle; below 0 it lies on the circle."""
    left, top, right, bottom = box
    dx = disc.x - min(max(disc.x, left), right)
    dy = disc.y - min(max(disc.y, top), bottom)
    return hypot(dx, dy) - disc.r


def _off(line: Box, x: float, y: float) -> float:
    """How far a point is from a line."""
    x0, y0, x1, y1 = line
    along, down = x1 - x0, y1 - y0
    share = ((x - x0) * along + (y - y0) * down) / (along * along + down * down or 1)
    share = min(max(share, 0.0), 1.0)
    return hypot(x - x0 - share * along, y - y0 - share * down)


def _cross(a: Box, b: Box) -> bool:
    """Whether two lines cross."""

    def side(line: Box, x: float, y: float) -> float:
        return (line[2] - line[0]) * (y - line[1]) - (line[3] - line[1]) * (x - line[0])

    return side(a, *b[:2]) * side(a, *b[2:]) <= 0 and side(b, *a[:2]) * side(b, *a[2:]) <= 0


def _meets(line: Box, box: Box) -> bool:
    """Whether a line touches a box: it begins in it, or crosses one of its diagonals."""
    left, top, right, bottom = box
    x0, y0, x1, y1 = line
    if max(x0, x1) < left or min(x0, x1) > right or max(y0, y1) < top or min(y0, y1) > bottom:
        return False
    is_within = left <= x0 <= right and top <= y0 <= bottom
    return is_within or _cross(line, (left, top, right, bottom)) or _cross(line, (left, bottom, right, top))


def _attempt(
    order: Sequence[int], discs: Sequence[Disc], size: float, width: float, height: float, all_names: bool
) -> tuple[float, list[Label | None]]:
    """Names the discs in one order; returns the cost (lower is better) and the labels in the order of the discs."""
    grid = _Grid(discs, width, height)
    labels: list[Label | None] = [None] * len(discs)
    cost = 0.0
    for i in order:
        for price, label, width_ in _candidates(discs[i], size, all_names):
            box = _box(label, width_, size)
            if grid.free(box, discs[i], label[-1]):
                grid.take(box, label[-1])
                labels[i] = _label(*label)
                cost += price
                break
        else:
            cost += _NOT_NAMED + discs[i].count
    return cost, labels


def _candidates(disc: Disc, size: float, all_names: bool) -> Iterator[tuple[float, Spot, float]]:
    """Every place a name may stand, with its price and the width of the name: one line before two, near before far.

    Hundreds of them are tried for each name that is printed, so they come as plain tuples.
    """
    for price, lines in _in_lines(disc.name, size):
        width = max(text_width(text, size) for text in lines)
        for k, (anchor, x, y) in enumerate(_near(disc, width, len(lines), size)):
            yield price + k, (x, y, anchor, lines, size, None), width
    if all_names:
        yield from _far(disc, size)


def _in_lines(name: str, size: float) -> list[tuple[float, tuple[str, ...]]]:
    """The name in one line and, if it is long and has a space, in two of nearly the same length."""
    ways: list[tuple[float, tuple[str, ...]]] = [(0, (name,))]
    spaces = [i for i, c in enumerate(name) if c == " "]
    if spaces and text_width(name, size) > 4.5 * size:
        cut = min(spaces, key=lambda i: abs(len(name) - 2 * i))
        ways.append((6, (name[:cut], name[cut + 1 :])))
    return ways


def _near(d: Disc, width: float, lines: int, size: float) -> Iterator[tuple[str, float, float]]:
    """Places around the circle: after, before, above, below, the corners, then above and below moved sideways."""
    off, half = d.r + GAP, size * LINE * lines / 2
    slant = d.r * 0.72 + GAP * 0.6
    yield "start", d.x + off, d.y
    yield "end", d.x - off, d.y
    yield "middle", d.x, d.y - off - half + 1.5
    yield "middle", d.x, d.y + off + half - 1.5
    for dy in (-1, 1):
        yield "start", d.x + slant, d.y + dy * (slant + half * 0.45)
        yield "end", d.x - slant, d.y + dy * (slant + half * 0.45)
    for dy in (-1, 1):
        for share in (0.22, -0.22, 0.4, -0.4):
            yield "middle", d.x + share * width, d.y + dy * (off + half - 1.5)
    for dy in (-1, 1):
        yield "start", d.x + off * 0.96, d.y + dy * half * 0.7
        yield "end", d.x - off * 0.96, d.y + dy * half * 0.7


def _far(d: Disc, size: float) -> Iterator[tuple[float, Spot, float]]:
    """Places a little off, with a thin line from the circle's edge to the name."""
    width = text_width(d.name, size)
    for ring, reach in enumerate((11.0, 19.0, 29.0, 41.0)):
        for step in range(16):
            angle = 2 * pi * step / 16
            ux, uy = cos(angle), sin(angle)
            end_x, end_y = d.x + (d.r + reach) * ux, d.y + (d.r + reach) * uy
            anchor = "middle" if abs(ux) < 0.25 else "start" if ux > 0 else "end"
            nudge = 2.0 if anchor == "start" else -2.0 if anchor == "end" else 0.0
            lift = size * LINE / 2 * uy if anchor == "middle" else 0.0
            leader = (d.x + d.r * ux, d.y + d.r * uy, end_x, end_y)
            yield 30 + 10 * ring, (end_x + nudge, end_y + lift, anchor, (d.name,), size, leader), width


def _label(x: float, y: float, anchor: str, lines: tuple[str, ...], size: float, leader: Box | None) -> Label:
    first = y - size * LINE * (len(lines) - 1) / 2
    placed = tuple((round(first + i * size * LINE), text) for i, text in enumerate(lines))
    return Label(round(x), anchor, placed, leader and tuple(round(value) for value in leader))


def _box(spot: Spot, width: float, size: float) -> Box:
    """The rectangle that the label at a spot would cover; the twin of `box_of`, down to the rounding."""
    x, y, anchor, lines, _size, _leader = spot
    half, above = size * LINE / 2, size * LINE * (len(lines) - 1) / 2
    left = round(x) - (0.0 if anchor == "start" else width if anchor == "end" else width / 2)
    return left - 1, round(y - above) - half, left + width + 1, round(y + above) + half
