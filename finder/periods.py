"""Dates with a precision: a year, a month or a day, as people write them and as each language prints them.

An open period is printed with the words for "from" and "until". No language declines its months here, so a translation
that needs a case or an article puts the date behind a colon ("начало: май 2014 г.").
"""

import calendar
import functools
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import DateTimePattern, parse_pattern
from babel.lists import format_list
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _

from editorial.texts import active_language, fold

_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

# Where CLDR keeps the names of months that readers of a language know; the first locale is the one that prints.
_LOCALES = {
    "en": ("en_GB", "en_US"),
    "fr": ("fr", "fr_CA"),
    "es": ("es", "es_MX", "es_PE"),
    "de": ("de", "de_AT"),
    "ar": ("ar", "ar_SY", "ar_MA", "ar_DZ", "ar_MR"),
    "ru": ("ru",),
}
_LONGEST = 60  # characters of a text that may be a date

_YEAR, _NUMBER, _GAP, _STOP = r"([1-9]\d{3})", r"(\d{1,2})", r"[\s.,،/-]*", r"\s?[./-]\s?"
_NAME = r"([^\W\d_]+(?:[\s./]+[^\W\d_]+)*)"
_YEAR_FIRST = re.compile(rf"{_YEAR}(?:{_STOP}{_NUMBER}(?:{_STOP}{_NUMBER})?)?")
_YEAR_LAST = re.compile(rf"(?:{_NUMBER}{_STOP})?{_NUMBER}{_STOP}{_YEAR}")
_DAY_FIRST = re.compile(rf"(?:{_NUMBER}{_GAP})?{_NAME}{_GAP}{_YEAR}")
_MONTH_FIRST = re.compile(rf"{_NAME}{_GAP}{_NUMBER}[\s.,،/-]+{_YEAR}")
# Words that go with a date and say nothing about it: articles, prepositions, ordinals, "year"; as fold() leaves them.
_FILLERS = re.compile(
    r"(?<![^\W\d_])(?:the|of|st|nd|rd|th|le|er|de|del|el|o|den|der|г|год|года|م|من|عام|سنه)(?![^\W\d_])\.?"
)


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day: a date that says how much of it is known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 9999:
            raise ValueError("The year lies outside 1000 to 9999.")
        if self.day is not None and self.month is None:
            raise ValueError("A day needs a month.")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def from_iso(cls, text: str) -> "PartialDate":
        """Returns the date that "2014", "2014-05" or "2014-05-15" names; raises ValueError for anything else."""
        if not (match := _ISO.fullmatch(text)):
            raise ValueError("Not an ISO 8601 year, month or day.")
        return cls(*(int(part) for part in match.groups() if part))

    @classmethod
    def known(cls, text: str) -> "PartialDate | None":
        """Returns the date that a text of a Record names, None where it is empty."""
        return cls.from_iso(text) if text else None

    @property
    def precision(self) -> str:
        """Says which part of the date is the smallest that is known: "year", "month" or "day"."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def first(self) -> date:
        """Returns the first day that the date may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Returns the last day that the date may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part is not None)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.first, self.last) < (other.first, other.last)


# --- Reading ---------------------------------------------------------------------------------------------------------
def parse(text: str, language: str) -> PartialDate:
    """Returns the date that a person wrote in a language; raises a ValidationError that says what is wrong."""
    parts = _parts(text, language) if len(text) <= _LONGEST else None
    if parts is None:
        raise ValidationError(
            _("“%(text)s” cannot be read as a date. Please write it like one of these: %(examples)s."),
            code="unreadable",
            params={"text": text[:_LONGEST], "examples": _examples(language)},
        )
    try:
        return PartialDate(*parts)
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a possible date: the calendar has no such day or month."),
            code="impossible",
            params={"text": text},
        ) from None


def _parts(text: str, language: str) -> list[int] | None:
    """Returns the year, the month and the day that a text names, as far as it does, or None when it is no date."""
    text = _FILLERS.sub(" ", fold("".join(map(_plain, text))))
    text = " ".join(text.rstrip(" .,،").split())
    if match := _YEAR_FIRST.fullmatch(text):
        year, number, day = match.groups()
        return _numbers(year, number, day)
    if match := _YEAR_LAST.fullmatch(text):
        day, number, year = match.groups()
        return _numbers(year, number, day)
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        name, day, year = match.groups()
    else:
        return None
    month = _month(name, language)
    return _numbers(year, month, day) if month else None


def _numbers(*parts: str | int | None) -> list[int]:
    return [int(part) for part in parts if part is not None]


def _plain(char: str) -> str:
    """Returns a character without what only writing systems differ in: digits, dashes, invisible marks."""
    match unicodedata.category(char):
        case "Nd":
            return str(unicodedata.decimal(char))
        case "Pd":
            return "-"
        case "Cf":
            return ""
    return char


def _month(name: str, language: str) -> int | None:
    """Returns the number of a month; both names of "كانون الثاني/يناير" must mean the same one."""
    names = _month_names(language)
    found = {names.get(" ".join(part.replace(".", " ").split())) for part in name.split("/")}
    return found.pop() if len(found) == 1 else None


@functools.cache
def _month_names(language: str) -> dict[str, int]:
    """Returns the folded names of the months in a language, and in English, with their numbers."""
    names = {} if language == "en" else dict(_month_names("en"))
    for code in _LOCALES.get(language, (language,)):
        for context in Locale.parse(code).months.values():
            for width in ("abbreviated", "wide"):
                names |= {fold(name).replace(".", ""): number for number, name in context[width].items()}
    return names


# --- Printing --------------------------------------------------------------------------------------------------------
@functools.cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, (language,))[0])


