"""Periods in one text: what is printed is read back, and what people paste is understood or refused by name."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from finder.periods import PartialDate, format_range
from finder.ranges import Range, RangeFormField, parse_range

LANGUAGES = ["en", "fr", "es", "de", "ar", "ru"]
PARTS = st.tuples(st.dates(min_value=date(1900, 1, 1)), st.integers(1, 3))


def partial(day, parts):
    return PartialDate(*(day.year, day.month, day.day)[:parts])


def iso(text, language="en"):
    found = parse_range(text, language)
    return str(found.start or ""), str(found.end or "")


@pytest.mark.parametrize("language", LANGUAGES)
@given(PARTS, PARTS)
def test_what_is_printed_is_read_back(language, one, other):
    start, end = partial(*one), partial(*other)
    if end.last < start.first:
        start, end = end, start
    for period in ((start, end), (start, start), (start, None), (None, end)):
        found = parse_range(format_range(*period, language), language)
        assert (found.start, found.end) == period, format_range(*period, language)
        assert not found.guessed


@pytest.mark.parametrize("language", LANGUAGES)
@given(PARTS, PARTS)
def test_a_period_may_be_written_in_another_language_than_the_readers(language, one, other):
    start, end = sorted((partial(*one), partial(*other)))
    if end.last < start.first:
        return
    assert parse_range(format_range(start, end, "en"), language).start == start


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("", "en", ("", "")),
        ("2014", "en", ("2014", "2014")),
        ("May 2014 – 15 January 2015", "en", ("2014-05", "2015-01-15")),
        ("May 2014 - 15 January 2015", "ru", ("2014-05", "2015-01-15")),
        ("May 2014 — January 2015", "en", ("2014-05", "2015-01")),
        ("from May 2014 to 15 January 2015", "en", ("2014-05", "2015-01-15")),
        ("von Mai 2014 bis 15. Januar 2015", "de", ("2014-05", "2015-01-15")),
        ("de mai 2014 à janvier 2015", "fr", ("2014-05", "2015-01")),
        ("del 1 de mayo de 2014 al 15 de enero de 2015", "es", ("2014-05-01", "2015-01-15")),
        ("с мая 2014 г. по 15 января 2015 г.", "ru", ("2014-05", "2015-01-15")),
        ("من مايو 2014 إلى يناير 2015", "ar", ("2014-05", "2015-01")),
        ("٢٠١٤–٢٠١٥", "ar", ("2014", "2015")),
        ("January to December 2013", "en", ("2013-01", "2013-12")),
        ("15 - 20 May 2014", "en", ("2014-05-15", "2014-05-20")),
        ("01.05.2014-15.01.2015", "de", ("2014-05-01", "2015-01-15")),
        ("2014-05/2015-01-15", "en", ("2014-05", "2015-01-15")),
        ("2014-05-01 - 2015-01-15", "en", ("2014-05-01", "2015-01-15")),
        ("since May 2014", "en", ("2014-05", "")),
        ("seit Mai 2014", "de", ("2014-05", "")),
        ("depuis 2014", "fr", ("2014", "")),
        ("May 2014 –", "en", ("2014-05", "")),
        ("May 2014 – ongoing", "en", ("2014-05", "")),
        ("– May 2014", "en", ("", "2014-05")),
        ("until 2015", "en", ("", "2015")),
        ("jusqu’en 2015", "fr", ("", "2015")),
    ],
)
def test_periods_as_people_write_them(text, language, expected):
    assert iso(text, language) == expected
    assert not parse_range(text, language).guessed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("January 2013December 2014", ("2013-01", "2014-12")),
        ("May 201415 January 2015", ("2014-05", "2015-01-15")),
        ("May 2014 15 January 2015", ("2014-05", "2015-01-15")),
        ("20132014", ("2013", "2014")),
    ],
)
def test_a_lost_dash_is_guessed_and_said(text, expected):
    assert iso(text) == expected
    assert parse_range(text, "en").guessed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("soon", "“soon” cannot be read as a period. Please write it like one of these: May 2014 – 15 January 2015"),
        ("May 2014 – soon", "“soon” cannot be read as a date"),
        ("31/02/2014 – 2015", "not a possible date"),
        ("2015 – May 2014", "The end is before the start."),
        ("x" * 200, "cannot be read as a period"),
    ],
)
def test_what_cannot_be_read_is_named(text, message):
    with override("en"), pytest.raises(ValidationError) as refused:
        parse_range(text, "en")
    assert message in refused.value.messages[0]


def test_the_examples_are_in_the_readers_language():
    with override("de"), pytest.raises(ValidationError) as refused:
        parse_range("bald", "de")
    assert "Mai 2014 – 15. Januar 2015" in " ".join(refused.value.messages[0].split())


def test_the_same_period_written_otherwise_is_no_change():
    field = RangeFormField(required=False)
    with override("en"):
        assert not field.has_changed(Range(PartialDate(2014), PartialDate(2015)), "2014 to 2015")
        assert field.has_changed(Range(PartialDate(2014), PartialDate(2015)), "2014")
        assert field.has_changed(Range(), "soon")
        assert field.clean("") == Range()
