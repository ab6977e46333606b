"""All values of one filter within a selection: found by a word, by their first letter, or page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.paginator import Page, Paginator

from editorial import kinds
from editorial.models import Label, Publication
from editorial.texts import fold, sort_key

from .chosen import NONE, as_text
from .reading import Name
from .selection import LONGEST, Selection

PER_PAGE = 100


@dataclass(frozen=True)
class Value:
    """One value: what it is called, how many things of the selection have it, and whether it is chosen."""

    value: str
    label: Any
    count: int
    chosen: bool
    excluded: bool


class FacetPage:
    """The values of a filter that something of the selection has, from A to Z; those chosen always among them.

    `data` are the parameters of the page itself: `find`, `letter` and `at` (a page). With `group_of`, which gives the
    heading of a value, the values stand in groups and all on one page.
    """

    OWN = ("find", "letter", "at")

    def __init__(
        self, selection: Selection, name: str, data: Mapping[str, str], group_of: Callable[[str], str] | None = None
    ) -> None:
        self.selection, self.name, self.group_of = selection, name, group_of
        self.filter, self.chosen = selection.filters[name], selection.chosen[name]
        self.find = as_text(data.get("find", ""))[:LONGEST]
        self.asked_letter, self.asked_page = as_text(data.get("letter", ""))[:8], data.get("at")
        self.path, _question_mark, self.query = selection.facet_url(name).partition("?")

    # --- Values ------------------------------------------------------------------------------------------------------

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Returns the number beside every value that anything has; those chosen have theirs, be it none."""
        selection = self.selection
        if self.filter.expand is None:
            found = selection.index.counts(self.filter.held, selection.among(self.name))
            return found | selection.beside(self.name, [*self.chosen.all, NONE])
        values = selection.vocabulary.of(self.filter.of)
        return selection.beside(self.name, [*values, *self.chosen.all, NONE])

    @cached_property
    def all(self) -> list[Value]:
        """Returns all values that are found, from A to Z, "not given" last."""
        found = [self._value(value, label) for value, label in self._named() if self._counts(value)]
        if self.filter.has_none and self._counts(NONE) and not self.find:
            found.append(self._value(NONE, self.filter.name_of(NONE)))
        return found

    @property
    def count(self) -> int:
        """Returns how many values are found; "not given" is none."""
        return sum(value.value != NONE for value in self.all)

    def _counts(self, value: str) -> bool:
        return bool(self.numbers.get(value)) or value in self.chosen.all

    def _value(self, value: str, label: Any) -> Value:
        chosen = self.chosen
        return Value(value, label, self.numbers.get(value, 0), value in chosen.wanted, value in chosen.excluded)

    def _named(self) -> Iterable[tuple[str, Any]]:
        """Gives every value with its name, in the order of the names, as far as it is looked for."""
        words = fold(self.find).split()
        of, language = self.filter.of, self.selection.language
        if of and not kinds.get(of).few:
            labels = Label.objects.filter(kind=of, language=language).order_by("sort_key", "publication")
            if words:
                labels = labels.filter(publication__in=Publication.objects.visible().of(of).matching(self.find))
            for label in labels.iterator(chunk_size=2000):
                if self._counts(label.key):
                    yield label.key, Name.of(label, language)
            return
        if of:
            named = [(key, self.filter.name_of(key)) for key in self.selection.vocabulary.of(of)]
        else:
            names = [(value, self.filter.name_of(value)) for value in self.numbers if value != NONE]
            named = sorted(names, key=lambda pair: sort_key(str(pair[1]), language))
        for value, label in named:
            if label is not None and all(word in fold(_words(label)) for word in words):
                yield value, label

    # --- Pages -------------------------------------------------------------------------------------------------------

    @cached_property
    def by_letter(self) -> dict[str, list[Value]]:
        """Returns the values by the first letter of their names, or by their group; "not given" last, under ""."""
        found: dict[str, list[Value]] = {}
        for value in self.all:
            found.setdefault(self._heading(value), []).append(value)
        return dict(sorted(found.items(), key=lambda pair: (not pair[0], pair[0]))) if self.group_of else found

    def _heading(self, value: Value) -> str:
        if value.value == NONE:
            return ""
        return self.group_of(value.value) if self.group_of else _initial(value.label)

    @property
    def letter(self) -> str:
        """Returns the letter asked for, "" for none or one that nothing begins with."""
        return self.asked_letter if self.asked_letter in self.by_letter else ""

    @cached_property
    def page(self) -> Page:
        """Returns the page asked for of the values, or the nearest."""
        values = self.by_letter[self.letter] if self.letter else self.all
        return Paginator(values, len(values) or 1 if self.group_of else PER_PAGE).get_page(self.asked_page)

    @property
    def sections(self) -> list[tuple[str, list[Value]]]:
        """Returns the values of the page under their letters or groups, what is not given under no heading ("")."""
        shown = set(self.page)
        sections = (
            (heading, [value for value in values if value in shown]) for heading, values in self.by_letter.items()
        )
        return [(heading, values) for heading, values in sections if values]

    @property
    def letters(self) -> list[tuple[str, str, bool]]:
        """Returns the first letters where there are many values: each with its address and whether it is chosen."""
        if len(self.all) <= PER_PAGE or self.group_of:
            return []
        return [(letter, self.url(letter=letter), letter == self.letter) for letter in self.by_letter if letter]

    @property
    def everything_url(self) -> str:
        """Returns the address of the values of all letters."""
        return self.url()

    @property
    def previous_url(self) -> str:
        number = self.page.number - 1
        return self.url(letter=self.letter, at=number) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        number = self.page.number + 1
        return self.url(letter=self.letter, at=number) if self.page.has_next() else ""

    def url(self, **own: Any) -> str:
        """Returns the address of this page with other parameters of its own; what is looked for stays."""
        pairs = {"find": self.find} | own
        more = urlencode({name: value for name, value in pairs.items() if value})
        return f"{self.path}?{'&'.join(filter(None, [self.query, more]))}".rstrip("?")

    @property
    def others(self) -> list[tuple[str, str]]:
        """Returns the whole selection as pairs, for the form that looks for a value."""
        return parse_qsl(self.query)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Returns what the form of the values carries along: the rest of the selection, and what is not shown here."""
        shown = {value.value for value in self.page}
        pairs = [pair for pair in self.others if pair[0] != self.name]
        pairs += [(self.name, key) for key in self.chosen.wanted if key not in shown]
        return pairs + [(self.name, f"-{key}") for key in self.chosen.excluded if key not in shown]


def _words(label: Any) -> str:
    return f"{label} {label.acronym}" if isinstance(label, Name) else str(label)


def _initial(label: Any) -> str:
    """Returns the letter that a name stands under: without its accent, and one sign for all that is no letter."""
    first = fold(str(label))[:1].upper()
    return first if first.isalpha() else "#"
