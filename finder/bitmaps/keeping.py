"""How a process comes by the bitmaps of a kind: held and patched, loaded as stored, or built."""

import json
import sys
import threading
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from pyroaring import BitMap

from editorial.models import Counter, Publication

from ..models import IndexRow, StoredIndex
from . import held
from .index import Index, Order

MANY = 1000  # changes above which what is stored is loaded rather than patched
TOO_MANY = 20_000  # changes above which patching takes longer than reading everything
EVERY = 500  # changes after which a publication stores anew
FORMAT = 2


@dataclass
class _Process:
    """What this process holds: indexes by kind, and of each kind the last change that it has seen since `since`."""

    indexes: dict[str, Index] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    since: int = 0


_own = _Process()
_lock = threading.Lock()


def current(kind: str, change: int) -> Index:
    """Returns the index of a kind as of a change or newer, at this moment; raises KeyError for a kind without."""
    follow(change)
    return _own.indexes[kind]


def follow(change: int) -> None:
    """Brings all indexes of this process up to a change, and to this moment."""
    now = timezone.now()
    if not _all_good(change, now):
        with _lock:
            if not _all_good(change, now):
                _follow(_own, change, now)


def _all_good(change: int, now: datetime) -> bool:
    indexes = _own.indexes
    return len(indexes) == len(held.every()) and all(_is_good(index, change, now) for index in indexes.values())


def unchanged(kinds: Iterable[str], since: int) -> bool:
    """Tells whether this process knows that nothing of some kinds changed after a change, as far as it has followed."""
    return since >= _own.since and all(_own.latest.get(kind, 0) <= since for kind in kinds)


def moments() -> tuple[datetime, ...]:
    """Returns when something of the kinds next appears or goes by itself, as far as this process has followed."""
    return tuple(index.moment for index in _own.indexes.values() if index.moment)


def forget() -> None:
    """Drops what is held, for tests whose transactions turn time back."""
    _own.indexes, _own.latest, _own.since = {}, {}, 0


# --- Following changes -----------------------------------------------------------------------------------------------


def _is_good(index: Index, change: int, now: datetime) -> bool:
    return index.change >= change and not _is_due(index, now) and index.day == timezone.localdate(now)


def _is_due(index: Index, now: datetime) -> bool:
    return index.moment is not None and index.moment <= now


def _follow(own: _Process, change: int, now: datetime) -> None:
    """Brings all indexes up to a change and a moment by reading what changed since, or became due."""
    indexes, since = dict(own.indexes), own.since
    for kind in held.every():
        if kind not in indexes:
            indexes[kind] = load(kind) or build(kind)
            since = max(since, indexes[kind].change)
    low = min(index.change for index in indexes.values())
    rows = _changed_since(low) if low < change else []
    # Where every number since is that of a publication, nothing went away without one; and few are patched anyway.
    is_whole = len(rows) == change - low and len(rows) <= MANY
    stored = {} if is_whole else _stored()
    for kind, index in indexes.items():
        newest, rebuilt = stored.get(kind, (0, 0))
        if rebuilt > index.change or (len(rows) > MANY and newest > index.change):
            indexes[kind] = load(kind) or build(kind)
            since = max(since, indexes[kind].change)
    for kind, index in indexes.items():
        if not _is_good(index, change, now):
            indexes[kind] = _patched(index, rows, change, now)
    # The indexes come last: who sees them also sees what changed.
    own.latest = own.latest | {row.kind: max(row.change, own.latest.get(row.kind, 0)) for row in rows}
    own.since, own.indexes = since, indexes


def _changed_since(change: int) -> list[Any]:
    """Returns the columns, kind, key and number of all publications of any kind that changed after a change."""
    changed = Publication.objects.filter(change__gt=change).order_by("change")
    return list(changed.values_list(*held.COLUMNS, "kind", "key", "change", named=True))


def _stored() -> dict[str, tuple[int, int]]:
    """Returns of each kind as of which change its index is stored, and was built as a whole."""
    return {kind: both for kind, *both in StoredIndex.objects.values_list("kind", "change", "rebuilt")}


def _patched(index: Index, rows: list[Any], change: int, now: datetime) -> Index:
    """Returns an index with what changed after it, and with what became due at this moment."""
    kind, via, day = index.held.kind, {via.of for via in index.held.via}, timezone.localdate(now)
    rows = [row for row in rows if row.change > index.change and (row.kind == kind or row.kind in via)]
    if len(rows) > TOO_MANY:
        return build(kind)
    changed = {row.pk: row for row in rows if row.kind == kind}
    further = index.turned(day) if index.day != day else BitMap()
    for of in via:
        if keys := [row.key for row in rows if row.kind == of]:
            further |= BitMap(list(IndexRow.objects.of(kind, of, keys).values_list("publication", flat=True)))
    if is_due := _is_due(index, now):
        further |= _due(kind, index.moment, now)
    if further := further - BitMap(list(changed)):
        some = Publication.objects.of(kind).filter(pk__in=list(further))
        changed |= {row.pk: row for row in held.columns(some)}
    fresh = held.read(index.held, day, now, changed.values())
    index = index.patched(BitMap(list(changed)), fresh, max(change, index.change), day, now)
    return replace(index, moment=_next_moment(kind, now)) if is_due else index


