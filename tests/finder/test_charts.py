"""Charts: honest lengths, no gap in time, mirrored for languages written from right to left."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.charts import axis_years, bar, columns, ranks, ticks

TODAY = date(2026, 7, 2)
DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))


def test_columns_fill_the_years_between_and_tell_past_present_and_future():
    chart = columns([(2024, 2), (2026, 4), (2028, 1)], this_year=2026)
    assert [(c.year, c.count, c.tense) for c in chart.columns] == [
        (2024, 2, "past"),
        (2025, 0, "past"),
        (2026, 4, "present"),
        (2027, 0, "future"),
        (2028, 1, "future"),
    ]
    assert (chart.first, chart.last, chart.peak) == (2024, 2028, 2026)
    assert [c.x for c in chart.columns] == [2.8, 22.8, 42.8, 62.8, 82.8]


def test_heights_are_in_proportion_and_stand_on_the_ground():
    chart = columns([(2024, 1), (2025, 4)], this_year=2026)
    low, high = chart.columns
    assert high.height == pytest.approx(4 * low.height, abs=0.3)
    assert all(c.y + c.height == pytest.approx(100, abs=0.11) for c in chart.columns)
    assert high.y > 10  # room for the number above it


def test_many_years_name_each_fifth_and_number_only_the_peak_and_the_present():
    chart = columns([(year, 9 if year == 2013 else 3) for year in range(2006, 2030)], this_year=2026)
    assert [c.year for c in chart.columns if c.named] == [2010, 2015, 2020, 2025]
    assert [c.year for c in chart.columns if c.numbered] == [2013, 2026]


def test_columns_run_from_the_right_in_arabic():
    rows = [(2024, 2), (2025, 1)]
    left, right = columns(rows, this_year=2026).columns, columns(rows, this_year=2026, rtl=True).columns
    for a, b in zip(left, right, strict=True):
        assert b.x == pytest.approx(100 - a.x - a.width)
        assert b.middle == pytest.approx(100 - a.middle)
        assert (a.y, a.height) == (b.y, b.height)


def test_no_years_no_chart_and_years_of_nothing_are_flat():
    assert columns([], this_year=2026) is None
    assert [c.height for c in columns([(2024, 0), (2025, 0)], this_year=2026).columns] == [0, 0]


def test_ranks_keep_their_order_and_fill_the_drawing():
    rows = ranks([("eu", 10), ("at", 4)])
    assert [(r.key, r.count, r.x, r.width) for r in rows] == [("eu", 10, 0, 100), ("at", 4, 0, 40)]
    assert [(r.x, r.width) for r in ranks([("eu", 10), ("at", 4)], rtl=True)] == [(0, 100), (60, 40)]
    assert ranks([]) == ()


def test_bar_of_a_year_fills_that_year():
    drawn = bar(date(2013, 1, 1), date(2013, 12, 31), first_year=2012, last_year=2015, today=TODAY)
    assert drawn.x == pytest.approx(25, abs=0.1)
    assert drawn.width == pytest.approx(25, abs=0.1)
    assert drawn.today is None


def test_bar_knows_where_today_is_and_mirrors():
    span = {"first_year": 2026, "last_year": 2026, "today": TODAY}
    drawn = bar(date(2026, 1, 1), date(2026, 3, 31), **span)
    assert drawn.today == pytest.approx(50, abs=0.3)
    mirrored = bar(date(2026, 1, 1), date(2026, 3, 31), **span, rtl=True)
    assert mirrored.x == pytest.approx(100 - drawn.width)
    assert mirrored.today == pytest.approx(100 - drawn.today)


def test_bar_without_an_end_reaches_the_end_of_the_axis_and_without_a_start_is_not_drawn():
    drawn = bar(date(2025, 1, 1), None, first_year=2024, last_year=2025, today=TODAY)
    assert drawn.open_end
    assert drawn.x + drawn.width == pytest.approx(100)
    assert bar(None, date(2025, 1, 1), first_year=2024, last_year=2025, today=TODAY) is None


def test_bar_beyond_the_axis_is_not_drawn():
    assert bar(date(2001, 1, 1), date(2002, 1, 1), first_year=2024, last_year=2025, today=TODAY) is None


@given(DAYS, DAYS, st.booleans())
def test_bars_stay_on_the_axis_and_are_never_invisible(start, end, rtl):
    drawn = bar(start, end, first_year=2004, last_year=2031, today=TODAY, rtl=rtl)
    if drawn is None:
        assert start.year > 2031 or end.year < 2004 or end < start
        return
    assert drawn.x >= -0.01
    assert drawn.x + drawn.width <= 100.02
    assert drawn.width >= 0.8


@given(st.integers(1990, 2030), st.integers(0, 80), st.booleans())
def test_an_axis_is_never_crowded(first, length, rtl):
    drawn = ticks(first, first + length, rtl=rtl)
    assert len(drawn) == length + 1
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
