"""What a selection keeps as sets, and the number beside every value that could be chosen next."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.utils.functional import cached_property
from pyroaring import BitMap

from . import bitmaps
from .bitmaps import Index, by_number
from .chosen import Chosen


class Counting:
    """The part of a selection (`finder.selection`) that works with bitmaps; kinds without any have no index."""

    @cached_property
    def index(self) -> Index | None:
        """Returns the bitmaps of what is listed, None for a kind of which none are held."""
        return self.vocabulary.index(self.of) if bitmaps.is_held(self.of) else None

    @cached_property
    def sets(self) -> dict[str, BitMap]:
        """Returns for each filter in use the set of what it keeps."""
        return {name: self.filters[name].bits(self.index, value) for name, value in self.chosen.items() if value}

    @cached_property
    def ids(self) -> BitMap:
        """Returns the primary keys of what is selected: never to be changed, it may be the index's own set."""
        return self._meet(self.sets.values())

    def _meet(self, sets: Iterable[BitMap]) -> BitMap:
        smallest_first = sorted(sets, key=len)
        return BitMap.intersection(*smallest_first, self.index.live) if smallest_first else self.index.live

    def others(self, name: str) -> BitMap:
        """Returns what every filter but one selects."""
        if name not in self.sets:
            return self.ids
        return self._meet(found for other, found in self.sets.items() if other != name)

    def among(self, name: str) -> BitMap:
        """Returns what the values of a filter are counted in: everything else that is chosen, and its own exclusions.

        Only its own ticks are left out, because they are alternatives.
        """
        others, chosen = self.others(name), self.chosen[name]
        excluded = chosen.excluded if isinstance(chosen, Chosen) else []
        return others & self.filters[name].bits(self.index, Chosen([], excluded)) if excluded else others

    def beside(self, name: str, values: Iterable[str]) -> dict[str, int]:
        """Returns the number that stands beside each value of a filter.

        An excluded value has the number that it would have without its exclusion.
        """
        filter_, excluded, among = self.filters[name], self.chosen[name].excluded, self.among(name)
        is_all = len(among) == len(self.index.live)
        numbers = {}
        for value in values:
            having = filter_.having(self.index, value)
            if value in excluded:
                rest = Chosen([], [other for other in excluded if other != value])
                numbers[value] = len(having & self.others(name) & filter_.bits(self.index, rest))
            else:
                numbers[value] = len(having) if is_all else having.intersection_cardinality(among)
        return numbers

    def most_frequent(self, name: str, most: int) -> dict[str, int]:
        """Returns the values of a filter that occur most often beside everything else that is chosen."""
        filter_ = self.filters[name]
        if filter_.expand is None:
            return self.index.top(filter_.held, self.among(name), most)
        numbers = by_number((value, n) for value, n in self.beside(name, self.vocabulary.of(filter_.of)).items() if n)
        return dict(islice(numbers.items(), most))

    def numbers_by(self, name: str) -> dict[str, int]:
        """Returns how many of what is selected have each value of a filter, the most frequent first.

        Each is the total of the list in which that value is added: a theme counts with the themes below it.
        """
        filter_ = self.filters[name]
        if filter_.expand is None:
            return self.index.counts(filter_.held, self.ids)
        values = (filter_.of and self.vocabulary.of(filter_.of)) or self.index.totals(filter_.held)
        found = ((value, filter_.having(self.index, value).intersection_cardinality(self.ids)) for value in values)
        return by_number((value, number) for value, number in found if number)
