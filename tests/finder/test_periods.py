"""Dates with a precision: read as people write them, printed as each language does, kept in ISO."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from finder.periods import (
    PartialDate,
    PartialDateField,
    PartialDateFormField,
    format_partial,
    format_range,
    iso_range,
    parse,
)

LANGUAGES = ["en", "fr", "es", "de", "ar", "ru"]
ISO = PartialDate.from_iso
DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
PARTIALS = st.builds(
    lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]), DAYS, st.integers(min_value=1, max_value=3)
)


def spaced(text: str) -> str:
    """Returns a text with plain spaces, so that expectations can be typed."""
    return " ".join(text.split())


# --- The date --------------------------------------------------------------------------------------------------------
@given(PARTIALS)
def test_iso_comes_back_as_the_same_date(value):
    assert ISO(str(value)) == value
    assert len(str(value)) == {"year": 4, "month": 7, "day": 10}[value.precision]


@given(PARTIALS)
def test_first_and_last_enclose_exactly_the_days_that_share_the_written_part(value):
    assert str(value.first).startswith(str(value))
    assert str(value.last).startswith(str(value))
    if value.last < date.max:
        assert not str(value.last + timedelta(1)).startswith(str(value))
    assert not str(value.first - timedelta(1)).startswith(str(value))


@given(PARTIALS, PARTIALS)
def test_dates_are_in_the_order_of_their_first_and_then_their_last_day(one, other):
    assert (one < other) == ((one.first, one.last) < (other.first, other.last))
    assert (one <= other) == (one < other or one == other)
    assert (one == other) == (str(one) == str(other)) == (hash(one) == hash(other) and not one < other < one)


def test_a_day_stands_before_its_month_and_a_month_before_its_year():
    assert sorted(map(ISO, ["2014", "2014-01", "2014-01-01", "2013", "2014-02"])) == list(
        map(ISO, ["2013", "2014-01-01", "2014-01", "2014", "2014-02"])
    )


@pytest.mark.parametrize(
    "parts", [(999,), (10000,), (2014, 13), (2014, 0), (2014, 2, 29), (2014, 4, 31), (2014, 1, 0), (2014, None, 5)]
)
def test_impossible_dates_cannot_be_made(parts):
    with pytest.raises(ValueError, match=r"."):
        PartialDate(*parts)


@pytest.mark.parametrize("text", ["", "14", "2014-5", "2014-02-30", "2014-05-15T00:00", "2014-05\n", " 2014", "٢٠١٤"])
def test_only_strict_iso_is_iso(text):
    with pytest.raises(ValueError, match=r"."):
        ISO(text)


# --- Reading ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2014", "2014"),
        ("2014-05", "2014-05"),
        ("2014-05-15", "2014-05-15"),
        ("2014/5/15", "2014-05-15"),
        ("05/2014", "2014-05"),
        ("05.2014", "2014-05"),
        ("15/01/2015", "2015-01-15"),
        ("15.1.2015", "2015-01-15"),
        ("15. 1. 2015", "2015-01-15"),
        ("15-01-2015", "2015-01-15"),
        ("15–01–2015", "2015-01-15"),
        ("  15 \u00a0January\u202f2015 ", "2015-01-15"),
        ("January 15, 2015", "2015-01-15"),
        ("15-Jan-2015", "2015-01-15"),
        ("1st of May 2014", "2014-05-01"),
        ("MAY 2014", "2014-05"),
        ("٢٠١٤", "2014"),
        ("١٥/٠١/۲۰۱۵", "2015-01-15"),
        ("\u200f15\u200f/1\u200f/2015\u2069", "2015-01-15"),
    ],
)
def test_reads_numbers_and_english_in_every_language(text, iso, language):
    assert parse(text, language) == ISO(iso)


@pytest.mark.parametrize(
    ("language", "text", "iso"),
    [
        ("en", "Sep 2014", "2014-09"),
        ("en", "Sept. 2014", "2014-09"),
        ("en", "the 3rd of March, 2014", "2014-03-03"),
        ("fr", "1er mai 2014", "2014-05-01"),
        ("fr", "le 1ᵉʳ mai 2014", "2014-05-01"),
        ("fr", "FEVRIER 2014", "2014-02"),
        ("fr", "15 févr. 2014", "2014-02-15"),
        ("fr", "15 août 2014", "2014-08-15"),
        ("es", "15 de enero de 2015", "2015-01-15"),
        ("es", "1.º de mayo del 2014", "2014-05-01"),
        ("es", "setiembre 2014", "2014-09"),
        ("de", "15. Januar 2015", "2015-01-15"),
        ("de", "MÄRZ 2014", "2014-03"),
        ("de", "marz 2014", "2014-03"),
        ("de", "Jänner 2014", "2014-01"),
        ("ar", "15 يناير 2015", "2015-01-15"),
        ("ar", "١٥ يناير، ٢٠١٥", "2015-01-15"),
        ("ar", "كانون الثاني 2014", "2014-01"),
        ("ar", "1 تشرين الأول 2014", "2014-10-01"),
        ("ar", "كانون الثاني/يناير 2014", "2014-01"),
        ("ar", "جانفي 2014", "2014-01"),
        ("ar", "غشت 2014", "2014-08"),
        ("ar", "اغسطس 2014 م", "2014-08"),
        ("ar", "أَبْرِيل 2014", "2014-04"),
        ("ru", "май 2014 г.", "2014-05"),
        ("ru", "мая 2014 года", "2014-05"),
        ("ru", "15 января 2015 г.", "2015-01-15"),
        ("ru", "15.01.2015 г.", "2015-01-15"),
        ("ru", "15 ЯНВ. 2015", "2015-01-15"),
        ("ru", "2014 год", "2014"),
    ],
)
def test_reads_months_as_people_write_them(language, text, iso):
    assert parse(text, language) == ISO(iso)


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        *((code, code) for code in LANGUAGES),
        ("en", "en_GB"),
        *(("ar", f"ar_{c}") for c in ("SY", "MA", "DZ", "TN", "IQ")),
    ],
)
def test_reads_every_name_that_cldr_gives_a_month(language, locale):
    for context in Locale.parse(locale).months.values():
        for width in ("wide", "abbreviated"):
            for number, name in context[width].items():
                assert parse(f"{name} 2014", language) == PartialDate(2014, number)
                assert parse(f"5 {name.upper()} 2014", language) == PartialDate(2014, number, 5)
                assert parse(f"{name} 5, 2014", language) == PartialDate(2014, number, 5)


@pytest.mark.parametrize("text", ["31 February 2014", "29/02/2014", "2014-13", "00/2014", "2014-04-31", "99.99.2014"])
def test_an_impossible_date_is_named_as_impossible(text):
    with pytest.raises(ValidationError) as caught:
        parse(text, "en")
    assert caught.value.code == "impossible"
    assert text in caught.value.message % caught.value.params


@pytest.mark.parametrize(
    "text",
    ["", "soon", "15/01/15", "201", "20145", "05 2014", "Mayo", "15 May", "-2014", "2014-", "ma 2014", "%s", "½"],
)
def test_what_cannot_be_read_is_answered_with_examples_in_the_language(text):
    with pytest.raises(ValidationError) as caught:
        parse(text, "de")
    assert caught.value.code == "unreadable"
    assert "2014, Mai 2014, 15. Januar 2015 oder 15/01/2015" in caught.value.messages[0]


def test_two_names_of_different_months_are_no_month():
    with pytest.raises(ValidationError):
        parse("كانون الثاني/فبراير 2014", "ar")


TYPED = st.text(alphabet=st.sampled_from("0123456789 ./-,<%еяг٣۴½²\u200f\u202f\x00") | st.characters())
WORDS = st.sampled_from(["2014", "31", "0", "May", "de", "мая", "г.", "كانون", "الثاني", "/", "-", ".", "1st", "9" * 9])


@given(TYPED | st.lists(WORDS).map(" ".join) | st.lists(WORDS).map("".join), st.sampled_from(LANGUAGES))
def test_any_text_is_a_date_or_a_validation_error(text, language):
    with suppress(ValidationError):
        assert isinstance(parse(text, language), PartialDate)


def test_a_huge_text_is_refused_without_being_repeated():
    with pytest.raises(ValidationError) as caught:
        parse("9" * 100_000, "en")
    assert len(caught.value.messages[0]) < 300


# --- Printing --------------------------------------------------------------------------------------------------------
@given(PARTIALS, st.sampled_from(LANGUAGES))
def test_what_is_printed_can_be_read_back(value, language):
    assert parse(format_partial(value, language), language) == value


@pytest.mark.parametrize(
    ("language", "month", "day"),
    [
        ("en", "May 2014", "1 May 2014"),
        ("fr", "mai 2014", "1 mai 2014"),
        ("es", "mayo de 2014", "1 de mayo de 2014"),
        ("de", "Mai 2014", "1. Mai 2014"),
        ("ar", "مايو 2014", "1 مايو 2014"),
        ("ru", "май 2014 г.", "1 мая 2014 г."),
    ],
)
def test_prints_as_the_language_does(language, month, day):
    assert format_partial(ISO("2014"), language) == "2014"
    assert spaced(format_partial(ISO("2014-05"), language)) == month
    assert spaced(format_partial(ISO("2014-05-01"), language)) == day


@pytest.mark.parametrize(
    ("start", "end", "printed"),
    [
        (
            "2013-01",
            "2013-12",
            [
                "January–December 2013",
                "janvier–décembre 2013",
                "enero–diciembre de 2013",
                "Januar–Dezember 2013",
                "يناير – ديسمبر 2013",
                "январь – декабрь 2013 г.",
            ],
        ),
        (
            "2013-05",
            "2014-01",
            [
                "May 2013 – January 2014",
                "mai 2013 – janvier 2014",
                "mayo de 2013 – enero de 2014",
                "Mai 2013 – Januar 2014",
                "مايو 2013 – يناير 2014",
                "май 2013 г. – январь 2014 г.",
            ],
        ),
        (
            "2014-05",
            "2015-01-15",
            [
                "May 2014 – 15 January 2015",
                "mai 2014 – 15 janvier 2015",
                "mayo de 2014 – 15 de enero de 2015",
                "Mai 2014 – 15. Januar 2015",
                "مايو 2014 – 15 يناير 2015",
                "май 2014 г. – 15 января 2015 г.",
            ],
        ),
        (
            "2014-05-01",
            "2014-05-15",
            [
                "1–15 May 2014",
                "1–15 mai 2014",
                "1–15 de mayo de 2014",
                "1.–15. Mai 2014",
                "1–15 مايو 2014",
                "1–15 мая 2014 г.",
            ],
        ),
        (
            "2014-05-01",
            "2014-06-15",
            [
                "1 May – 15 June 2014",
                "1 mai – 15 juin 2014",
                "1 de mayo – 15 de junio de 2014",
                "1. Mai – 15. Juni 2014",
                "1 مايو – 15 يونيو 2014",
                "1 мая – 15 июня 2014 г.",
            ],
        ),
        ("2013", "2015", ["2013–2015"] * 6),
        ("2014", "2014", ["2014"] * 6),
    ],
)
def test_prints_a_period_without_saying_anything_twice(start, end, printed):
    assert [spaced(format_range(ISO(start), ISO(end), language)) for language in LANGUAGES] == printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_period_has_its_date_as_it_is_printed_alone(language):
    may = ISO("2014-05")
    alone = format_partial(may, language)
    assert alone in format_range(may, None, language)
    assert alone in format_range(None, may, language)
    assert format_range(may, None, language) != format_range(None, may, language)
    assert format_range(None, None, language) == ""


def test_an_open_period_is_worded_in_english():
    assert format_range(ISO("2014-05"), None, "en") == "from May 2014"
    assert format_range(None, ISO("2014-05"), "en") == "until May 2014"


@given(st.none() | PARTIALS, st.none() | PARTIALS, st.sampled_from(LANGUAGES))
def test_every_period_has_a_printed_form_without_thin_spaces(start, end, language):
    printed = format_range(start, end, language)
    assert bool(printed) == bool(start or end)
    assert "\u2009" not in printed
    assert "  " not in printed


def test_machines_get_iso():
    may, january = ISO("2014-05"), ISO("2015-01-15")
    assert iso_range(may, january) == "2014-05/2015-01-15"
    assert iso_range(may, may) == "2014-05"
    assert iso_range(may, None) == "2014-05/.."
    assert iso_range(None, may) == "../2014-05"
    assert iso_range(None, None) == ""


# --- The form field --------------------------------------------------------------------------------------------------
class Form(forms.Form):
    start = PartialDateFormField(required=False)


@given(PARTIALS, st.sampled_from(LANGUAGES))
def test_a_form_sent_back_as_it_was_shown_has_the_same_date_and_no_change(value, language):
    with override(language):
        shown = Form(initial={"start": value})["start"].value()
        form = Form({"start": shown}, initial={"start": value})
        assert form.is_valid()
        assert form.cleaned_data["start"] == value
        assert not form.has_changed()


def test_the_field_shows_the_printed_date_and_says_what_it_takes():
    with override("ru"):
        assert spaced(Form(initial={"start": ISO("2014-05")})["start"].value()) == "май 2014 г."
    with override("fr"):
        assert "2014, mai 2014, 15 janvier 2015 ou 15/01/2015" in str(Form()["start"].help_text)


@pytest.mark.parametrize(("typed", "changed"), [("05/2014", False), ("2014", True), ("", True), ("soon", True)])
def test_only_another_date_is_a_change(typed, changed):
    assert Form({"start": typed}, initial={"start": ISO("2014-05")}).has_changed() is changed
    assert Form({"start": typed}, initial={"start": "2014-05"}).has_changed() is changed


def test_a_text_that_is_no_date_is_shown_again_as_typed():
    form = Form({"start": "31/02/2014"})
    assert not form.is_valid()
    assert form["start"].value() == "31/02/2014"
    assert form.has_error("start", "impossible")


def test_an_empty_date_is_none_unless_it_is_required():
    assert PartialDateFormField(required=False).clean("  ") is None
    with pytest.raises(ValidationError):
        PartialDateFormField().clean("  ")


# --- The model field -------------------------------------------------------------------------------------------------
@pytest.fixture
def period(db):
    """Returns a model with two dates, one of which is required; its table lives as long as the test."""
    with isolate_apps():

        class Period(models.Model):
            start = PartialDateField()
            end = PartialDateField(blank=False, help_text="When it ends")

            class Meta:
                app_label = "finder"

        # By its SQL, for SQLite's editor works in no transaction; that of the test takes the table away again.
        sql, parameters = connection.schema_editor().table_sql(Period)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
        yield Period


@pytest.mark.parametrize("iso", ["2014", "2014-05", "2014-05-15"])
def test_the_database_keeps_iso_and_gives_the_date_back(period, iso):
    made = period.objects.create(start=iso, end=ISO(iso))
    assert made.start == ISO(iso)  # also before a reload
    assert period.objects.get() == period.objects.get(start=ISO(iso), end=iso)
    assert period.objects.get().end == ISO(iso)
    assert period._meta.get_field("start").value_to_string(made) == iso
    with connection.cursor() as cursor:
        cursor.execute("SELECT start FROM finder_period")
        assert cursor.fetchone() == (iso,)


def test_no_date_is_none_in_python_and_empty_in_the_database(period):
    assert period().start is None
    made = period.objects.create(start="", end=None)
    assert made.start is None
    assert period.objects.get(start="").end is None
    assert period.objects.get(start=None) == made
    assert period._meta.get_field("end").value_to_string(made) == ""


def test_nothing_else_reaches_the_database(period):
    for write in (lambda: period.objects.create(start="soon"), lambda: period.objects.update(start="2014-02-31")):
        with pytest.raises(ValidationError):
            write()


def test_a_date_can_be_copied_within_the_database(period):
    made = period.objects.create(start="2014", end="2015-06")
    made.start = models.F("end")
    made.save()
    assert period.objects.get().start == ISO("2015-06")


def test_full_clean_accepts_dates_and_misses_only_what_is_required(period):
    period(end=ISO("2014-05-15")).full_clean()
    with pytest.raises(ValidationError) as caught:
        period(start="soon").full_clean()
    assert {name: errors[0].code for name, errors in caught.value.error_dict.items()} == {
        "start": "invalid",
        "end": "blank",
    }


def test_a_model_form_reads_and_shows_the_language_of_the_editor(period):
    form_class = forms.modelform_factory(period, fields=["start", "end"])
    with override("es"):
        form = form_class({"start": "", "end": "15 de enero de 2015"})
        made = form.save()
        again = form_class(instance=period.objects.get())
        assert (made.start, made.end) == (None, ISO("2015-01-15"))
        assert again["end"].value() == "15 de enero de 2015"
        assert again["end"].help_text == "When it ends"
        assert "mayo de 2014" in again["start"].help_text


def test_a_migration_does_not_repeat_the_length():
    _name, path, args, options = PartialDateField("start").deconstruct()
    assert (path, args) == ("finder.periods.PartialDateField", [])
    assert options == {"blank": True, "default": "", "verbose_name": "start"}
    assert PartialDateField(*args, **options).max_length == 10
