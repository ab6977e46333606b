"""Periods in one text: two dates with a precision, read as people write them in any of the languages.

What `format_range` prints is read back as the same two dates. An end that is left open, half a date that takes the
rest from the other one ("January–December 2013"), and two dates that lost the dash between them are read too; of the
last it is said that it was guessed.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext, override, pgettext
from django.utils.translation import gettext_lazy as _

from editorial.texts import active_language, cldr_locale, direction, site_languages

from .periods import PartialDate, format_range, parse

_LONGEST = 120  # characters of a text that may be a period
_DASH = re.compile(r"\s*[-–—−‒―~…]+\s*|\s*/\s*|\s*\.\.+\s*|\s*→\s*")
_WORDS = re.compile(
    r"\s+(?:to|until|till|through|bis|à|au|jusqu['’](?:à|au|en)|a|al|hasta|до|по|إلى|الى|حتى|and|und|et|y|и)\s+",
    re.IGNORECASE,
)
_FROM = ("from", "since", "as of", "starting", "between", "beginning", "von", "seit", "ab", "zwischen")
_FROM += ("de", "du", "des", "depuis", "dès", "à partir de", "à partir du", "à compter de", "entre", "desde", "del")
_FROM += ("a partir de", "a partir del", "с", "со", "начиная с", "начало", "من", "منذ", "ابتداء من", "اعتبارا من")
_UNTIL = ("until", "till", "to", "up to", "through", "bis", "bis zum", "jusqu'à", "jusqu'au", "jusqu'en", "à", "au")
_UNTIL += ("hasta", "hasta el", "до", "по", "окончание", "حتى", "إلى", "الى", "لغاية")
_NOW = ("now", "today", "present", "ongoing", "open", "heute", "laufend", "offen", "aujourd'hui", "en cours", "présent")
_NOW += ("hoy", "en curso", "presente", "actualidad", "la actualidad", "сегодня", "н.в", "настоящее время", "н. в")
_NOW += ("الآن", "الان", "اليوم", "الحاضر", "جار", "مستمر")


@dataclass(frozen=True, slots=True)
class Range:
    """A period as it was read; `guessed` says that the dash between its dates was missing."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    guessed: bool = False

    def __bool__(self) -> bool:
        return bool(self.start or self.end)

    def format(self, language: str) -> str:
        """Returns the period as visitors read it in a language."""
        return format_range(self.start, self.end, language)


# --- Reading ---------------------------------------------------------------------------------------------------------
def parse_range(text: str, language: str) -> Range:
    """Returns the period that a person wrote; raises a ValidationError that names what cannot be read."""
    text = _tidy(text)
    if not text:
        return Range()
    if len(text) > _LONGEST:
        raise _unreadable(text, language)
    if (one := _date(text, language)) is not None:
        return Range(one, one)
    found = _open(text, language) or _both(_without(text, _FROM), language) or _lost_dash(text, language)
    if found is None:
        raise _reason(text, language)
    if found.start and found.end and found.end.last < found.start.first:
        raise ValidationError(_("The end is before the start."), code="backwards")
    return found


def _tidy(text: str) -> str:
    """Returns a text without invisible marks, with single plain spaces."""
    text = "".join(char for char in str(text) if unicodedata.category(char) != "Cf").replace("’", "'")
    return " ".join(text.split()).strip(" .,;،")


def _date(text: str, language: str) -> PartialDate | None:
    """Returns a date, in whichever of the languages of the site it is written; None when it is none."""
    for code in dict.fromkeys([language, *site_languages()]):
        try:
            return parse(text, code)
        except ValidationError:
            continue
    return None


def _open(text: str, language: str) -> Range | None:
    """Reads a period with one end: "since May 2014", "until 2015", "May 2014 –"."""
    for ended, marker in ((False, "from %(date)s"), (True, "until %(date)s")):
        for pattern in _printed(marker):
            if (match := pattern.fullmatch(text)) and (date := _date(match[1], language)):
                return Range(None, date) if ended else Range(date, None)
    for prefixes, ended in ((_UNTIL, True), (_FROM, False)):
        rest = _without(text, prefixes)
        if rest != text and (date := _date(rest, language)):
            return Range(None, date) if ended else Range(date, None)
    rest = _without(text, _FROM)
    for left, right in _splits(rest):
        if right.casefold().rstrip(".") in ("", *_NOW) and (date := _date(left, language)):
            return Range(date, None)
        if not left and (date := _date(right, language)):
            return Range(None, date)
    return None


