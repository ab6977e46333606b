"""Index rows follow publications: written with each, in the same transaction, and asked for by facet."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from editorial import kinds
from editorial.kinds import Data
from editorial.models import Publication
from editorial.workflow import published, withdrawn

from . import bitmaps
from .models import IndexRow


def rows_of(publication: Publication, record: Data) -> list[IndexRow]:
    """Returns the index rows that a Record gives its publication, each once."""
    kind = kinds.get(publication.kind)
    pairs = dict.fromkeys(kind.index(record))
    return [IndexRow(of=kind.name, facet=facet, value=value, publication=publication) for facet, value in pairs]


def write(sender: Any, publication: Publication, record: Data, **_kwargs: Any) -> None:
    """Replaces the index rows of a publication by those of its Record."""
    wanted = {(row.facet, row.value): row for row in rows_of(publication, record)}
    present = {(row.facet, row.value): row.pk for row in IndexRow.objects.filter(publication=publication)}
    IndexRow.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    IndexRow.objects.bulk_create(row for pair, row in wanted.items() if pair not in present)
    # Robust: what was published is published, even where storing has to wait for another day.
    transaction.on_commit(partial(bitmaps.store_now_and_then, publication.change), robust=True)


def erase(sender: Any, publication: Publication, **_kwargs: Any) -> None:
    """Removes the index rows of a publication that was withdrawn."""
    IndexRow.objects.filter(publication=publication).delete()


def connect() -> None:
    """Makes the index follow what is published and withdrawn."""
    published.connect(write, dispatch_uid="finder.index.write")
    withdrawn.connect(erase, dispatch_uid="finder.index.erase")


def has(of: str, facet: str, values: Iterable[str] | None = None) -> Q:
    """Returns the condition that a publication of kind `of` has one of the values (or any value) in a facet."""
    values = None if values is None else list(values)
    return Q(pk__in=IndexRow.objects.of(of, facet, values).values("publication"))
