"""What of pages and of the site's settings is public: the only list of what leaves this room."""

from collections.abc import Iterable

from django.urls import reverse

from editorial import kinds
from editorial.kinds import Data, Kind

from .models import Page, Site

RESERVED = frozenset(
    {
        "agencies",
        "countries",
        "documents",
        "donors",
        "embed",
        "partners",
        "preview",
        "projects",
        "suggest",
        "themes",
    }
)


def _page_index(record: Data) -> Iterable[tuple[str, str]]:
    if record["parent"]:
        yield "parent", record["parent"]


PAGE = Kind(
    name="page",
    model=Page,
    public=Page.aggregate.names,
    index=_page_index,
    url=lambda _key, slug: reverse("page", args=[slug]),
    has_address=True,
    few=True,
    reserved=frozenset(
        {
            "preview",
            "suggest",
            "embed",
            "projects",
            "agencies",
            "partners",
            "donors",
            "countries",
            "themes",
            "documents",
        }
    ),
)

SITE = Kind(
    name="site",
    model=Site,
    public=Site.aggregate.names,
    title="name",
    index=lambda record: [("publisher", record["publisher"])] if record["publisher"] else [],
    names=lambda record: [("organisation", record["publisher"])] if record["publisher"] else [],
    url=lambda _key, _slug: reverse("home"),
    published_on_save=True,
    few=True,
)


def register() -> None:
    """Makes the kinds of this room known."""
    kinds.register(PAGE)
    kinds.register(SITE)
