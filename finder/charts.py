"""Turns numbers into the geometry of small charts that a template prints as SVG, beside the same numbers as text.

All coordinates are percentages of the drawing, worked out here, so that a page needs no style attribute and no script.
In a language written from right to left time runs from right to left: pass `rtl`, and the coordinates are mirrored.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

MOST_TICKS = 40
LONGEST_AXIS = 60  # in years
_THINNEST = 0.8  # of a bar, in %: a project of one month stays visible
_HIGHEST = 84.0  # of a column, in %: above it stands its number
_SOLID = 0.7  # the part of a column's place that it fills
_SHORT = 4  # signs of a number that has room above any column
_MOST_NAMED = 8  # years below a column chart


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on a time axis. `x` is where the year begins in %; `anchor` is the SVG text-anchor of its number."""

    year: int
    x: float
    named: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The years of a time axis, and where today is on it in % (None where it lies beyond)."""

    ticks: tuple[Tick, ...]
    today: float | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a period on a time axis in %; `soft` where it is not known whether it belongs to the period."""

    x: float
    width: float
    soft: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A period on a time axis from the year `first` to `last`, in pieces; `today` in % if the axis holds it."""

    pieces: tuple[Piece, ...]
    today: float | None
    first: int
    last: int

    @property
    def x(self) -> float:
        return min(piece.x for piece in self.pieces)

    @property
    def width(self) -> float:
        return round(max(piece.x + piece.width for piece in self.pieces) - self.x, 2)


@dataclass(frozen=True, slots=True)
class Stripe:
    """The bar beside a number, from the side where reading begins; `x` and `width` are percentages as SVG has them.

    `css` is its class: that of a column, or of a status where the value is one.
    """

    x: str
    width: str
    css: str = "cols__r"


@dataclass(frozen=True, slots=True)
class Column:
    """A year of a column chart in %: its place (`left`, `room`), the column in it, and the middle for its number.

    `tense` is "past", "present" or "future"; `named` says whether the year stands below, `labelled` whether the number
    stands above: on the highest and, if there is room, on the present. `text` is the number in words, `anchor` how it
    stands there (SVG text-anchor, so that a long one stays within), `url` its list.
    """

    year: int
    count: int
    left: float
    room: float
    x: float
    width: float
    y: float
    height: float
    middle: float
    tense: str
    named: bool
    labelled: bool
    text: str
    anchor: str
    url: str


def stripe(count: float, most: float, *, rtl: bool = False, status: str = "") -> Stripe:
    """Draws a number beside the highest of its figure, whose bar is as wide as there is room."""
    width = round(max(100 * count / most, 0.5), 1) if count > 0 and most > 0 else 0.0
    css = f"bar bar--{status}" if status else "cols__r"
    return Stripe(f"{100 - width if rtl else 0:.1f}%", f"{width:.1f}%", css)


def columns(
    numbers: Mapping[int, Any],
    *,
    this_year: int,
    most: Any = None,
    rtl: bool = False,
    text: Callable[[Any], str] = str,
    url: Callable[[int], str] | None = None,
) -> tuple[Column, ...]:
    """Draws one column a year, from the first that has a number to the last, on a scale up to `most` (the highest).

    Of years far apart (a mistyped one) the chart shows those around the middle; the table beside it has them all.
    """
    years = sorted(year for year, count in numbers.items() if count)
    if not years:
        return ()
    median = years[len(years) // 2]
    first, last = max(years[0], median - LONGEST_AXIS // 2), min(years[-1], median + LONGEST_AXIS // 2 - 1)
    length = last - first + 1
    room, step = 100 / length, next(step for step in (1, 2, 5, 10, 20) if length <= step * _MOST_NAMED)
    highest = max((year for year in years if first <= year <= last), key=lambda year: numbers[year])
    scale = most or numbers[highest]
    drawn = []
    for year in range(first, last + 1):
        count = numbers.get(year, 0)
        words = text(count) if year in (highest, this_year) else ""
        column = _column(
            year, count, room * (last - year if rtl else year - first), room, _HIGHEST * float(count / scale), words
        )
        is_told = year == highest or (year == this_year and abs(year - highest) > length * len(words) / 40)
        tense = "present" if year == this_year else "past" if year < this_year else "future"
        address = url(year) if url and count else ""
        drawn.append(replace(column, tense=tense, named=year % step == 0, labelled=is_told, url=address))
    return tuple(drawn)


def _column(year: int, count: Any, left: float, room: float, height: float, words: str) -> Column:
    middle = round(left + room / 2, 2)
    near = "start" if middle < 10 else "end" if middle > 90 else "middle"
    return Column(
        year=year,
        count=count,
        left=round(left, 2),
        room=round(room, 2),
        x=round(left + room * (1 - _SOLID) / 2, 2),
        width=round(room * _SOLID, 2),
        y=round(100 - height, 2),
        height=round(height, 2),
        middle=middle,
        tense="past",
        named=False,
        labelled=False,
        text=words,
        anchor=near if len(words) > _SHORT else "middle",
        url="",
    )


def bar(
    start: tuple[date, date] | None,
    end: tuple[date, date] | None,
    *,
    first_year: int,
    last_year: int,
    today: date,
    rtl: bool = False,
) -> Bar | None:
    """Draws a period at its place between the beginning of `first_year` and the end of `last_year` (see `pieces`).

    What reaches over an edge of the axis is cut there; of a period beyond it there is nothing to draw.
    """
    drawn = pieces(start, end, first_year=first_year, last_year=last_year, today=today, rtl=rtl)
    if not drawn:
        return None
    return Bar(drawn, at(today, first_year=first_year, last_year=last_year, rtl=rtl), first_year, last_year)


def at(day: date, *, first_year: int, last_year: int, rtl: bool = False) -> float | None:
    """Returns where a day lies on an axis in %, None where it lies beyond."""
    share = _share(day, first_year, last_year)
    return round(100 - share if rtl else share, 2) if 0 <= share <= 100 else None


def pieces(
    start: tuple[date, date] | None,
    end: tuple[date, date] | None,
    *,
    first_year: int,
    last_year: int,
    today: date,
    rtl: bool = False,
) -> tuple[Piece, ...]:
    """Draws a period whose ends may not be known to the day: solid where it was active for sure, soft where perhaps.

    `start` and `end` are the first and the last day that each may mean. Without an end it is sure up to today; without
    a start it may have begun in the year of its end.
    """
    known = start or end
    if known is None:
        return ()

    def place(day: date, *, after: bool = False) -> float:
        return _share(day, first_year, last_year, after=after)

    begin = place(start[0] if start else date(known[0].year, 1, 1))
    finish = place(end[1], after=True) if end else max(100.0, begin)
    sure_from = begin if start and start[0] == start[1] else place(known[1], after=True)
    sure_to = place(today) if end is None else finish if end[0] == end[1] else place(end[0])
    if begin > finish or finish <= 0 or begin >= 100:
        return ()
    if sure_from >= sure_to:
        sure_from = sure_to = finish
    parts = ((begin, sure_from, True), (sure_from, sure_to, False), (sure_to, finish, True))
    cut = [(max(0.0, left), min(100.0, right), soft) for left, right, soft in parts]
    drawn = [part for part in cut if part[1] - part[0] > 0.01]
    if sum(right - left for left, right, _soft in drawn) < _THINNEST:
        left = min(max(0.0, begin), 100 - _THINNEST)
        drawn = [(left, left + _THINNEST, all(soft for _left, _right, soft in drawn))]
    return tuple(
        Piece(round(100 - right if rtl else left, 2), round(right - left, 2), soft) for left, right, soft in drawn
    )


def axis(first_year: int, last_year: int, *, today: date, rtl: bool = False) -> Axis:
    """Draws the axis from `first_year` to `last_year`."""
    now = at(today, first_year=first_year, last_year=last_year, rtl=rtl)
    return Axis(ticks(first_year, last_year, rtl=rtl), now)


def ticks(first_year: int, last_year: int, *, most: int = 8, rtl: bool = False) -> tuple[Tick, ...]:
    """The years of a time axis from `first_year` to `last_year`, at most `most` of them named, evenly apart.

    On a long axis only the named ones are drawn.
    """
    years = range(first_year, last_year + 1)
    step = next((s for s in (1, 2, 5, 10, 20, 50) if len(years) <= s * most), 100)
    drawn = []
    for year in years:
        x = 100 * (year - first_year) / len(years)
        named = year % step == 0 if step > 1 else True
        if named or len(years) <= MOST_TICKS:
            drawn.append(Tick(year, round(100 - x if rtl else x, 2), named, "end" if rtl else "start"))
    return tuple(drawn)


def axis_years(periods: Iterable[tuple[date | None, date | None]], *, today: date) -> tuple[int, int]:
    """The first and the last year that any of the periods touches; the present year without any.

    Of periods far apart (a mistyped year), the axis holds the years around those in the middle.
    """
    years = sorted(day.year for period in periods for day in period if day is not None) or [today.year]
    middle = years[len(years) // 2]
    return max(years[0], middle - LONGEST_AXIS // 2), min(years[-1], middle + LONGEST_AXIS // 2 - 1)


def _share(day: date, first_year: int, last_year: int, *, after: bool = False) -> float:
    """How far along the axis a day lies, in %; with `after` its end rather than its beginning."""
    origin = date(first_year, 1, 1).toordinal()
    length = date(last_year, 12, 31).toordinal() + 1 - origin
    return 100 * (day.toordinal() + after - origin) / length
