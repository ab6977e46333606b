"""Keeps the index of the search in step with what is public: at each publication, and as a whole beside it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max
from pyroaring import BitMap

from editorial import kinds
from editorial.kinds import Data
from editorial.models import Counter, Publication, Record
from editorial.workflow import published, withdrawn

from . import analysis, store, words
from .documents import documents

BESIDE = f"{store.TABLE}_new"
BATCH = 500


def write(sender: Any, publication: Publication, record: Data, **_kwargs: Any) -> None:
    """Replaces the documents of a publication by those of its Record."""
    if kinds.get(publication.kind).search is not None:
        index = store.current()
        index.erase(publication.pk)
        index.write(documents(publication.pk, record))
        words.learn(record)


def erase(sender: Any, publication: Publication, **_kwargs: Any) -> None:
    """Removes the documents of a publication that was withdrawn."""
    if kinds.get(publication.kind).search is not None:
        store.current().erase(publication.pk)


def connect() -> None:
    """Makes the index follow what is published and withdrawn."""
    published.connect(write, dispatch_uid="finder.searching.write")
    withdrawn.connect(erase, dispatch_uid="finder.searching.erase")


# --- As a whole ------------------------------------------------------------------------------------------------------


def _searched() -> list[str]:
    return [kind.name for kind in kinds.every() if kind.search is not None]


def rebuild(step: Callable[[int], None] = lambda _count: None) -> int:
    """Builds the index anew beside the one in use and puts it in its place; returns the number of publications.

    Whoever publishes meanwhile writes into the one in use. What they published is read once more at the end, while
    nobody else may publish: that takes as long as it takes to index what changed, and the search is never empty.
    Of two at once the second waits until the first has ended.
    """
    with store.current().alone(), analysis.remembering_more():
        return _rebuild(store.current(), step)


def _rebuild(index: store.Store, step: Callable[[int], None]) -> int:
    index.tidy()
    since = Counter.now()
    last = Record.objects.aggregate(last=Max("pk"))["last"] or 0
    index.create(BESIDE)
    known, count = words.Words(), 0
    for rows in _batches(last):
        with transaction.atomic():
            _add(rows, known)
        count += len(rows)
        step(len(rows))
    index.finish(BESIDE)
    with transaction.atomic():
        Counter.lock()
        _catch_up(since, last, known)
        words.replace(known)
        index.replace(BESIDE)
        # Whoever has asked before asks anew.
        Counter.next()
    index.tidy()
    return count


def _batches(last: int) -> Iterator[list[tuple[int, str]]]:
    after = 0
    of_kinds = Record.objects.filter(publication__kind__in=_searched(), pk__lte=last).order_by("pk")
    while rows := list(of_kinds.filter(pk__gt=after).values_list("pk", "text")[:BATCH]):
        yield rows
        after = rows[-1][0]


def _add(rows: list[tuple[int, str]], known: words.Words) -> None:
    found = []
    for pk, text in rows:
        record = json.loads(text)
        found += documents(pk, record)
        known.add(record)
    store.current().write(found, BESIDE)


def _catch_up(since: int, last: int, known: words.Words) -> None:
    """Reads again what was published while the index was built, and leaves out what went."""
    index = store.current()
    changed = list(Publication.objects.filter(kind__in=_searched(), change__gt=since).values_list("pk", flat=True))
    newer = Record.objects.filter(publication__kind__in=_searched(), pk__gt=last).values_list("pk", flat=True)
    changed = sorted({*changed, *newer})
    there = BitMap(list(Record.objects.filter(publication__kind__in=_searched()).values_list("pk", flat=True)))
    for pk in {*changed, *(index.publications(BESIDE) - there)}:
        index.erase(pk, BESIDE)
    for first in range(0, len(changed), BATCH):
        rows = Record.objects.filter(pk__in=changed[first : first + BATCH]).values_list("pk", "text")
        _add(list(rows), known)


def is_empty() -> bool:
    """Tells whether nothing is in the index although something is public: so it is after an older release."""
    return not store.current().holds_anything() and Publication.objects.visible().filter(kind__in=_searched()).exists()
