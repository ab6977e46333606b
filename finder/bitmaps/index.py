"""The bitmaps of one kind at one moment, and the questions that they answer.

An `Index` never changes once it is made: patching makes a new one that shares what stayed the same, so that another
thread goes on reading the old one.
"""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, TypeVar

from pyroaring import BitMap

from .held import ACTIVE, AMOUNT, LIVE, Fresh, Held, Pair, Sets

T = TypeVar("T")
SEVERAL = 20  # changes above which an order is made anew
LONGEST = 300  # years between which none is left out


class Order:
    """The primary keys of what has a date, by that date and then by key."""

    def __init__(self, days: Iterable[int] = (), pks: Iterable[int] = ()) -> None:
        self.days, self.pks = array("I", days), array("I", pks)

    @classmethod
    def of(cls, pairs: Iterable[Pair]) -> Order:
        """Takes pairs of (day as an ordinal, primary key) in any sequence."""
        pairs = sorted(pairs)
        return cls((day for day, _pk in pairs), (pk for _day, pk in pairs))

    def patched(self, gone: dict[int, int], pairs: list[Pair]) -> Order:
        """Returns the order without what is gone (key: its year here), and with other pairs."""
        if len(gone) + len(pairs) > SEVERAL:
            kept = ((day, pk) for day, pk in zip(self.days, self.pks, strict=True) if pk not in gone)
            return Order.of(chain(kept, pairs))
        new = Order(self.days, self.pks)
        for pk, year in gone.items():
            first = bisect_left(new.days, date(year, 1, 1).toordinal())
            place = new.pks.index(pk, first, bisect_right(new.days, date(year, 12, 31).toordinal()))
            del new.pks[place], new.days[place]
        for day, pk in pairs:
            place = bisect_left(new.pks, pk, bisect_left(new.days, day), bisect_right(new.days, day))
            new.days.insert(place, day)
            new.pks.insert(place, pk)
        return new

    def between(self, first: date, last: date) -> BitMap:
        """Returns the keys of what has a date from `first` to `last`, both included."""
        places = slice(bisect_left(self.days, first.toordinal()), bisect_right(self.days, last.toordinal()))
        return BitMap(self.pks[places])

    def part(self, within: BitMap, first: int, count: int, *, descending: bool) -> list[int]:
        """Returns the keys at places `first` to `first + count` of a set, all of which have a date."""
        if len(within) == len(self.pks):
            last = len(self.pks) - first
            places = slice(max(0, last - count), max(0, last)) if descending else slice(first, first + count)
            return list(reversed(self.pks[places])) if descending else list(self.pks[places])
        walk = reversed(self.pks) if descending else iter(self.pks)
        return list(islice(filter(within.__contains__, walk), first, first + count))