def _due(kind: str, since: datetime, now: datetime) -> BitMap:
    """Returns what appeared or went by itself between two moments."""
    due = Q(visible_from__gte=since, visible_from__lte=now) | Q(visible_until__gte=since, visible_until__lte=now)
    return BitMap(list(Publication.objects.of(kind).filter(due).values_list("pk", flat=True)))


def _next_moment(kind: str, now: datetime) -> datetime | None:
    """Returns when something of a kind next appears or goes by itself."""
    rows = Publication.objects.of(kind)
    moments = [
        rows.filter(**{f"{name}__gt": now}).order_by(name).values_list(name, flat=True).first()
        for name in ("visible_from", "visible_until")
    ]
    return min(filter(None, moments), default=None)


# --- Building, storing, loading -------------------------------------------------------------------------------------


def build(kind: str) -> Index:
    """Reads the index of a kind from the database as a whole: seconds for a hundred thousand publications."""
    change, now = Counter.now(), timezone.now()
    day = timezone.localdate(now)
    rows = held.columns(Publication.objects.of(kind).exclude(visible_until__lte=now))
    fresh = held.read(held.of(kind), day, now, rows, whole=True)
    orders = {name: Order.of(pairs) for name, pairs in fresh.pairs.items()}
    return Index(held.of(kind), change, day, fresh.moment, fresh.sets, orders)


@transaction.atomic
def store_all(*, rebuilt: bool = False, gone: dict[str, BitMap] | None = None) -> None:
    """Keeps the indexes of all kinds for new processes, as they are now; whoever publishes waits meanwhile.

    With `rebuilt` they are read anew from the index rows, and every process loads them in place of its own. So it does
    when some publications are `gone` (by kind) with all their rows.
    """
    Counter.lock()
    # Nothing of this is kept by the process: the transaction may yet fail.
    copy = _Process(dict(_own.indexes), dict(_own.latest), _own.since)
    change, now = Counter.next() if rebuilt else Counter.now(), timezone.now()
    if rebuilt:
        copy.indexes = {kind: build(kind) for kind in held.every()}
    else:
        _follow(copy, change, now)
    for kind, index in copy.indexes.items():
        lost = (gone or {}).get(kind)
        index = index.without(lost, change, now) if lost else index
        values = {"change": index.change, "data": serialized(index)}
        own = {"rebuilt": index.change}
        replace = rebuilt or gone is not None
        StoredIndex.objects.update_or_create(
            kind=kind, defaults=values | own if replace else values, create_defaults=values | own
        )


def store_now_and_then(change: int) -> None:
    """Keeps all indexes after every so many changes, so that a new process has little to patch."""
    if change % EVERY == 0:
        store_all()


def drop(kind: str, pks: Iterable[int]) -> None:
    """Takes publications whose rows are being deleted out of every process; belongs into that transaction."""
    if gone := BitMap(list(pks)):
        Counter.next()
        store_all(gone={kind: gone})


def lacking() -> bool:
    """Tells whether the bitmaps of some kind are not stored, or not as this release reads them."""
    return any(load(kind) is None for kind in held.every())


def serialized(index: Index) -> bytes:
    """Returns an index as bytes: the length of a JSON head in 8 bytes, the head, and the parts that it lists."""
    blobs, parts = [], []
    for facet, values in index.sets.items():
        for value, found in values.items():
            blobs.append(found.serialize())
            parts.append((facet, value, len(blobs[-1])))
    for name, order in index.orders.items():
        for numbers in (order.days, order.pks):
            blobs.append(numbers.tobytes())
            parts.append((name, None, len(blobs[-1])))
    head = {
        "format": _format(index.held),
        "day": index.day.isoformat(),
        "moment": index.moment and index.moment.isoformat(),
        "parts": parts,
    }
    packed = json.dumps(head).encode()
    return b"".join([len(packed).to_bytes(8), packed, *blobs])


def _format(of: held.Held) -> list:
    return [FORMAT, sys.byteorder, array("I").itemsize, of.shape]


def load(kind: str) -> Index | None:
    """Returns the index of a kind as it was stored; None when none is, or one of another release or machine."""
    stored = StoredIndex.objects.filter(kind=kind).first()
    if stored is None:
        return None
    data = memoryview(bytes(stored.data))
    end = 8 + int.from_bytes(data[:8])
    head = json.loads(bytes(data[8:end]))
    if head["format"] != _format(held.of(kind)):
        return None
    sets: held.Sets = {}
    numbers: dict[str, list[array]] = {}
    for facet, value, length in head["parts"]:
        blob, end = data[end : end + length], end + length
        if value is None:
            numbers.setdefault(facet, []).append(array("I", bytes(blob)))
        else:
            sets.setdefault(facet, {})[value] = BitMap.deserialize(bytes(blob))
    orders = {name: Order(*both) for name, both in numbers.items()}
    moment = head["moment"] and datetime.fromisoformat(head["moment"])
    return Index(held.of(kind), stored.change, date.fromisoformat(head["day"]), moment, sets, orders)
