"""Which projects have the documents of a list, so that the library says of each what it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from finder.models import IndexRow
from finder.reading import Name
from finder.selection import Selection

SHOWN = 3


@dataclass
class Holders:
    """The newest public projects that have a document, and how many more there are."""

    projects: list[Name] = field(default_factory=list)
    more: int = 0


def note_holders(selection: Selection) -> None:
    """Gives each document of a page its `holders`; their names are read with the others of the page."""
    documents, names = selection.entries, selection.names
    keys = [document.key for document in documents]
    held = selection.vocabulary.lately(("holders", *keys), lambda: _holding(keys))
    names.want(("project", key) for projects, _number in held.values() for key in projects)
    for document in documents:
        projects, number = held.get(document.key, ((), 0))
        document.holders = Holders(names.all("project", projects), max(0, number - SHOWN))


def _holding(documents: Sequence[str]) -> dict[str, tuple[list[str], int]]:
    """Returns for each document its newest projects, and how many it has, in one query."""
    started = F("publication__starts").desc(nulls_last=True)
    newest = Window(RowNumber(), partition_by="value", order_by=[started, F("publication").desc()])
    rows = IndexRow.objects.of("project", "document", documents)
    found = rows.annotate(place=newest, number=Window(Count("pk"), partition_by="value")).filter(place__lte=SHOWN)
    held: dict[str, tuple[list[str], int]] = {}
    for document, project, number in found.order_by("value", "place").values_list(
        "value", "publication__key", "number"
    ):
        held.setdefault(document, ([], number))[0].append(project)
    return held
