"""Which projects have the documents of a list, so that the library says of each what it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from finder.models import IndexRow
from finder.reading import Entry, Name, Names

SHOWN = 3


@dataclass
class Holders:
    """The newest public projects that have a document, and how many more there are."""

    projects: list[Name] = field(default_factory=list)
    more: int = 0


def note_holders(documents: Sequence[Entry], names: Names) -> None:
    """Gives each document its `holders`, read in one query; their names are read with the others of the page."""
    rows = IndexRow.objects.of("project", "document", [document.key for document in documents])
    started = F("publication__starts").desc(nulls_last=True)
    newest = Window(RowNumber(), partition_by="value", order_by=[started, F("publication").desc()])
    found = rows.annotate(place=newest, number=Window(Count("pk"), partition_by="value")).filter(place__lte=SHOWN)
    held: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    for document, project, number in found.order_by("value", "place").values_list(
        "value", "publication__key", "number"
    ):
        held.setdefault(document, []).append(project)
        numbers[document] = number
    names.want(("project", key) for keys in held.values() for key in keys)
    for document in documents:
        shown = names.all("project", held.get(document.key, ()))
        document.holders = Holders(shown, max(0, numbers.get(document.key, 0) - SHOWN))
