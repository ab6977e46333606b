"""The place of a text where the words stand that were looked for, with those words marked."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from editorial.texts import Shown

from . import analysis

LENGTH = 200
BEFORE = 60  # letters that stand before the first word that is marked
MOST_READ = 20_000
# A word as it is written, with the marks that may stand between its letters.
_WRITTEN = re.compile(r"[^\W_]+(?:[\u00ad\u0300-\u036f\u0640\u064b-\u065f\u0670]+[^\W_]*)*")


class Excerpt(Shown):
    """A part of a text as a reader is shown it, which prints with the words found in `<mark>`."""

    spans: tuple[tuple[int, int], ...] = ()

    def __html__(self) -> SafeString:
        parts, end = [], 0
        for first, last in self.spans:
            parts += [escape(self[end:first]), "<mark>", escape(self[first:last]), "</mark>"]
            end = last
        return mark_safe("".join([*parts, escape(self[end:])]))  # noqa: S308 - every part is escaped


@dataclass(frozen=True)
class _Match:
    first: int
    last: int
    term: str


class _Written(dict):
    """The terms of words as they are written in one language, each worked out once."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._terms = analysis.terms_of(language)

    def __missing__(self, written: str) -> str:
        if len(self) > analysis.MOST_KEPT:
            self.clear()
        words = analysis.words(written)
        self[written] = term = self._terms[words[0]] if len(words) == 1 else ""
        return term


@functools.cache
def _written(language: str) -> _Written:
    return _Written(language)


def excerpt(texts: Iterable[Shown], words: frozenset[str]) -> Excerpt | None:
    """Returns about 200 characters of the text that has most of the words (terms of a question), None if none has any.

    Of texts that have as many the first one is taken.
    """
    best: tuple[int, str, list[_Match], int, Shown] | None = None
    for text in texts:
        plain = " ".join(analysis.plain(text[:MOST_READ]).split())
        terms = _written(text.language)
        matches = [
            _Match(*found.span(), term) for found in _WRITTEN.finditer(plain) if (term := terms[found.group()]) in words
        ]
        if matches:
            number, start = _densest(matches)
            if best is None or number > best[0]:
                best = number, plain, matches, start, text
    if best is None:
        return None
    _number, plain, matches, start, text = best
    return _cut(plain, matches, start, text)


def _densest(matches: list[_Match]) -> tuple[int, int]:
    """Returns how many different words at most stand together, and where the first of them begins."""
    best, last = (0, 0), 0
    for first, match in enumerate(matches):
        last = max(last, first)
        while last + 1 < len(matches) and matches[last + 1].last - match.first <= LENGTH - BEFORE:
            last += 1
        number = len({other.term for other in matches[first : last + 1]})
        if number > best[0]:
            best = number, match.first
    return best


def _cut(plain: str, matches: list[_Match], start: int, text: Shown) -> Excerpt:
    first = 0 if start <= BEFORE else plain.find(" ", start - BEFORE, start) + 1 or start
    last = len(plain) if len(plain) - first <= LENGTH else plain.rfind(" ", first + BEFORE, first + LENGTH)
    last = last if last > 0 else first + LENGTH
    before, after = "… " if first else "", " …" if last < len(plain) else ""
    found = Excerpt(before + plain[first:last] + after, text.language, text.asked)
    found.spans = tuple(
        (match.first - first + len(before), match.last - first + len(before))
        for match in matches
        if first <= match.first and match.last <= last
    )
    return found
