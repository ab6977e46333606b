"""How a process comes by the bitmaps of a kind: held and patched, loaded as stored, or built."""

import json
import sys
import threading
from array import array
from collections.abc import Iterable
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
FORMAT = 1

_indexes: dict[str, Index] = {}
_lock = threading.Lock()


def current(kind: str, change: int) -> Index:
    """Returns the index of a kind as of a change or newer, at this moment; raises KeyError for a kind without."""
    now = timezone.now()
    index = _indexes.get(kind)
    if index is not None and _is_good(index, change, now):
        return index
    with _lock:
        index = _indexes[kind] = _as_of(kind, change, now)
    return index


def forget() -> None:
    """Drops what is held, for tests whose transactions turn time back."""
    _indexes.clear()


# --- Following changes ----------------------------------------------------------------------------------------------


def _is_good(index: Index, change: int, now: datetime) -> bool:
    return index.change >= change and not _is_due(index, now) and index.day == timezone.localdate(now)


def _is_due(index: Index, now: datetime) -> bool:
    return index.moment is not None and index.moment <= now


def _as_of(kind: str, change: int, now: datetime) -> Index:
    index = _indexes.get(kind) or load(kind) or build(kind)
    return index if _is_good(index, change, now) else _follow(index, change, now)


def _follow(index: Index, change: int, now: datetime) -> Index:
    """Brings an index up to a change and a moment by reading what changed since, or became due."""
    kind, day = index.held.kind, timezone.localdate(now)
    rows = _changed_since(index) if index.change < change else {}
    if index.change < change:
        stored = StoredIndex.objects.filter(kind=kind).values_list("change", "rebuilt").first() or (0, 0)
        if stored[1] > index.change or (len(rows) > MANY and stored[0] > index.change):
            index = load(kind) or build(kind)
            rows = _changed_since(index)
    if len(rows) > TOO_MANY:
        return build(kind)
    further = index.turned(day) if index.day != day else BitMap()
    is_due = _is_due(index, now)
    if is_due:
        further |= _due(kind, index.moment, now)
    rows |= _rows_of(kind, further - BitMap(list(rows)))
    fresh = held.read(index.held, day, now, rows.values())
    index = index.patched(BitMap(list(rows)), fresh, max(change, index.change), day, now)
    if is_due:
        index.moment = _next_moment(kind, now)
    return index


def _rows_of(kind: str, pks: BitMap) -> dict[int, Any]:
    """Returns the columns of some publications by key."""
    return {row.pk: row for row in held.columns(Publication.objects.of(kind).filter(pk__in=list(pks)))} if pks else {}


def _changed_since(index: Index) -> dict[int, Any]:
    """Returns what changed of a kind, or names something that did, since the index was made."""
    kind, via = index.held.kind, {via.of for via in index.held.via}
    changed = Publication.objects.filter(change__gt=index.change, kind__in=[kind, *via])
    rows: dict[int, Any] = {}
    named: dict[str, list[str]] = {}
    for row in changed.values_list(*held.COLUMNS, "kind", "key", named=True):
        if row.kind == kind:
            rows[row.pk] = row
        if row.kind in via:
            named.setdefault(row.kind, []).append(row.key)
    for of, keys in named.items():
        naming = BitMap(list(IndexRow.objects.of(kind, of, keys).values_list("publication", flat=True)))
        rows |= _rows_of(kind, naming - BitMap(list(rows)))
    return rows


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
def store(kind: str, index: Index | None = None, *, rebuilt: bool = False) -> None:
    """Keeps the index of a kind for new processes; `rebuilt` makes every process load it in place of its own.

    Without an `index`, the present one, or with `rebuilt` one that is read anew. Who publishes waits meanwhile.
    """
    Counter.lock()
    if index is None:
        index = build(kind) if rebuilt else _as_of(kind, Counter.now(), timezone.now())
    values = {"change": index.change, "data": serialized(index)}
    own = {"rebuilt": index.change}
    StoredIndex.objects.update_or_create(
        kind=kind, defaults=values | own if rebuilt else values, create_defaults=values | own
    )


def store_all(*, rebuilt: bool = False) -> None:
    """Keeps the indexes of all kinds, after something that wrote or deleted very much."""
    for kind in held.every():
        store(kind, rebuilt=rebuilt)


def store_now_and_then(change: int) -> None:
    """Keeps all indexes after every so many changes, so that a new process has little to patch."""
    if change % EVERY == 0:
        store_all()


def drop(kind: str, pks: Iterable[int]) -> None:
    """Takes publications whose rows are being deleted out of every process; belongs into that transaction."""
    if held.is_held(kind) and (gone := BitMap(list(pks))):
        change, now = Counter.next(), timezone.now()
        store(kind, _as_of(kind, change, now).without(gone, change, now), rebuilt=True)


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
