"""Aggregate to plain data and back: the one pair of functions that history, import, preview and publishing share.

`take` reads an object with all its languages and parts into a dict of plain values; `apply` makes the database hold
what such a dict says. A Record is the public part of a snapshot (`record_of`). The states of the translations are
part of a snapshot, so that who goes back to an old version has its states back, and never of a Record.
"""

from typing import Any

from django.db import models, transaction

from . import kinds, states, survivors
from .kinds import Aggregate, Data, Kind, Part
from .packing import canonical, digest, pack, unpack

__all__ = ["SnapshotError", "apply", "canonical", "digest", "pack", "record_of", "take", "unpack", "write_part"]

SCHEMA = 1
SHAPE = 1


class SnapshotError(ValueError):
    """A snapshot cannot be applied: it names something that does not exist or is not well formed."""


# --- Taking ---------------------------------------------------------------------------------------------------------


def _plain(obj: models.Model, name: str) -> Any:
    value = getattr(obj, name)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, models.fields.files.FieldFile):
        return value.name or ""
    return str(value)


def _row(obj: models.Model, fields: tuple[str, ...], keys: tuple[str, ...]) -> Data:
    row = {name: _plain(obj, name) for name in fields}
    # An empty PartialDate is None in Python and "" in the database and in snapshots.
    row.update({name: "" for name, value in row.items() if value is None and not obj._meta.get_field(name).null})
    for name in keys:
        related = getattr(obj, name)
        row[name] = related.key if related else None
    return row


def _texts_of(
    model: type[models.Model], pks: list[int], names: tuple[str, ...]
) -> dict[int, dict[str, dict[str, str]]]:
    """Returns the texts of rows: {pk: {language: {field: text}}}, read from the database, blanks left out."""
    found: dict[int, dict[str, dict[str, str]]] = {pk: {} for pk in pks}
    if names:
        translations = model._parler_meta.root_model.objects.filter(master__in=pks).order_by("language_code")
        for pk, language, *values in translations.values_list("master_id", "language_code", *names):
            if texts := {name: str(value) for name, value in zip(names, values, strict=True) if value}:
                found[pk][language] = texts
    return found


def _part_rows(obj: models.Model, part: Part) -> list[Data]:
    rows = list(getattr(obj, part.name).select_related(*part.keys))
    model = obj._meta.get_field(part.name).related_model
    texts = _texts_of(model, [row.pk for row in rows], part.texts)
    return [_row(row, part.fields, part.keys) | ({"texts": texts[row.pk]} if part.texts else {}) for row in rows]


def take(obj: models.Model) -> Data:
    """Returns the snapshot of an object as the database holds it now, with all languages and parts."""
    kind = kinds.of(obj)
    aggregate: Aggregate = kind.aggregate
    obj = kind.model._base_manager.select_related(*aggregate.keys).get(pk=obj.pk)
    data: Data = {
        "schema": SCHEMA,
        "kind": kind.name,
        "key": obj.key,
        "source_language": obj.source_language,
        "sample": obj.sample,
    }
    data |= _row(obj, aggregate.fields, aggregate.keys)
    for name in aggregate.key_lists:
        field = obj._meta.get_field(name)
        through = getattr(obj, name).through.objects.filter(**{field.m2m_field_name(): obj.pk}).order_by("pk")
        data[name] = list(through.values_list(f"{field.m2m_reverse_field_name()}__key", flat=True))
    data["texts"] = _texts_of(kind.model, [obj.pk], aggregate.texts)[obj.pk]
    for part in aggregate.parts:
        data[part.name] = _part_rows(obj, part)
    if known := states.known(kind.name, obj.pk):
        data["states"] = known
    return data


# --- Records --------------------------------------------------------------------------------------------------------


