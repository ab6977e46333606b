"""Removes working copies with all that ever came of them, except what something that stays still uses."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction

from editorial import kinds
from editorial.kinds import Kind
from editorial.loading import Progress
from editorial.models import Address, Counter, Event, Publication, Revision, forget
from editorial.workflow import naming, withdrawn

from . import bitmaps
from .models import IndexRow

Keys = dict[str, set[str]]
CHUNK = 500
FEW = 20


def references_of(kind: Kind) -> Iterator[tuple[str, str]]:
    """Gives (path, kind) of everything that working copies of a kind name: "participations__organisation" …"""
    aggregate, model = kind.aggregate, kind.model
    for name in (*aggregate.keys, *aggregate.key_lists):
        yield name, kinds.of(model._meta.get_field(name).related_model).name
    for part in aggregate.parts:
        child = model._meta.get_field(part.name).related_model
        for name in part.keys:
            yield f"{part.name}__{name}", kinds.of(child._meta.get_field(name).related_model).name


def facets_of(kind: Kind) -> dict[str, str]:
    """Returns the facets under which publications of a kind may name something, each with the kind of what it names."""
    return dict(references_of(kind)) | {other.name: other.name for other in kinds.every()}


def _uses() -> Iterator[tuple[str, str, models.QuerySet]]:
    """Gives (kind, kind named, rows of (key, key named)) for working copies and for what is public."""
    for kind in kinds.every():
        for path, target in references_of(kind):
            rows = kind.model._base_manager.filter(**{f"{path}__isnull": False}).order_by()
            yield kind.name, target, rows.values_list("key", f"{path}__key")
        facets = facets_of(kind)
        present = IndexRow.objects.filter(of=kind.name, facet__in=facets).values_list("facet", flat=True).distinct()
        for facet in list(present):
            rows = IndexRow.objects.filter(of=kind.name, facet=facet)
            yield kind.name, facets[facet], rows.values_list("publication__key", "value")


def namers(sender: Any, kind: str, keys: list[str], **_kwargs: Any) -> Iterator[tuple[str, str, str]]:
    """Gives (key, kind, key that names it) of some objects that public Records or working copies name.

    Of each kind only the first few, for whoever asks why something cannot go.
    """
    for namer in kinds.every():
        facets = [facet for facet, target in facets_of(namer).items() if target == kind]
        rows = IndexRow.objects.filter(of=namer.name, facet__in=facets, value__in=keys).order_by("publication")
        for key, named_in in rows.values_list("value", "publication__key")[:FEW]:
            yield key, namer.name, named_in
        for path, target in references_of(namer):
            if target == kind:
                rows = namer.model._base_manager.filter(**{f"{path}__key__in": keys}).order_by("key")
                for key, named_in in rows.values_list(f"{path}__key", "key")[:FEW]:
                    yield key, namer.name, named_in


def connect() -> None:
    """Answers whoever wants to delete something that is named."""
    naming.connect(namers, dispatch_uid="finder.removal.namers")


def removable(unwanted: Keys) -> Keys:
    """Returns those of the unwanted keys that nothing names except what is removable itself."""
    found = {kind: set(unwanted.get(kind, ())) for kind in (kind.name for kind in kinds.every())}
    spared = True
    while spared:
        spared = False
        for kind, target, rows in _uses():
            if not found[target]:
                continue
            for key, named in rows.iterator():
                if named in found[target] and key not in found[kind]:
                    found[target].discard(named)
                    spared = True
    return found


def remove(keys: Keys, progress: Progress) -> None:
    """Deletes the working copies of these keys, all that was public of them, their history and their files.

    Each few hundred objects are one transaction; what names others goes first.
    """
    for kind in reversed(kinds.every()):
        _let_go(kind, sorted(keys.get(kind.name, ())))
        for chunk in _chunks(sorted(keys.get(kind.name, ()))):
            _remove(kind, chunk)
            progress.step(len(chunk))


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _let_go(kind: Kind, keys: list[str]) -> None:
    """Clears what objects of one kind say of each other (phases, parts), so that they can go in any order."""
    own = {name: None for name in kind.aggregate.keys if kind.model._meta.get_field(name).related_model is kind.model}
    for chunk in _chunks(keys) if own else ():
        kind.model._base_manager.filter(key__in=chunk).update(**own)


@transaction.atomic
def _remove(kind: Kind, keys: list[str]) -> None:
    Counter.lock()  # before anything else, as whoever publishes or builds an index anew
    objects = kind.model._base_manager.filter(key__in=keys)
    publications = Publication.objects.filter(kind=kind.name, key__in=keys)
    files = _files(kind, keys)
    for publication in publications:
        withdrawn.send(Publication, publication=publication)
    bitmaps.drop(kind.name, publications.values_list("pk", flat=True))
    publications.delete()
    Address.objects.filter(kind=kind.name, key__in=keys).delete()
    Event.objects.filter(kind=kind.name, key__in=keys).delete()
    pks = list(objects.values_list("pk", flat=True))
    Revision.objects.filter(kind=kind.name, object_id__in=pks).delete()
    forget(kind.name, pks)
    objects.delete()
    Counter.next()
    transaction.on_commit(lambda: _delete_files(files))


def _file_fields() -> Iterator[tuple[type[models.Model], str, str]]:
    """Gives (model, field, path from the model to the object's key) of every file that an object can have."""
    for kind in kinds.every():
        places = [(kind.model, "key", kind.aggregate.fields)]
        for part in kind.aggregate.parts:
            relation = kind.model._meta.get_field(part.name)
            places.append((relation.related_model, f"{relation.field.name}__key", part.fields))
        for model, path, fields in places:
            yield from (
                (model, name, path) for name in fields if isinstance(model._meta.get_field(name), models.FileField)
            )


def _files(kind: Kind, keys: list[str]) -> set[str]:
    parts = {kind.model._meta.get_field(part.name).related_model for part in kind.aggregate.parts}
    found = set(
        IndexRow.objects.filter(of=kind.name, facet="file", publication__key__in=keys).values_list("value", flat=True)
    )
    for model, name, path in _file_fields():
        if model is kind.model or model in parts:
            found.update(model._base_manager.filter(**{f"{path}__in": keys}).values_list(name, flat=True))
    return found - {""}


def _delete_files(names: set[str]) -> None:
    """Deletes the files that nothing has any more."""
    in_use = set(IndexRow.objects.filter(facet="file", value__in=names).values_list("value", flat=True))
    for model, field, _path in _file_fields():
        in_use.update(model._base_manager.filter(**{f"{field}__in": names}).values_list(field, flat=True))
    for name in names - in_use:
        default_storage.delete(name)
