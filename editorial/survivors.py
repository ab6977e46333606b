"""Reads data that name what was merged away as if they had always named what stands for it now.

Snapshots and Records are kept as they were written. Whoever makes something present of an old one (publishing,
restoring, rebuilding) reads it through `as_of_now`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from . import kinds
from .freshness import place_of
from .kinds import Data, Part
from .models import Merged

# What stands between two notes that become one.
JOINT = "; "
Pair = tuple[str, str]


def as_of_now(data: Data) -> Data:
    """Returns a snapshot or Record in which every key that was merged away is replaced by its survivor."""
    wanted: dict[str, set[str]] = {}
    for kind, key in _named(data):
        wanted.setdefault(kind, set()).add(key)
    known = Merged.objects.filter(key__in={key for keys in wanted.values() for key in keys}) if wanted else ()
    into = {(row.kind, row.key): row.survivor for row in known}
    return replaced(data, into) if into else data


def _target(model: type[models.Model], name: str) -> str:
    return kinds.of(model._meta.get_field(name).related_model).name


def _named(data: Data) -> Iterator[Pair]:
    """Yields (kind, key) of everything that a snapshot or Record names."""
    kind = kinds.get(data["kind"])
    for name in kind.aggregate.keys:
        if data.get(name):
            yield _target(kind.model, name), data[name]
    for name in kind.aggregate.key_lists:
        yield from ((_target(kind.model, name), key) for key in data.get(name, []))
    for part in kind.aggregate.parts:
        child = kind.model._meta.get_field(part.name).related_model
        for name in part.keys:
            yield from ((_target(child, name), row[name]) for row in data.get(part.name, []) if row[name])


def replaced(data: Data, into: Mapping[Pair, str]) -> Data:
    """Returns data with the keys of `into` ((kind, key): survivor) replaced; rows that thereby become one are joined.

    Nothing names itself: a relation to what is now the object itself goes.
    """
    kind = kinds.get(data["kind"])
    data = dict(data)
    for name in kind.aggregate.keys:
        if name in data:
            key = into.get((_target(kind.model, name), data[name]), data[name])
            data[name] = None if (_target(kind.model, name), key) == (kind.name, data["key"]) else key
    for name in kind.aggregate.key_lists:
        if name in data:
            target = _target(kind.model, name)
            data[name] = list(dict.fromkeys(into.get((target, key), key) for key in data[name]))
    places: dict[str, str] = {}
    for part in kind.aggregate.parts:
        if part.keys and part.name in data:
            child = kind.model._meta.get_field(part.name).related_model
            data[part.name] = _rows(data[part.name], part, child, into, places)
    if places and "states" in data:
        data["states"] = _moved(data["states"], places)
    return data


def _rows(
    rows: list[Data], part: Part, child: type[models.Model], into: Mapping[Pair, str], places: dict[str, str]
) -> list[Data]:
    """Returns the rows of a part with keys replaced; `places` is told under which new name their texts are known."""
    found: dict[tuple, Data] = {}
    for row in rows:
        new = row | {name: into.get((_target(child, name), row[name]), row[name]) for name in part.keys}
        identity = tuple(new[name] for name in part.identity)
        if new != row:
            places[place_of(part, row)] = place_of(part, new)
        found[identity] = joined(found[identity], new) if identity in found else new
    return list(found.values())


def joined(first: Data, second: Data) -> Data:
    """Returns two rows as one: what either gives is given, and texts in one language stand one after the other."""
    row = {name: value or second.get(name) for name, value in first.items()}
    if "texts" in first:
        row["texts"] = {
            outer: {
                inner: _both(first["texts"].get(outer, {}).get(inner), second["texts"].get(outer, {}).get(inner))
                for inner in {**first["texts"].get(outer, {}), **second["texts"].get(outer, {})}
            }
            for outer in {**first["texts"], **second["texts"]}
        }
    return row


def _both(one: str | None, other: str | None) -> str:
    return JOINT.join(dict.fromkeys(text for text in (one, other) if text))


def _moved(states: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    """Returns the states of texts under their new names; of two texts that became one, nothing is known."""
    found: dict[str, Any] = {}
    for field, known in states.items():
        place, _dot, name = field.rpartition(".")
        moved = f"{places[place]}.{name}" if place in places else field
        if moved in found or (place in places and moved in states):
            found.pop(moved, None)
        else:
            found[moved] = known
    return found