def _by_field(texts: dict[str, dict[str, str]], names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Regroups texts from {language: {field: text}} to {field: {language: text}} for the fields named."""
    grouped: dict[str, dict[str, str]] = {}
    for language, fields in texts.items():
        for name in names:
            if fields.get(name):
                grouped.setdefault(name, {})[language] = fields[name]
    return grouped


def record_of(data: Data, *, by_name: bool = False) -> Data:
    """Returns the public part of a snapshot; `by_name` gives the few fields published with a thing that names it."""
    kind: Kind = kinds.get(data["kind"])
    public = kind.by_name if by_name else kind.public
    record: Data = {"shape": SHAPE, **{name: data[name] for name in ("kind", "key", "sample")}}
    record["source"] = data["source_language"]
    aggregate = kind.aggregate
    for name in (*aggregate.fields, *aggregate.keys, *aggregate.key_lists):
        if name in public:
            record[name] = data.get(name)
    record["texts"] = _by_field(data["texts"], tuple(name for name in aggregate.texts if name in public))
    for part in aggregate.parts:
        if part.name in public:
            record[part.name] = [
                row | ({"texts": _by_field(row.get("texts", {}), part.texts)} if part.texts else {})
                for row in data.get(part.name, [])
            ]
    if by_name:
        record["by_name"] = True
    return record


def name_digest(data: Data) -> str:
    """Returns the digest of what a snapshot is public with by name, "" for a kind that never is."""
    return digest(record_of(data, by_name=True)) if kinds.get(data["kind"]).by_name else ""


# --- Applying -------------------------------------------------------------------------------------------------------


def _related(model: type[models.Model], names: tuple[str, ...], data: Data) -> dict[str, models.Model | None]:
    found = {}
    for name in names:
        key = data.get(name)
        other = model._meta.get_field(name).related_model
        found[name] = other._base_manager.filter(key=key).first() if key else None
        if key and found[name] is None:
            raise SnapshotError(f"{data.get('kind', model.__name__)} {data.get('key', '')}: no {name} “{key}”")
    return found


def _assign(obj: models.Model, values: Data, names: tuple[str, ...]) -> None:
    for name in names:
        if name in values:
            setattr(obj, name, values[name])


def _write_texts(obj: models.Model, texts: dict[str, dict[str, str]], names: tuple[str, ...]) -> None:
    if not names:
        return
    translations = obj._parler_meta.root_model.objects
    translations.filter(master=obj).exclude(language_code__in=texts).delete()
    for language, fields in texts.items():
        row = translations.filter(master=obj, language_code=language).first()
        row = row or obj._parler_meta.root_model(master=obj, language_code=language)
        for name in names:
            blank = None if row._meta.get_field(name).null else ""
            setattr(row, name, fields.get(name) or blank)
        obj.save_translation(row)


def write_part(obj: models.Model, part: Part, rows: list[Data]) -> None:
    """Makes the rows of a part of an object what a snapshot says, in that order."""
    model = obj._meta.get_field(part.name).related_model
    parent = obj._meta.get_field(part.name).field.name

    def identity(row: Data) -> tuple:
        return tuple(row.get(name) for name in part.identity)

    existing = {
        identity(_row(row, part.fields, part.keys)): row for row in getattr(obj, part.name).select_related(*part.keys)
    }
    wanted = {identity(row) for row in rows}
    for key, child in list(existing.items()):
        if key not in wanted:
            child.delete()
    for position, row in enumerate(rows):
        child = existing.get(identity(row)) or model(**{parent: obj})
        _assign(child, row, part.fields)
        for name, other in _related(model, part.keys, row).items():
            setattr(child, name, other)
        if hasattr(child, "position"):
            child.position = position
        child.save()
        _write_texts(child, row.get("texts", {}), part.texts)


@transaction.atomic
def apply(data: Data) -> models.Model:
    """Makes the database hold what a snapshot says and returns the object, which is created if its key is new.

    Fields, languages and rows that the snapshot does not have are removed. Raises `SnapshotError` when it names
    something that does not exist; nothing is written then.
    """
    data = survivors.as_of_now(data)
    kind = kinds.get(data["kind"])
    aggregate = kind.aggregate
    obj = kind.model._base_manager.filter(key=data["key"]).first() or kind.model(key=data["key"])
    obj.source_language = data["source_language"]
    obj.sample = data.get("sample", False)
    _assign(obj, data, aggregate.fields)
    for name, other in _related(kind.model, aggregate.keys, data).items():
        setattr(obj, name, other)
    obj.save()
    _write_texts(obj, data["texts"], aggregate.texts)
    for name in aggregate.key_lists:
        if name not in data:
            continue
        other = kind.model._meta.get_field(name).related_model
        by_key = {row.key: row for row in other._base_manager.filter(key__in=data[name])}
        if missing := [key for key in data[name] if key not in by_key]:
            raise SnapshotError(f"{kind.name} {data['key']}: no {name} “{missing[0]}”")
        getattr(obj, name).clear()
        for key in data[name]:
            getattr(obj, name).add(by_key[key])
    for part in aggregate.parts:
        write_part(obj, part, data.get(part.name, []))
    if "states" in data:
        states.write(kind.name, obj.pk, data["states"])
    return kind.model._base_manager.get(pk=obj.pk)