@functools.cache
def _pattern(language: str, precision: str) -> DateTimePattern:
    """Returns CLDR's way of printing a date; a month alone has its own one, for it may have another case."""
    locale = _locale(language)
    if precision == "day":
        return locale.date_formats["long"]
    return locale.datetime_skeletons["yMMMM" if precision == "month" else "y"]


@functools.cache
def _interval(language: str, precision: str, differing: str) -> tuple[DateTimePattern, DateTimePattern] | None:
    """Returns CLDR's patterns of the start and the end of an interval, by the largest part in which they differ."""
    formats = _locale(language).interval_formats
    # Few languages have intervals of days with months in full; the short ones have the same order of words.
    skeletons = {"year": ("y",), "month": ("yMMMM",), "day": ("yMMMMd", "yMMMd")}[precision]
    pair = next(
        (formats[skeleton][differing] for skeleton in skeletons if differing in formats.get(skeleton, {})), None
    )
    if pair is None or len(pair) != 2:
        return None
    start, end = (re.sub(r"(?<!M)MMM(?!M)", "MMMM", pattern) for pattern in pair)
    # CLDR's thin spaces around the dash are not in every font: single words close up, groups of words stand apart.
    space = "" if (precision, differing) == ("month", "M") else " "
    return parse_pattern(start.replace("\u2009", space)), parse_pattern(end)


def format_partial(value: PartialDate, language: str) -> str:
    """Returns a date as a language prints it: "2014", "May 2014", "15 January 2015"."""
    return _pattern(language, value.precision).apply(value.first, _locale(language))


def format_range(start: PartialDate | None, end: PartialDate | None, language: str) -> str:
    """Returns a period as a language prints it: "January–December 2013", "May 2014 – 15 January 2015", "2013–2015"."""
    if start is None and end is None:
        return ""
    if end is None:
        with override(language):
            # Translators: the date is in the nominative, without an article. Where "from" needs more than that, write
            # "start: %(date)s" instead, as in "начало: май 2014 г.".
            return pgettext("period", "from %(date)s") % {"date": format_partial(start, language)}
    if start is None:
        with override(language):
            # Translators: the date is in the nominative, without an article. Where "until" needs more than that, write
            # "end: %(date)s" instead, as in "окончание: май 2014 г.".
            return pgettext("period", "until %(date)s") % {"date": format_partial(end, language)}
    if start == end:
        return format_partial(start, language)
    if start.precision == end.precision and (patterns := _interval(language, start.precision, _differing(start, end))):
        locale = _locale(language)
        return patterns[0].apply(start.first, locale) + patterns[1].apply(end.first, locale)
    return f"{format_partial(start, language)} – {format_partial(end, language)}"


def _differing(start: PartialDate, end: PartialDate) -> str:
    """Returns CLDR's letter for the largest part in which two dates of the same precision differ."""
    if start.precision != "year" and start.year == end.year:
        return "M" if start.month != end.month else "d"
    return "y"


def iso_range(start: PartialDate | None, end: PartialDate | None) -> str:
    """Returns a period in ISO 8601: "2014-05/2015-01-15", one date when both are the same, ".." for an open end."""
    if start == end:
        return "" if start is None else str(start)
    return f"{start or '..'}/{end or '..'}"


def _examples(language: str) -> str:
    """Returns dates of each precision that a reader of a language may write."""
    dates = [format_partial(PartialDate.from_iso(text), language) for text in ("2014", "2014-05", "2015-01-15")]
    return format_list([*dates, "15/01/2015"], style="or", locale=_locale(language))


# --- Fields ----------------------------------------------------------------------------------------------------------
class PartialDateFormField(forms.Field):
    """One input for a year, a month or a day, read and shown in the active language."""

    widget = forms.TextInput

    def __init__(self, *, help_text: Any = "", **options: Any) -> None:
        super().__init__(help_text=help_text or lazy(_help, str)(), **options)

    def prepare_value(self, value: Any) -> Any:
        return format_partial(value, active_language()) if isinstance(value, PartialDate) else value

    def to_python(self, value: Any) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        text = "" if value is None else str(value).strip()
        return parse(text, active_language()) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares dates: the same date written in another way is no change, what cannot be read always is one."""
        try:
            return not self.disabled and self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def _help() -> str:
    return gettext("A year, a month with its year, or a day: for example %(examples)s.") % {
        "examples": _examples(active_language())
    }


class PartialDateField(models.CharField):
    """A date with a precision, or None; the database keeps its ISO form, and an empty text for None."""

    description = _("Date with a precision")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", **options})
        self.max_length = 10  # set afterwards, since Django's validator of lengths would measure a date

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        del options["max_length"]
        return name, path, args, options

    def get_default(self) -> PartialDate | None:
        return self.to_python(super().get_default())

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> PartialDate | None:
        return PartialDate.from_iso(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.from_iso(str(value))
        except ValueError:
            raise ValidationError(
                _("“%(value)s” is not a year, a month or a day in the form 2014, 2014-05 or 2014-05-15."),
                code="invalid",
                params={"value": str(value)[:_LONGEST]},
            ) from None

    def validate(self, value: PartialDate | None, model_instance: models.Model | None) -> None:
        super().validate("" if value is None else value, model_instance)  # None is a blank here, never a NULL

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leaves on the object what it has after a reload, even if an ISO text or "" was assigned."""
        value = super().pre_save(model_instance, add)
        if not hasattr(value, "resolve_expression"):
            value = self.to_python(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> str:
        return str(self.to_python(super(models.CharField, self).get_prep_value(value)) or "")

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **options: Any) -> forms.Field | None:
        # Beyond CharField, which would pass on a length; a date is written in more characters than it is kept in.
        return super(models.CharField, self).formfield(**{"form_class": PartialDateFormField, **options})
