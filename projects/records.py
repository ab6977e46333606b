"""What of projects, documents and themes is public, and their index rows: the only list of what leaves this room."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial import kinds
from editorial.kinds import Data, Kind
from finder.periods import PartialDate
from partners import regions

from .models import Document, Project, Role, Theme


def _project_columns(record: Data) -> Mapping[str, Any]:
    start, end = PartialDate.known(record["start"]), PartialDate.known(record["end"])
    return {
        "starts": start.first if start else None,
        "ends": end.last if end else None,
        "held": record["held"],
        "amount": Decimal(record["amount"]) if record["amount"] is not None else None,
        "currency": record["currency"],
    }


def _project_index(record: Data) -> Iterable[tuple[str, str]]:
    yield from (("country", row["country"]) for row in record["countries"])
    yield from (("region", code) for row in record["countries"] for code in regions.around(row["country"]))
    yield from (("theme", key) for key in record["themes"])
    yield from (("document", row["document"]) for row in record["documents"])
    yield from (("language", language) for language in record["texts"].get("title", {}))
    for row in record["participations"]:
        yield Role(row["role"]).hat.value, row["organisation"]
        yield "organisation", row["organisation"]
    if record["predecessor"]:
        yield "predecessor", record["predecessor"]
    if record["picture"]:
        yield "file", record["picture"]


def _project_names(record: Data) -> Iterable[tuple[str, str]]:
    return (("organisation", row["organisation"]) for row in record["participations"])


def _project_aliases(record: Data) -> Iterable[str]:
    return filter(None, [record["acronym"], record["iati_identifier"]])


def _document_index(record: Data) -> Iterable[tuple[str, str]]:
    yield "kind", record["document_kind"]
    if record["date"]:
        yield "year", record["date"][:4]
    yield from (("theme", key) for key in record["themes"])
    yield from (("country", key) for key in record["countries"])
    for row in record["files"]:
        yield "language", row["language"]
        if row["file"]:
            yield "file", row["file"]


def _document_columns(record: Data) -> Mapping[str, Any]:
    date = PartialDate.known(record["date"])
    return {"starts": date.first if date else None, "ends": date.last if date else None}


def _document_ready(record: Data) -> Iterable[str]:
    if not record["files"]:
        yield _("A document without a file or link in any language cannot be published.")


PROJECT = Kind(
    name="project",
    model=Project,
    public=tuple(name for name in Project.aggregate.names if name != "internal_notes"),
    private=("internal_notes",),
    acronym=lambda record: record["acronym"],
    columns=_project_columns,
    index=_project_index,
    names=_project_names,
    aliases=_project_aliases,
    url=lambda _key, slug: reverse("project", args=[slug]),
    has_address=True,
    reserved=frozenset({"compare", "facets"}),
)

DOCUMENT = Kind(
    name="document",
    model=Document,
    public=tuple(name for name in Document.aggregate.names if name != "to_be_supplied"),
    private=("to_be_supplied",),
    columns=_document_columns,
    index=_document_index,
    ready=_document_ready,
    url=lambda _key, slug: reverse("document", args=[slug]),
    has_address=True,
)

THEME = Kind(
    name="theme",
    model=Theme,
    public=Theme.aggregate.names,
    title="name",
    index=lambda record: [("parent", record["parent"])] if record["parent"] else [],
    url=lambda _key, slug: reverse("theme", args=[slug]),
    has_address=True,
    published_on_save=True,
    few=True,
)


def register() -> None:
    """Makes the kinds of this room known."""
    for kind in (THEME, DOCUMENT, PROJECT):
        kinds.register(kind)