@dataclass
class Index:
    """The bitmaps of one kind as of one change, one day and one moment.

    `sets[facet][value]` are those that have the value; of the dates there are the facets `starts` and `ends` by year.
    `moment` is when something next appears or goes by itself, None if nothing does.
    """

    held: Held
    change: int
    day: date
    moment: datetime | None
    sets: Sets
    orders: dict[str, Order]
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    # --- Sets -------------------------------------------------------------------------------------------------------

    @property
    def live(self) -> BitMap:
        """Returns everything of the kind that is public."""
        return self._one(LIVE, "")

    def _one(self, facet: str, value: str) -> BitMap:
        return self.sets.get(facet, {}).get(value) or BitMap()

    def any_of(self, facet: str, values: Iterable[str]) -> BitMap:
        """Returns what has one of the values of a facet; of the facet `active`, what was active in one of the years."""
        own = self.years() if facet == ACTIVE else self.sets.get(facet, {})
        found = [own[value] for value in values if value in own]
        return found[0] if len(found) == 1 else _union(found)

    def given(self, facet: str) -> BitMap:
        """Returns what has any value of a facet; of the facet `active`, any date."""
        if facet == ACTIVE:
            return self.kept("dated", lambda: self.given("starts") | self.given("ends"))
        return self.kept(("given", facet), lambda: _union(self.sets.get(facet, {}).values()))

    def active_between(self, first: int | None, last: int | None) -> BitMap:
        """Returns what was active in the years from `first` to `last`; the twin of `times.active_between`."""
        first, last = first or date.min.year, last or date.max.year
        starts = {int(year): found for year, found in self.sets.get("starts", {}).items()}
        ends = {int(year): found for year, found in self.sets.get("ends", {}).items()}
        begun = _union(found for year, found in starts.items() if year <= last)
        over = _union(found for year, found in ends.items() if year < first)
        if first > self.day.year:  # without an end it is active through the current year
            begun_by_then = _union(found for year, found in starts.items() if year < first)
            over = over | (begun_by_then - self.given("ends"))
        ended = _union(found for year, found in ends.items() if first <= year <= last)
        return (begun - over) | (ended - self.given("starts"))

    def years(self) -> dict[str, BitMap]:
        """Returns what was active in each year, from the first to the last that anything names."""
        return self.kept("years", self._years)

    def _years(self) -> dict[str, BitMap]:
        known = sorted({int(year) for facet in ("starts", "ends") for year in self.sets.get(facet, {})})
        if not known:
            return {}
        last = max(known[-1], self.day.year) if self.given("starts") - self.given("ends") else known[-1]
        # Of dates far apart (a mistyped year) only the years that are named, not the centuries between them.
        span = range(known[0], last + 1) if last - known[0] < LONGEST else known
        found = ((str(year), self.active_between(year, year)) for year in span)
        return {year: active for year, active in found if active}

    # --- Numbers ----------------------------------------------------------------------------------------------------

    def counts(self, facet: str, within: BitMap) -> dict[str, int]:
        """Returns how many of a set have each value of a facet, the most frequent first; no value without any."""
        values = self.years() if facet == ACTIVE else self.sets.get(facet, {})
        found = ((value, having.intersection_cardinality(within)) for value, having in values.items())
        return by_number((value, number) for value, number in found if number)

    def totals(self, facet: str) -> dict[str, int]:
        """Returns how many have each value of a facet at all, the most frequent first."""
        values = self.years() if facet == ACTIVE else self.sets.get(facet, {})
        return self.kept(("totals", facet), lambda: by_number((v, len(found)) for v, found in values.items()))

    def top(self, facet: str, within: BitMap, most: int) -> dict[str, int]:
        """Returns the first `most` of `counts`, without counting what cannot be among them."""
        if len(within) == len(self.live):
            return dict(islice(self.totals(facet).items(), most))
        best: list[int] = []
        found: list[tuple[str, int]] = []
        for value, total in self.totals(facet).items():
            if len(best) == most and total < best[0]:
                break
            if number := self.sets[facet][value].intersection_cardinality(within):
                found.append((value, number))
                heapq.heappush(best, number)
                if len(best) > most:
                    heapq.heappop(best)
        return dict(islice(by_number(found).items(), most))

    def amount(self, within: BitMap) -> Decimal:
        """Returns the sum of the budgets of a set, whose currency has to be one: exact, and without reading a row.

        Each binary digit is held as the set of those whose amount has it (a bit-sliced index, O'Neil and Quass 1997).
        """
        digits = self.sets.get(AMOUNT, {}).items()
        cents = sum(having.intersection_cardinality(within) << int(place) for place, having in digits)
        return Decimal(cents).scaleb(-2)

    def kept(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Returns the answer to a question about this index, worked out once."""
        if question not in self._kept:
            self._kept[question] = answer()
        return self._kept[question]

    # --- Orders -----------------------------------------------------------------------------------------------------

    def ordered(self, by: str, within: BitMap, first: int, count: int) -> list[int]:
        """Returns the keys at places `first` to `first + count` of a set in an order: starts, -starts, ends, -ends.

        What has no date comes last, and of equals the order of keys follows that of the dates.
        """
        name, descending = by.removeprefix("-"), by.startswith("-")
        dated = within & self.given(name)
        found = self.orders[name].part(dated, first, count, descending=descending) if first < len(dated) else []
        if len(found) < count and len(dated) < len(within):
            undated = sorted(within - dated, reverse=descending)
            found += undated[max(0, first - len(dated)) :][: count - len(found)]
        return found

    # --- Following changes ------------------------------------------------------------------------------------------

    def patched(self, changed: BitMap, fresh: Fresh, change: int, day: date, now: datetime) -> Index:
        """Returns the index as of a change, with some publications as they were read now."""
        sets = {
            facet: {value: found - changed if found.intersect(changed) else found for value, found in values.items()}
            for facet, values in self.sets.items()
        }
        for facet, values in fresh.sets.items():
            own = sets.setdefault(facet, {})
            own.update({value: own[value] | found if value in own else found for value, found in values.items()})
        orders = {}
        for name, order in self.orders.items():
            years = self.sets.get(name, {}).items()
            gone = {pk: int(year) for year, found in years for pk in found & changed}
            orders[name] = order.patched(gone, fresh.pairs[name])
        moments = [moment for moment in (self.moment, fresh.moment) if moment and moment > now]
        filled = {facet: {value: found for value, found in values.items() if found} for facet, values in sets.items()}
        return Index(self.held, change, day, min(moments, default=None), filled, orders)

    def without(self, gone: BitMap, change: int, now: datetime) -> Index:
        """Returns the index as of a change, with some publications gone."""
        nothing = Fresh({}, {name: [] for name in self.orders}, None)
        return self.patched(gone, nothing, change, self.day, now)

    def turned(self, day: date) -> BitMap:
        """Returns what may have another status on a later (or earlier) day."""
        earlier, later = sorted((self.day, day))
        return self.orders["starts"].between(earlier, later) | self.orders["ends"].between(earlier, later)


def _union(sets: Iterable[BitMap]) -> BitMap:
    return BitMap.union(BitMap(), *sets)


def by_number(numbers: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Puts values in the order of their numbers, the largest first, and of equals by value."""
    return {value: -number for number, value in sorted((-number, value) for value, number in numbers)}