@functools.cache
def _printed(marker: str) -> list[re.Pattern[str]]:
    """Returns how an open period is printed, in each language of the site, as something to read."""
    patterns = []
    for code in site_languages():
        with override(code):
            before, _mark, after = pgettext("period", marker).partition("%(date)s")
        patterns.append(re.compile(rf"{re.escape(_tidy(before))}\s*(.+?)\s*{re.escape(_tidy(after))}", re.IGNORECASE))
    return patterns


def _without(text: str, prefixes: tuple[str, ...]) -> str:
    """Returns a text without the longest of some words at its beginning."""
    folded = text.casefold()
    for prefix in sorted(prefixes, key=len, reverse=True):
        if folded.startswith((f"{prefix} ", f"{prefix}:")):
            return text[len(prefix) :].lstrip(" :")
    return text


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Yields the ways to cut a text in two at a dash or at a word that means "to"."""
    for pattern in (_DASH, _WORDS):
        for match in pattern.finditer(text):
            yield text[: match.start()].strip(), text[match.end() :].strip()


def _both(text: str, language: str) -> Range | None:
    for left, right in _splits(text):
        if not left or not (end := _date(_without(right, _UNTIL), language)):
            continue
        if start := _date(left, language) or _half(left, end, language):
            return Range(start, end)
    return None


def _half(text: str, end: PartialDate, language: str) -> PartialDate | None:
    """Returns the date of a text that leaves out what the end says too: "15", "15 May", "May"."""
    if (match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|er|\.)?", text)) and end.day:
        return _date(f"{end.year}-{end.month:02}-{int(match[1]):02}", language)
    return _date(f"{text} {end.year}", language) if end.month and not re.search(r"\d{4}", text) else None


def _lost_dash(text: str, language: str) -> Range | None:
    """Reads two dates that stand side by side: "January 2013December 2014", "May 201415 January 2015"."""
    for at in range(4, len(text) - 3):
        if (start := _date(text[:at], language)) and (end := _date(text[at:].strip(), language)):
            return Range(start, end, guessed=True)
    return None


def _reason(text: str, language: str) -> ValidationError:
    """Returns what is wrong: the one date that cannot be read where the other can, else the whole."""
    with_parts = [(left, _without(right, _UNTIL)) for left, right in _splits(_without(text, _FROM)) if left and right]
    for left, right in with_parts:
        is_start, is_end = _date(left, language) is not None, _date(right, language) is not None
        if is_start != is_end:
            try:
                parse(right if is_start else left, language)
            except ValidationError as error:
                return error
    return _unreadable(text, language)


def _unreadable(text: str, language: str) -> ValidationError:
    return ValidationError(
        _("“%(text)s” cannot be read as a period. Please write it like one of these: %(examples)s."),
        code="unreadable",
        params={"text": text[:_LONGEST], "examples": _examples(language)},
    )


def _examples(language: str) -> str:
    may, january = PartialDate(2014, 5), PartialDate(2015, 1, 15)
    periods = [format_range(may, january, language), str(may.year), format_range(may, None, language)]
    return format_list(periods, style="or", locale=cldr_locale(language))


# --- Fields ----------------------------------------------------------------------------------------------------------
class RangeFormField(forms.Field):
    """One input for the start and the end of something, read and shown in the active language.

    `beneath` is the part of the admin's form that tells what visitors will read.
    """

    widget = forms.TextInput
    beneath = "admin/form/period.html"

    def __init__(self, *, help_text: Any = "", **options: Any) -> None:
        super().__init__(help_text=help_text or lazy(_help, str)(), **options)

    def prepare_value(self, value: Any) -> Any:
        return value.format(active_language()) if isinstance(value, Range) else value

    def to_python(self, value: Any) -> Range:
        return value if isinstance(value, Range) else parse_range(value or "", active_language())

    def beneath_context(self, value: Any, language: str) -> dict[str, Any]:
        """Returns what the part beneath the input shows: the period as visitors read it in a language."""
        try:
            found = self.to_python(value)
        except ValidationError:
            found = Range()
        return {
            "reads": found.format(language),
            "guessed": found.guessed,
            "language": language,
            "direction": direction(language),
        }

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares dates: the same period written in another way is no change."""
        try:
            before, after = self.to_python(initial), self.to_python(data)
        except ValidationError:
            return True
        return not self.disabled and (before.start, before.end) != (after.start, after.end)


def _help() -> str:
    return gettext("One date or two, each as exact as it is known: for example %(examples)s.") % {
        "examples": _examples(active_language())
    }
