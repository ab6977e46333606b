"""What depends on today is asked in SQL as it is asked in Python."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from editorial.models import Publication
from finder import bitmaps, counts, times

pytestmark = pytest.mark.django_db

DAYS = st.dates(date(2008, 1, 1), date(2032, 12, 31))
HELD = st.sampled_from(["", "", "", "suspended", "cancelled"])
PERIODS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(lambda pair: None in pair or pair[0] <= pair[1])
ROWS = st.lists(st.tuples(PERIODS, HELD), min_size=1, max_size=12)
PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def store(rows):
    Publication.objects.all().delete()
    Publication.objects.bulk_create(
        Publication(kind="project", key=str(number), record_hash="x", starts=period[0], ends=period[1], held=held)
        for number, (period, held) in enumerate(rows)
    )
    return list(Publication.objects.all())


def found(condition):
    return set(Publication.objects.filter(condition).values_list("key", flat=True))


@PATIENT
@given(ROWS, DAYS)
def test_every_status_is_the_same_in_sql_and_in_python(rows, day):
    publications = store(rows)
    for status in (*times.STATUSES, "none"):
        expected = {row.key for row in publications if times.status_of(row, day) == status.replace("none", "")}
        assert found(times.with_status(status, day)) == expected


@PATIENT
@given(ROWS)
def test_numbers_by_status_add_up_to_everything(rows):
    publications = store(rows)
    index = bitmaps.build("project")
    numbers = counts.statuses_in(index, index.live)
    assert sum(numbers.values()) == len(publications)
    for status, number in numbers.items():
        assert number == sum(times.status_of(row) == status.replace("none", "") for row in publications)


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [
        ("2020-06-15", "2020-06-15", "ongoing"),
        ("2020-06-16", None, "planned"),
        ("2020-06-15", None, "ongoing"),
        (None, "2020-06-14", "completed"),
        (None, "2020-06-15", "ongoing"),
        (None, None, ""),
        ("2019-01-01", "2020-06-14", "completed"),
        ("2020-06-16", "2021-01-01", "planned"),
    ],
)
def test_a_project_is_ongoing_on_its_first_and_on_its_last_day(starts, ends, status):
    starts, ends = (date.fromisoformat(text) if text else None for text in (starts, ends))
    row = Publication(kind="project", starts=starts, ends=ends)
    assert times.status_of(row, date(2020, 6, 15)) == status


def is_active(row, first, last, today):
    """Says the same as PRODUCT does, day by day turned into one overlap of two spans."""
    if row.starts is None and row.ends is None:
        return False
    starts = row.starts or date(row.ends.year, 1, 1)
    # Without an end it goes on through this year, or through the year in which it is to begin.
    ends = row.ends or date(max(today.year, row.starts.year), 12, 31)
    begin = date(first, 1, 1) if first else date.min
    finish = date(last, 12, 31) if last else date.max
    return starts <= finish and ends >= begin


YEARS = st.none() | st.integers(2005, 2035)


@PATIENT
@given(ROWS, YEARS, YEARS, DAYS)
@example([((date(2030, 5, 1), None), "")], 2030, 2030, date(2026, 1, 1))
@example([((date(2030, 5, 1), None), "")], 2031, 2031, date(2026, 1, 1))
@example([((None, date(2015, 3, 1)), "")], 2014, 2014, date(2026, 1, 1))
@example([((None, date(2015, 3, 1)), "")], 2014, 2015, date(2026, 1, 1))
@example([((date(2010, 1, 1), None), "")], 2026, 2026, date(2026, 12, 31))
@example([((date(2010, 1, 1), None), "")], 2027, 2027, date(2026, 12, 31))
def test_active_between_two_years_means_on_at_least_one_day(rows, first, last, today):
    if first and last and first > last:
        first, last = last, first
    publications = store(rows)
    expected = {row.key for row in publications if is_active(row, first, last, today)}
    if first or last:
        assert found(times.active_between(first, last, today)) == expected


def test_undated_is_without_either_date():
    store([((None, None), ""), ((date(2010, 1, 1), None), ""), ((None, date(2010, 1, 1)), "")])
    assert found(times.UNDATED) == {"0"}


def test_what_has_no_start_comes_last_on_both_databases():
    store([((None, None), ""), ((date(2010, 1, 1), None), ""), ((date(2012, 1, 1), None), "")])
    ordered = Publication.objects.order_by(times.newest_first())
    assert list(ordered.values_list("key", flat=True)) == ["2", "1", "0"]
