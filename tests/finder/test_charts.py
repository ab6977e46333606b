"""Charts: honest lengths, mirrored for languages written from right to left."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.charts import LONGEST_AXIS, MOST_TICKS, axis_years, bar, ticks

TODAY = date(2026, 7, 2)
DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))


def days(*parts):
    """Returns a day as an end of a period that is known to the day."""
    return (date(*parts),) * 2


def test_bar_of_a_year_fills_that_year():
    drawn = bar(days(2013, 1, 1), days(2013, 12, 31), first_year=2012, last_year=2015, today=TODAY)
    assert drawn.x == pytest.approx(25, abs=0.1)
    assert drawn.width == pytest.approx(25, abs=0.1)
    assert drawn.today is None


def test_bar_knows_where_today_is_and_mirrors():
    span = {"first_year": 2026, "last_year": 2026, "today": TODAY}
    drawn = bar(days(2026, 1, 1), days(2026, 3, 31), **span)
    assert drawn.today == pytest.approx(50, abs=0.3)
    mirrored = bar(days(2026, 1, 1), days(2026, 3, 31), **span, rtl=True)
    assert mirrored.x == pytest.approx(100 - drawn.width)
    assert mirrored.today == pytest.approx(100 - drawn.today)


def test_bar_without_an_end_reaches_the_end_of_the_axis_and_is_sure_up_to_today():
    drawn = bar(days(2025, 1, 1), None, first_year=2025, last_year=2028, today=TODAY)
    assert drawn.x + drawn.width == pytest.approx(100)
    assert [piece.soft for piece in drawn.pieces] == [False, True]
    assert drawn.pieces[1].x == pytest.approx(drawn.today, abs=0.1)


def test_bar_without_a_start_is_drawn_soft_in_the_year_of_its_end():
    drawn = bar(None, days(2025, 12, 31), first_year=2024, last_year=2025, today=TODAY)
    assert (round(drawn.x), round(drawn.width), drawn.pieces[0].soft) == (50, 50, True)


def test_bar_beyond_the_axis_is_not_drawn():
    assert bar(days(2001, 1, 1), days(2002, 1, 1), first_year=2024, last_year=2025, today=TODAY) is None


@given(DAYS, DAYS, st.booleans())
def test_bars_stay_on_the_axis_and_are_never_invisible(start, end, rtl):
    drawn = bar((start, start), (end, end), first_year=2004, last_year=2031, today=TODAY, rtl=rtl)
    if drawn is None:
        assert start.year > 2031 or end.year < 2004 or end < start
        return
    assert drawn.x >= -0.01
    assert drawn.x + drawn.width <= 100.02
    assert drawn.width >= 0.8


@given(st.integers(1990, 2030), st.integers(0, 80), st.booleans())
def test_an_axis_is_never_crowded(first, length, rtl):
    drawn = ticks(first, first + length, rtl=rtl)
    assert len(drawn) == length + 1 if length < MOST_TICKS else len(drawn) <= 9
    assert sum(tick.named for tick in drawn) <= 9
    assert all(0 <= tick.x <= 100 for tick in drawn)


def test_short_axis_names_each_year_where_it_begins():
    assert [(t.year, t.x, t.anchor) for t in ticks(2024, 2027)] == [
        (2024, 0, "start"),
        (2025, 25, "start"),
        (2026, 50, "start"),
        (2027, 75, "start"),
    ]
    assert [(t.x, t.anchor) for t in ticks(2024, 2025, rtl=True)] == [(100, "end"), (50, "end")]


def test_axis_holds_all_periods():
    periods = [(date(2013, 5, 1), date(2014, 1, 1)), (date(2010, 1, 1), None), (None, date(2029, 1, 1))]
    assert axis_years(periods, today=TODAY) == (2010, 2029)
    assert axis_years([], today=TODAY) == (2026, 2026)


YEARS = st.integers(1000, 9999).map(lambda year: date(year, 1, 1))


@given(st.lists(st.tuples(YEARS, YEARS), max_size=12))
def test_an_axis_has_an_end_whatever_years_there_are(periods):
    first, last = axis_years(periods, today=TODAY)
    assert 0 <= last - first < LONGEST_AXIS
    assert len(ticks(first, last)) <= MOST_TICKS
    for start, end in periods:
        drawn = bar((start, start), (end, end), first_year=first, last_year=last, today=TODAY)
        assert drawn is None or drawn.x + drawn.width <= 100.02


def test_one_mistyped_year_leaves_the_axis_to_the_others():
    periods = [(date(1000, 1, 1), date(9999, 1, 1)), *[(date(2010 + n, 1, 1), date(2012 + n, 1, 1)) for n in range(6)]]
    first, last = axis_years(periods, today=TODAY)
    assert first <= 2010
    assert last >= 2017
