"""What is held of each kind, and how it is read from the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from pyroaring import BitMap

from editorial.models import Publication

from .. import times
from ..models import IndexRow

Sets = dict[str, dict[str, BitMap]]
Pair = tuple[int, int]
LIVE = "live"  # the facet of everything that is public; its one value is ""
DATES = ("starts", "ends")
ACTIVE = "active"  # the facet of years: made of the dates when it is asked for
AMOUNT = "amount"  # the facet of budgets: its values are the binary digits of a number of hundredths


@dataclass(frozen=True)
class Via:
    """A facet that things have through what they name: `facet` of the kind `of` (a project's kinds of documents)."""

    name: str
    of: str
    facet: str


@dataclass(frozen=True)
class Held:
    """What is held of one kind: which facets of its index rows, and which through others."""

    kind: str
    facets: tuple[str, ...]
    via: tuple[Via, ...] = ()

    @property
    def shape(self) -> list[list[str]]:
        """Returns what tells a stored index of another release from one of this."""
        return [list(self.facets), [via.name for via in self.via]]


_held: dict[str, Held] = {}


def hold(kind: str, facets: Iterable[str], *via: Via) -> None:
    """Registers that bitmaps of a kind are held; called once by its room when the site starts."""
    _held[kind] = Held(kind, tuple(facets), via)


def is_held(kind: str) -> bool:
    """Tells whether there are bitmaps of a kind."""
    return kind in _held


def of(kind: str) -> Held:
    """Returns what is held of a kind; raises KeyError where nothing is."""
    return _held[kind]


def every() -> list[str]:
    """Returns the kinds of which bitmaps are held."""
    return list(_held)


@dataclass
class Fresh:
    """Some publications as read: their sets, their days as (ordinal, key), and when one of them appears or goes."""

    sets: Sets
    pairs: dict[str, list[Pair]]
    moment: datetime | None


COLUMNS = ("pk", "starts", "ends", "held", "visible_from", "visible_until", "amount", "currency", "sample")


def columns(publications: QuerySet) -> Iterator[Any]:
    """Gives what the bitmaps need of some publications, as named tuples."""
    yield from publications.values_list(*COLUMNS, named=True).iterator()


def read(held: Held, day: date, now: datetime, publications: Iterable[Any], *, whole: bool = False) -> Fresh:
    """Makes sets of publications (rows of `columns`) and of their index rows, which cost one query.

    With `whole` they are all there are, and all index rows are read.
    """
    lists: dict[tuple[str, str], list[int]] = {}
    pairs: dict[str, list[Pair]] = {name: [] for name in DATES}
    moments = []
    for row in publications:
        moments += [moment for moment in (row.visible_from, row.visible_until) if moment and moment > now]
        if row.visible_from > now or (row.visible_until and row.visible_until <= now):
            continue
        for facet, value in _facts(row, day):
            lists.setdefault((facet, value), []).append(row.pk)
        for name in DATES:
            if date_ := getattr(row, name):
                pairs[name].append((date_.toordinal(), row.pk))
    sets: Sets = {}
    for (facet, value), found in lists.items():
        sets.setdefault(facet, {})[value] = BitMap(found)
    live = sets.get(LIVE, {}).get("", BitMap())
    for facet, value, having in _rows(held, None if whole else live):
        if here := having & live:
            sets.setdefault(facet, {})[value] = here
    return Fresh(sets, pairs, min(moments, default=None))


def _facts(row: Any, day: date) -> Iterator[tuple[str, str]]:
    """Gives the facets that a publication has by its own columns."""
    yield LIVE, ""
    if status := times.status_of(row, day):
        yield "status", status
    if row.amount is not None:
        yield "currency", row.currency.lower()
        yield from ((AMOUNT, digit) for digit in _digits(int(row.amount * 100)))
    if row.sample:
        yield "sample", "yes"
    yield from ((name, str(date_.year)) for name in DATES if (date_ := getattr(row, name)))


def _digits(number: int) -> Iterator[str]:
    """Gives the places of the ones of a number in binary: of 6, 1 and 2."""
    yield from (str(place) for place in range(number.bit_length()) if number >> place & 1)


def _rows(held: Held, live: BitMap | None) -> Iterator[tuple[str, str, BitMap]]:
    """Gives (facet, value, who has it) from the index rows of some publications, or of all."""
    names = {via.of: via for via in held.via}
    rows = IndexRow.objects.filter(of=held.kind, facet__in=[*held.facets, *names]).order_by("facet", "value")
    rows = rows if live is None else rows.filter(publication__in=list(live))
    naming: dict[str, dict[str, list[int]]] = {}
    triples = rows.values_list("facet", "value", "publication").iterator(chunk_size=20_000)
    for (facet, value), group in groupby(triples, itemgetter(0, 1)):
        pks = [pk for _facet, _value, pk in group]
        if facet in held.facets:
            yield facet, value, BitMap(pks)
        if facet in names:
            naming.setdefault(facet, {})[value] = pks
    for of, named in naming.items():
        yield from _through(names[of], named, whole=live is None)


def _through(via: Via, named: dict[str, list[int]], *, whole: bool) -> Iterator[tuple[str, str, BitMap]]:
    """Gives (facet, value, who names something public that has it), given who names what."""
    visible = Publication.objects.visible().of(via.of)
    visible = visible if whole else visible.filter(key__in=list(named))
    values = IndexRow.objects.of(via.of, via.facet).filter(publication__in=visible.values("pk"))
    found: dict[str, list[int]] = {}
    for key, value in values.values_list("publication__key", "value").iterator(chunk_size=20_000):
        found.setdefault(value, []).extend(named.get(key, ()))
    for value, several in found.items():
        yield via.name, value, BitMap(several)
