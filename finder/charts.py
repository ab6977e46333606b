"""Turns numbers into the geometry of small charts that a template prints as SVG, beside the same numbers as text.

All coordinates are percentages of the drawing, worked out here, so that a page needs no style attribute and no script.
In a language written from right to left time runs from right to left: pass `rtl`, and the coordinates are mirrored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MOST_TICKS = 40
LONGEST_AXIS = 60  # in years
_THINNEST = 0.8  # of a bar, in %: a project of one month stays visible


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
