"""What of projects, documents and themes is public, and their index rows: the only list of what leaves this room."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial import kinds
from editorial.kinds import Data, Fact, Kind, Level, Search, Weight
from editorial.texts import Shown, Texts
from finder import bitmaps
from finder.bitmaps import Via
from finder.periods import PartialDate
from partners import regions, roles

from .models import Document, Project, ProjectDocument, Role, Theme


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
    finer = roles.finer_facets()
    for row in record["participations"]:
        yield Role(row["role"]).hat.value, row["organisation"]
        yield "organisation", row["organisation"]
        if row["role"] in finer:
            yield finer[row["role"]], row["organisation"]
    if record["predecessor"]:
        yield "predecessor", record["predecessor"]
    if record["picture"]:
        yield "file", record["picture"]


def _project_names(record: Data) -> Iterable[tuple[str, str]]:
    return (("organisation", row["organisation"]) for row in record["participations"])


def _project_aliases(record: Data) -> Iterable[str]:
    return filter(None, [record["acronym"], record["iati_identifier"]])


def _project_texts(record: Data) -> Iterable[tuple[Weight, Texts | str]]:
    texts = record["texts"]
    yield Weight.TITLE, texts.get("title", {})
    yield from ((Weight.ACRONYM, text) for text in _project_aliases(record))
    yield Weight.OBJECTIVE, texts.get("objective", {})
    yield from ((Weight.REST, texts.get(name, {})) for name in ("summary", "results", "expected_results"))
    for row in record["participations"]:
        yield Weight.REST, row["texts"].get("note", {})
    for row in record["wordings"]:
        yield Weight.REST, row["texts"].get("others", {})
        yield Weight.REST, Shown(row["as_published"], row["as_published_language"])


def _named(record: Data) -> Iterable[tuple[Weight, Texts | str]]:
    yield Weight.TITLE, record["texts"].get("title") or record["texts"].get("name", {})


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


def _lacks_role(*roles: Role) -> Callable[[Data], bool]:
    return lambda data: not any(row["role"] in roles for row in data["participations"])


def _with_documents_to_be_supplied() -> QuerySet:
    awaited = Document.objects.filter(to_be_supplied=True).order_by()
    return ProjectDocument.objects.filter(document__in=awaited.values("pk")).values("project")


PROJECT_FACTS = (
    Fact(
        "donor",
        _("no donor"),
        _("No donor is named."),
        _("Visitors who look for what a donor funds do not find the project."),
        "participations",
        lacks=_lacks_role(Role.DONOR),
    ),
    Fact(
        "agency",
        _("no implementing agency"),
        _("No implementing agency is named."),
        _("Visitors who look for what an agency does do not find the project."),
        "participations",
        lacks=_lacks_role(Role.IMPLEMENTING),
    ),
    Fact(
        "period",
        _("no period"),
        _("The project has neither a start nor an end."),
        _("Without dates it is neither planned nor ongoing nor completed."),
        "start",
        lacks=lambda data: not data["start"] and not data["end"] and not data["held"],
    ),
    Fact(
        "end",
        _("open-ended"),
        _("The project has a start and no end."),
        _("It stays among the ongoing projects for ever."),
        "end",
        lacks=lambda data: bool(data["start"]) and not data["end"] and not data["held"],
    ),
    Fact(
        "country",
        _("no country"),
        _("No country is named."),
        _("The project is on no map and in no list of a country."),
        "countries",
        lacks=lambda data: not data["countries"],
    ),
    Fact(
        "theme",
        _("no theme"),
        _("No theme is chosen."),
        _("Visitors who look for a theme do not find the project."),
        "themes",
        lacks=lambda data: not data["themes"],
    ),
    Fact(
        "objective",
        _("no objective"),
        _("The objective is not written in any language."),
        _("The page of the project does not say what it wants to achieve."),
        "objective",
        lacks=lambda data: not any(fields.get("objective") for fields in data["texts"].values()),
    ),
    Fact(
        "document",
        _("document to be supplied"),
        _("A document of the project is still to be supplied."),
        _("Visitors read of a document that they cannot open."),
        "documents",
        ids=_with_documents_to_be_supplied,
    ),
)

DOCUMENT_FACTS = (
    Fact(
        "file",
        _("no file or link"),
        _("A document without a file or link in any language cannot be published."),
        _("There is nothing to open."),
        "files",
        level=Level.ERROR,
        lacks=lambda data: not data["files"],
    ),
    Fact(
        "supplied",
        _("to be supplied"),
        _("The file or link is still to be supplied."),
        _("Somebody has it, and the projects that name it wait for it."),
        "to_be_supplied",
        lacks=lambda data: bool(data.get("to_be_supplied")),
    ),
)


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
    search=Search(0, _project_texts),
    facts=PROJECT_FACTS,
    optional=("picture_credit",),
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
    search=Search(1, _named, everywhere=True),
    facts=DOCUMENT_FACTS,
    url=lambda _key, slug: reverse("document", args=[slug]),
    has_address=True,
)

THEME = Kind(
    name="theme",
    model=Theme,
    public=Theme.aggregate.names,
    title="name",
    index=lambda record: [("parent", record["parent"])] if record["parent"] else [],
    search=Search(4, _named, everywhere=True, reaches="theme"),
    url=lambda _key, slug: reverse("theme", args=[slug]),
    has_address=True,
    published_on_save=True,
    few=True,
)


# The facets of projects and documents whose values are counted and chosen.
PROJECT_FACETS = ("country", "region", "theme", "donor", "agency", "partner", "organisation", "language")
DOCUMENT_FACETS = ("kind", "language", "theme", "country", "year")


def register() -> None:
    """Makes the kinds of this room known."""
    for kind in (THEME, DOCUMENT, PROJECT):
        kinds.register(kind)
    bitmaps.hold("project", PROJECT_FACETS, Via("document kind", "document", "kind"))
    bitmaps.hold("document", DOCUMENT_FACETS)
    roles.register({role.value: role.hat for role in Role}, {role.value: role.label for role in Role})
