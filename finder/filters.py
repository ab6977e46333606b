"""The filters and the orders that a selection is made of: each reads its own parameter and says what it keeps."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pyroaring import BitMap

from editorial.texts import fold

from . import search
from .bitmaps import Index, is_held
from .chosen import LONGEST_KEY, NONE, Chosen, ChosenField, TextField
from .index import has
from .vocabulary import Vocabulary


class Shared:
    """A filter that a selection shares with its class: nothing of it differs but the selection that it belongs to."""

    is_many = False

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return copy(self)


class KeysFilter(Shared, django_filters.Filter):
    """Keeps publications whose index rows in a facet hold the chosen keys.

    `of` is the kind that the keys name, where they name something public; `choices` are the values where they do not.
    `expand` turns a key into all keys that it stands for (a region into its countries).
    """

    field_class = ChosenField
    is_many = True
    rows_of = ""  # the kind whose index rows are asked, where it is not the kind that is listed
    held_as = ""  # the facet of the bitmaps, where it is not that of the index rows

    def __init__(
        self,
        label: Any,
        *,
        facet: str = "",
        of: str = "",
        choices: Callable[[], Mapping[str, Any]] | None = None,
        expand: Callable[[Vocabulary, str], Iterable[str]] | None = None,
        has_none: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, **kwargs)
        self.facet, self.of, self.choices, self.expand, self.has_none = facet, of, choices, expand, has_none

    def keys(self, values: list[str]) -> list[str]:
        if self.expand is None:
            return values
        return [key for value in values for key in self.expand(self.parent.vocabulary, value)]

    def any_of(self, values: list[str]) -> Q:
        """Returns the condition of having one of the values."""
        return has(self.rows_of or self.parent.of, self.facet, self.keys(values))

    def given(self) -> Q:
        """Returns the condition of having any value at all."""
        return has(self.rows_of or self.parent.of, self.facet)

    def filter(self, qs: QuerySet, value: Chosen) -> QuerySet:
        return qs.filter(value.condition(self.any_of, self.given())) if value else qs

    @property
    def held(self) -> str:
        """Returns the name of its facet in the bitmaps."""
        return self.held_as or self.facet

    def bits(self, index: Index, value: Chosen) -> BitMap:
        """Returns what the filter keeps, as a set: the twin of `filter`."""
        return value.bits(index.live, lambda values: self.bits_of(index, values), index.given(self.held))

    def having(self, index: Index, value: str) -> BitMap:
        """Returns the set of what has one value; a value that stands for several is put together once."""
        if value == NONE:
            return index.kept(("none", self.held), lambda: index.live - index.given(self.held))
        if self.expand is None:
            return index.any_of(self.held, [value])
        below = tuple(self.keys([value]))
        return index.kept((self.held, below), lambda: index.any_of(self.held, below))

    def bits_of(self, index: Index, values: list[str]) -> BitMap:
        """Returns the set of what has one of the values."""
        return index.any_of(self.held, self.keys(values))

    def problem(self, value: str) -> str:
        """Returns why a value means nothing, "" when it does mean something."""
        if value == NONE:
            return "" if self.has_none else _("“none” cannot be chosen here.")
        if self.choices is not None:
            return "" if value in self.choices() else _("There is no such choice.")
        is_known = len(value) <= LONGEST_KEY and self.parent.names.get(self.of, value)
        return "" if is_known else _("Nothing here has this name (any more).")

    def name_of(self, value: str) -> Any:
        """Returns what a value is called in the reader's language: a Name or a string."""
        if value == NONE:
            return _("not given")
        return self.choices()[value] if self.choices is not None else self.parent.names.get(self.of, value)


class ConditionFilter(KeysFilter):
    """Keeps publications by a condition on their own columns; each value gives its own."""

    def __init__(self, label: Any, *, condition: Callable[[str], Q], **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.condition = condition

    def any_of(self, values: list[str]) -> Q:
        found = Q(pk__in=[])
        for value in values:
            found |= self.condition(value)
        return found

    def given(self) -> Q:
        return ~self.condition(NONE)


class SearchFilter(Shared, django_filters.Filter):
    """Keeps what a text finds: of kinds with bitmaps through the search, of others what has each word in a name."""

    field_class = TextField

    @property
    def is_searched(self) -> bool:
        """Says whether the search is asked for the kind that is listed."""
        return is_held(self.parent.of)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        return qs.filter(search.Among(self.parent.found.ids)) if self.is_searched else qs.matching(value)

    def bits(self, index: Index, value: str) -> BitMap:
        """Returns what the filter keeps, as a set."""
        return self.parent.found.ids

    def problem(self, value: str) -> str:
        """Returns why a text cannot be searched for; of a very long one the words that are not used are named."""
        if not self.is_searched:
            return "" if fold(value) else _("There is no word in it.")
        question = search.read_question(value, self.parent.language)
        if question.ignored:
            reason = _("Only the first %(count)d words are used.")
            self.parent.ignore("q", " ".join(question.ignored), reason, count=search.MOST_ITEMS)
        return "" if question.items else _("There is no word in it.")


@dataclass(frozen=True)
class Order:
    """One way to sort: what it is called and what it orders by.

    `labelled` orders by the reader's labels; `walk` names the same order in the bitmaps (`Index.ordered`).
    """

    label: Any
    by: tuple[Any, ...]
    labelled: bool = False
    walk: str = ""


RELEVANCE = "relevance"  # the order that only what was searched for has
MOST_RELEVANT = Order(gettext_lazy("Most relevant first"), (F("starts").desc(nulls_last=True), "-pk"))
BY_NAME = Order(gettext_lazy("Name (A–Z)"), ("labels__sort_key", "labels__publication"), labelled=True)


def nulls_last(column: str, *, descending: bool = False) -> Any:
    """Returns an order in which what has no value comes last, whichever way it goes."""
    return F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True)
