"""Turns numbers into the geometry of small charts that a template prints as SVG, beside the same numbers as text.

All coordinates are percentages of the drawing, worked out here, so that a page needs no style attribute and no script.
In a language written from right to left time runs from right to left: pass `rtl`, and the coordinates are mirrored.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

PAST, PRESENT, FUTURE = "past", "present", "future"
_HEADROOM = 86  # the highest column in % of the drawing; above it stands its number
_COLUMN = 0.72  # width of a column in parts of its slot
_THINNEST = 0.8  # of a bar, in %: a project of one month stays visible


@dataclass(frozen=True, slots=True)
class Column:
    """A year: rectangle in %, and `middle` for its number and its year.

    `tense` is "past", "present" or "future". `named` years stand on the axis; `numbered` ones carry their number.
    """

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    tense: str
    named: bool
    numbered: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns, one for each year without a gap, and the sum and peak that a caption may say."""

    columns: tuple[Column, ...]
    first: int
    last: int
    peak: int


@dataclass(frozen=True, slots=True)
class Rank:
    """A row of a ranking: what it counts, how much, and its bar in %."""

    key: Hashable
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on a time axis. `x` is where the year begins in %; `anchor` is the SVG text-anchor of its number."""

    year: int
    x: float
    named: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A period on a time axis in %, and today if the axis holds it. `open_end`: the end is not known."""

    x: float
    width: float
    today: float | None
    first: int
    last: int
    open_end: bool = False


def columns(rows: Iterable[tuple[int, int]], *, this_year: int, rtl: bool = False) -> Columns | None:
    """Draws one column a year; years missing between the first and the last count nothing.

    Takes pairs of year and count; returns None without any. Up to eight columns name each year, more name each fifth.
    """
    counts = dict(rows)
    if not counts:
        return None
    first, last = min(counts), max(counts)
    years = range(first, last + 1)
    highest = max(counts.values()) or 1
    peak = next(year for year in years if counts.get(year, 0) == highest) if any(counts.values()) else first
    slot = 100 / len(years)
    drawn = []
    for i, year in enumerate(years):
        count = counts.get(year, 0)
        left = i * slot if not rtl else 100 - (i + 1) * slot
        height = round(_HEADROOM * count / highest, 1)
        drawn.append(
            Column(
                year=year,
                count=count,
                x=round(left + slot * (1 - _COLUMN) / 2, 2),
                y=round(100 - height, 1),
                width=round(slot * _COLUMN, 2),
                height=height,
                middle=round(left + slot / 2, 2),
                tense=_tense(year, this_year),
                named=len(years) <= 8 or year % 5 == 0,
                numbered=count > 0 and (year in (peak, this_year) or len(years) <= 8),
            )
        )
    return Columns(tuple(drawn), first, last, peak)


def _tense(year: int, this_year: int) -> str:
    return PAST if year < this_year else PRESENT if year == this_year else FUTURE


def ranks(rows: Sequence[tuple[Hashable, int]], *, rtl: bool = False) -> tuple[Rank, ...]:
    """Draws a bar for each row, in the order given; the longest fills the drawing."""
    highest = max((count for _, count in rows), default=0) or 1
    drawn = []
    for key, count in rows:
        width = round(100 * count / highest, 1)
        drawn.append(Rank(key, count, round(100 - width, 1) if rtl else 0.0, width))
    return tuple(drawn)


def bar(
    start: date | None,
    end: date | None,
    *,
    first_year: int,
    last_year: int,
    today: date,
    rtl: bool = False,
) -> Bar | None:
    """Draws a period at its place between the beginning of `first_year` and the end of `last_year`.

    `end` is the last day of the period. Without an end the bar reaches the end of the axis; without a start, or beyond
    the axis, there is nothing to draw. What reaches over an edge of the axis is cut there.
    """
    if start is None:
        return None
    begin = _share(start, first_year, last_year)
    finish = _share(end, first_year, last_year, after=True) if end else 100.0
    if finish <= 0 or begin >= 100 or finish < begin:
        return None
    begin, finish = max(0.0, begin), min(100.0, finish)
    width = max(_THINNEST, finish - begin)
    begin = min(begin, 100 - width)
    now = _share(today, first_year, last_year)
    return Bar(
        x=round(100 - begin - width if rtl else begin, 2),
        width=round(width, 2),
        today=(round(100 - now if rtl else now, 2) if 0 <= now <= 100 else None),
        first=first_year,
        last=last_year,
        open_end=end is None,
    )


def ticks(first_year: int, last_year: int, *, most: int = 8, rtl: bool = False) -> tuple[Tick, ...]:
    """The years of a time axis from `first_year` to `last_year`, at most `most` of them named, evenly apart."""
    years = range(first_year, last_year + 1)
    step = next((s for s in (1, 2, 5, 10, 20, 50) if len(years) <= s * most), 100)
    drawn = []
    for year in years:
        x = 100 * (year - first_year) / len(years)
        named = year % step == 0 if step > 1 else True
        drawn.append(Tick(year, round(100 - x if rtl else x, 2), named, "end" if rtl else "start"))
    return tuple(drawn)


def axis_years(periods: Iterable[tuple[date | None, date | None]], *, today: date) -> tuple[int, int]:
    """The first and the last year that any of the periods touches; the present year without any."""
    days = [day for period in periods for day in period if day is not None]
    return (min(days).year, max(days).year) if days else (today.year, today.year)


def _share(day: date, first_year: int, last_year: int, *, after: bool = False) -> float:
    """How far along the axis a day lies, in %; with `after` its end rather than its beginning."""
    origin = date(first_year, 1, 1).toordinal()
    length = date(last_year, 12, 31).toordinal() + 1 - origin
    return 100 * (day.toordinal() + after - origin) / length
