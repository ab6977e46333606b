"""Numbers over what is public: each is the total of a list that a query string selects."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from pyroaring import BitMap

from editorial.models import Publication

from . import times
from .bitmaps import Index
from .index import has

# The kinds of what projects and other things name, by facet; every other facet has values that are always there.
NAMED: dict[str, tuple[str, ...]] = {
    "organisation": ("organisation", "agency", "partner", "donor"),
    "country": ("country",),
    "theme": ("theme",),
}


def names(kind: str, *facets: str) -> None:
    """Registers further facets whose values are keys of a kind."""
    NAMED[kind] = tuple(dict.fromkeys((*NAMED.get(kind, ()), *facets)))


def statuses_in(index: Index, ids: BitMap) -> dict[str, int]:
    """Returns the number of each status that occurs in a set of keys, in the order of a life; "none" comes last."""
    found = index.counts("status", ids)
    found["none"] = len(ids) - sum(found.values())
    return {status: found[status] for status in (*times.STATUSES, "none") if found.get(status)}


def status_lines(numbers: Mapping[str, int], url: str) -> list[dict[str, Any]]:
    """Returns each status counted with its name, its number, and the list under `url` that shows as many."""
    sign = "&" if "?" in url else "?"
    return [
        {
            "status": times.Status(value),
            "count": count,
            "url": f"{url}{sign}status={value}",
        }
        for value, count in numbers.items()
    ]


def projects_naming(facet: str, key: str) -> QuerySet:
    """Returns the public projects that name a key in a facet."""
    return Publication.objects.visible().of("project").filter(has("project", facet, [key]))
