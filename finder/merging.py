"""Merges one object into another of its kind: everything that names the first names the second from then on.

One transaction, in batches; what is held meanwhile are the rows of parts that named the one that goes. No project
gets a revision by it, none becomes "ahead": what is public and what its working copy says are rewritten alike, so that
they compare as before.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Max, Model, Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial import freshness, kinds, snapshots, states, survivors, workflow
from editorial.kinds import Data, Kind, Part
from editorial.models import Address, Counter, Event, FieldState, Merged, Publication, Record, Revision, WorkingCopy

from . import bitmaps
from .counts import NAMED
from .models import IndexRow
from .removal import facets_of, references_of

CHUNK = 500


@dataclass
class Merge:
    """One merge under way: which two, and what names the one that goes, by kind.

    `into` says of every key that was ever merged away what stands for it, for revisions are as old as they are.
    """

    kind: Kind
    loser: WorkingCopy
    survivor: WorkingCopy
    touched: dict[str, set[int]] = field(default_factory=dict)
    into: dict[tuple[str, str], str] = field(default_factory=dict)

    def touch(self, namer: Kind, pks: list[int]) -> None:
        """Notes working copies of a kind that named the one that goes."""
        self.touched.setdefault(namer.name, set()).update(pks)


@transaction.atomic
def merge(loser: WorkingCopy, survivor: WorkingCopy, data: Data, *, by: Any) -> WorkingCopy:
    """Merges `loser` into `survivor`, which becomes what `data` (its snapshot) says, and returns the survivor.

    Both keep their history. Whatever named the loser, in working copies and in public, names the survivor; addresses
    and the key of the loser lead to it for ever. Whoever may not publish is refused with PermissionDenied.
    """
    if not workflow.may_publish(by):
        raise PermissionDenied(_("You may not publish."))
    kind = kinds.of(survivor)
    Counter.lock()
    pks = sorted((loser.pk, survivor.pk))
    list(kind.model._base_manager.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
    work, shown = Merge(kind, loser, survivor), public_after(kind, loser, survivor)
    last = [_keep_history(obj, by) for obj in (survivor, loser)]
    loser_pk, loser_key = loser.pk, loser.key
    workflow.withdraw(loser, by=by)
    _remember(work, by)
    _repoint_working_copies(work)
    _rewrite_public(work)
    for namer, touched in work.touched.items():
        for chunk in _chunks(sorted(touched)):
            _renew(kinds.get(namer), chunk, work)
    kind.model._base_manager.get(pk=loser_pk).delete()
    merged = snapshots.apply(data)
    why = _("merged with “%(name)s”") % {"name": survivors_name(last[1].snapshot, kind)}
    revision = workflow.save_revision(merged, by=by, why=why[:200])
    if shown == "full":
        workflow.publish(revision, by=by)
    elif shown == "name":
        workflow.publish_by_name(revision)
        states.renew_pending(kind, [survivor.key])
    for key, kept in ((survivor.key, revision), (loser_key, last[1])):
        Event.objects.create(step=Event.Step.MERGE, kind=kind.name, key=key, revision=kept, by=by)
    Counter.next()
    transaction.on_commit(bitmaps.store_all)
    return kind.model._base_manager.get(pk=survivor.pk)


def survivors_name(data: Data, kind: Kind) -> str:
    """Returns the name of a snapshot in its own language."""
    return data["texts"].get(data["source_language"], {}).get(kind.title) or data["key"]


def public_after(kind: Kind, loser: WorkingCopy, survivor: WorkingCopy) -> str:
    """Returns how the survivor is published by the merge: "full", "name" (by name only), or "" (as it stands).

    What the public has of either it has of the survivor. Changes of the survivor that somebody holds back stay so.
    """
    mine, theirs = (
        Publication.objects.visible().filter(kind=kind.name, key=obj.key).first() for obj in (survivor, loser)
    )
    if mine is not None and not mine.by_name:
        current = kind.model._base_manager.filter(pk=survivor.pk).values_list("record_hash", flat=True).first()
        return "full" if mine.record_hash == current else ""
    if theirs is not None and not theirs.by_name:
        return "full"
    return "name" if mine is not None or theirs is not None else ""


def _keep_history(obj: WorkingCopy, by: Any) -> Revision:
    """Keeps what an object is before the merge as a revision that no later save of the same sitting writes over."""
    revision = workflow.save_revision(obj, by=by)
    Revision.objects.filter(pk=revision.pk).update(was_public=True)
    return revision


def _remember(work: Merge, by: Any) -> None:
    """Makes the key and the addresses of the one that goes lead to the survivor for ever."""
    kind, old, new = work.kind.name, work.loser.key, work.survivor.key
    Merged.objects.filter(kind=kind, survivor=old).update(survivor=new)
    Merged.objects.create(kind=kind, key=old, object_id=work.loser.pk, survivor=new, by=by)
    Address.objects.filter(kind=kind, key=old).update(key=new, current=False)
    work.into = {(row.kind, row.key): row.survivor for row in Merged.objects.all()}


def _chunks(pks: list[int]) -> Iterator[list[int]]:
    return (pks[start : start + CHUNK] for start in range(0, len(pks), CHUNK))


# --- Working copies --------------------------------------------------------------------------------------------------


def _repoint_working_copies(work: Merge) -> None:
    for namer in kinds.every():
        for path, target in references_of(namer):
            if target != work.kind.name:
                continue
            part_name, _separator, name = path.rpartition("__")
            if part_name:
                part = next(part for part in namer.aggregate.parts if part.name == part_name)
                _repoint_part(work, namer, part, name)
            elif path in namer.aggregate.key_lists:
                _repoint_list(work, namer, path)
            else:
                _repoint_key(work, namer, path)


def _repoint_key(work: Merge, namer: Kind, name: str) -> None:
    rows = namer.model._base_manager.filter(**{name: work.loser.pk})
    if namer is work.kind:  # nothing is part of itself
        rows.filter(pk=work.survivor.pk).update(**{name: None})
    pks = list(rows.values_list("pk", flat=True))
    work.touch(namer, pks)
    for chunk in _chunks(pks):
        namer.model._base_manager.filter(pk__in=chunk).update(**{name: work.survivor.pk})


def _repoint_list(work: Merge, namer: Kind, name: str) -> None:
    relation = namer.model._meta.get_field(name)
    owner, other = relation.m2m_field_name(), relation.m2m_reverse_field_name()
    rows = relation.remote_field.through._base_manager
    work.touch(namer, list(rows.filter(**{other: work.loser.pk}).values_list(owner, flat=True)))
    both = list(rows.filter(**{other: work.survivor.pk}).values_list(owner, flat=True))
    rows.filter(**{other: work.loser.pk, f"{owner}__in": both}).delete()
    rows.filter(**{other: work.loser.pk}).update(**{other: work.survivor.pk})


def _repoint_part(work: Merge, namer: Kind, part: Part, name: str) -> None:
    """Repoints the rows of a part; where both are named alike in one object, their rows become one."""
    relation = namer.model._meta.get_field(part.name)
    owner, model = relation.field.attname, relation.related_model
    others = [column for column in part.identity if column != name]
    rows = model._base_manager.filter(**{name: work.loser.pk})
    mine = {tuple(getattr(row, column) for column in (owner, *others)): row for row in rows}
    owners = sorted({place[0] for place in mine})
    work.touch(namer, owners)
    pairs = []
    for chunk in _chunks(owners):
        for row in model._base_manager.filter(**{name: work.survivor.pk, f"{owner}__in": chunk}):
            place = tuple(getattr(row, column) for column in (owner, *others))
            if place in mine:
                pairs.append((mine[place], row))
    noted = _with_texts(part, [loser for loser, _row in pairs])
    plain = [pair for pair in pairs if pair[0].pk not in noted]
    _join_plain(part, plain)
    doubled = {getattr(row, owner) for loser, row in pairs if loser.pk in noted}
    for pk in sorted(doubled):
        _join_rows(work, namer, part, pk)
    for chunk in _chunks([pk for pk in owners if pk not in doubled]):
        rows.filter(**{f"{owner}__in": chunk}).update(**{name: work.survivor.pk})
        if part.texts:
            old, new = (f".{obj.key}." for obj in (work.loser, work.survivor))
            known = FieldState.objects.filter(kind=namer.name, object_id__in=chunk, field__startswith=f"{part.name}.")
            known.filter(field__contains=old).update(field=Replace("field", Value(old), Value(new)))


def _with_texts(part: Part, rows: list[Model]) -> set[int]:
    """Returns the primary keys of those rows that have a text of their own."""
    if not part.texts or not rows:
        return set()
    texts, found = rows[0]._parler_meta.root_model.objects, set()
    for chunk in _chunks([row.pk for row in rows]):
        translations = texts.filter(master__in=chunk).values_list("master", *part.texts)
        found |= {pk for pk, *values in translations if any(values)}
    return found


def _join_plain(part: Part, pairs: list[tuple[Model, Model]]) -> None:
    """Lets the row of the survivor stand for both where the other one has no text: at the place of the first."""
    plain = [column for column in part.fields if column not in part.identity]
    columns = [*plain, "position"]
    for loser, row in pairs:
        first, second = sorted((loser, row), key=lambda one: (one.position, one.pk))
        values = {column: getattr(first, column) or getattr(second, column) for column in plain}
        for column, value in values.items():
            setattr(row, column, value)
        row.position = first.position
    if pairs:
        model = type(pairs[0][1])
        _write(model, columns, [(*(getattr(row, column) for column in columns), row.pk) for _loser, row in pairs])
        for chunk in _chunks([loser.pk for loser, _row in pairs]):
            model._base_manager.filter(pk__in=chunk).delete()


def _write(model: type[Model], columns: list[str], rows: list[tuple]) -> None:
    """Writes some columns of many rows; each of `rows` holds their values and then the primary key."""
    quote, meta = connection.ops.quote_name, model._meta
    fields = [meta.get_field(column) for column in columns]
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    prepared = [
        (*(f.get_db_prep_save(v, connection) for f, v in zip(fields, row, strict=False)), row[-1]) for row in rows
    ]
    with connection.cursor() as cursor:
        sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608 - names only
        cursor.executemany(sql, prepared)


def _join_rows(work: Merge, namer: Kind, part: Part, pk: int) -> None:
    """Makes the rows of one object in which both are named alike one row each, with the notes of both."""
    obj = namer.model._base_manager.get(pk=pk)
    before = snapshots.take(obj)
    data = survivors.replaced(before, work.into)
    fields = namer.model._meta.get_field(part.name).related_model._parler_meta.root_model._meta if part.texts else None
    for row in data[part.name] if fields else ():
        for texts in row["texts"].values():
            if any(len(text) > (fields.get_field(name).max_length or len(text)) for name, text in texts.items()):
                message = _("In “%(name)s” two notes would become one that is too long: shorten them first.")
                raise ValidationError(message, params={"name": obj})
    snapshots.write_part(obj, part, data[part.name])
    states.settle(namer, pk, data, None, freshness.Save(at=timezone.now(), by=None, origin="import"))


# --- What is public --------------------------------------------------------------------------------------------------


def _rewrite_public(work: Merge) -> None:
    """Rewrites the Records that name the one that goes, and their index rows."""
    old, new = work.loser.key, work.survivor.key
    for namer in kinds.every():
        named = [facet for facet, target in facets_of(namer).items() if target == work.kind.name]
        facets = list(dict.fromkeys([*named, *NAMED.get(work.kind.name, ())]))
        rows = IndexRow.objects.filter(of=namer.name, facet__in=facets)
        pks = sorted(set(rows.filter(value=old).values_list("publication", flat=True)))
        for chunk in _chunks(pks):
            _rewrite_records(work, chunk)
        if namer is work.kind:
            rows.filter(value=old, publication__kind=namer.name, publication__key=new).delete()
        for facet in facets if pks else ():
            both = IndexRow.objects.filter(of=namer.name, facet=facet, value=new).values("publication")
            named = rows.filter(facet=facet, value=old)
            named.filter(publication__in=both).delete()
            named.update(value=new)


def _rewrite_records(work: Merge, pks: list[int]) -> None:
    publications = list(Publication.objects.filter(pk__in=pks).select_related("record").order_by("pk"))
    first = Counter.next(len(publications)) - len(publications)
    for number, publication in enumerate(publications, start=1):
        record = survivors.replaced(json.loads(publication.record.text), work.into)
        publication.record.text = snapshots.canonical(record)
        publication.record_hash, publication.change = snapshots.digest(record), first + number
    Record.objects.bulk_create(
        [publication.record for publication in publications],
        update_conflicts=True,
        unique_fields=["publication"],
        update_fields=["text"],
    )
    changed = [(publication.record_hash, publication.change, publication.pk) for publication in publications]
    _write(Publication, ["record_hash", "change"], changed)


def _renew(namer: Kind, pks: list[int], work: Merge) -> None:
    """Renews the hashes of working copies from their latest revisions, read as of now."""
    newest = Revision.objects.filter(kind=namer.name, object_id__in=pks).values("object_id").annotate(last=Max("pk"))
    revisions = Revision.objects.filter(pk__in=[row["last"] for row in newest])
    rows = []
    for revision in revisions:
        data = survivors.replaced(revision.snapshot, work.into)
        rows.append((snapshots.digest(snapshots.record_of(data)), snapshots.name_digest(data), revision.object_id))
    _write(namer.model, ["record_hash", "name_hash"], rows)
    keys = list(namer.model._base_manager.filter(pk__in=pks).values_list("key", flat=True))
    states.renew_pending(namer, keys)
