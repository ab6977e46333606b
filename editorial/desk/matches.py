"""Which other name of an object answers a search, as it is written: searches themselves look in folded lines."""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, Subquery

from .. import kinds, snapshots, texts, titles
from ..models import Revision

Object = tuple[str, int]  # the name of the kind, and the primary key


def names_of(wanted: Iterable[Object]) -> dict[Object, list[texts.Shown]]:
    """Returns every name of objects, and their keys, as they were last saved, in one query."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in wanted:
        by_kind.setdefault(kind, []).append(pk)
    if not by_kind:
        return {}
    condition = Q()
    for kind, pks in by_kind.items():
        condition |= Q(kind=kind, object_id__in=pks)
    same = Revision.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))
    newest = Subquery(same.order_by("-number").values("number")[:1])
    found = {}
    for revision in Revision.objects.filter(condition, number=newest).order_by():
        record = snapshots.record_of(revision.snapshot)
        names = titles.names(kinds.get(revision.kind), record)
        found[revision.kind, revision.object_id] = [*names, texts.Shown(record["key"])]
    return found
