"""The home page and the content pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from finder import axis
from finder.reading import Entry, Name
from finder.views import entry_at, names, page_of, show, vocabulary
from finder.vocabulary import Vocabulary
from partners import maps
from partners.models import Hat
from projects.filters import ProjectSelection
from projects.views import newest_projects, theme_counts

LATEST = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the catalogue holds: live figures, a map, themes and the newest projects."""
    known = vocabulary(request)
    places = maps.places_of(known, names(request), known.totals["country"], list_url=reverse("project-list"))
    context = {
        "figures": _figures(known),
        "world": maps.world(places, known.totals["region"], known.language),
        "themes": _themes(known),
        "projects": newest_projects(known, names(request), LATEST),
    }
    return render(request, "pages/home.html", context)


def _figures(known: Vocabulary) -> list[dict[str, Any]]:
    """Returns the key figures: a number, what it counts, and the list that proves it."""
    index, listed = known.index("project"), reverse("project-list")
    total = len(index.live)
    figures = [{"count": total, "label": ngettext("project", "projects", total), "url": listed}]
    if ongoing := index.totals("status").get("ongoing"):
        label = ngettext("ongoing project", "ongoing projects", ongoing)
        figures.append({"count": ongoing, "label": label, "url": f"{listed}?status=ongoing"})
    countries = len(known.totals["country"])
    figures.append(
        {"count": countries, "label": ngettext("country", "countries", countries), "url": reverse("country-list")}
    )
    labels = {
        Hat.DONOR: lambda n: ngettext("donor", "donors", n),
        Hat.AGENCY: lambda n: ngettext("agency", "agencies", n),
        Hat.PARTNER: lambda n: ngettext("partner", "partners", n),
    }
    for hat, label in labels.items():
        number = known.named(hat.value, "organisation")
        figures.append({"count": number, "label": label(number), "url": reverse(f"{hat.value}-list")})
    return [figure for figure in figures if figure["count"]]


def _themes(known: Vocabulary) -> list[dict[str, Any]]:
    """Returns the themes at the top of the tree with those below them and their numbers of projects."""
    numbers = theme_counts(known)

    def line(theme: Entry) -> dict[str, Any]:
        return {"theme": theme, "count": numbers.get(theme.key, 0)}

    return [
        line(theme) | {"children": [line(child) for child in known.children("theme", theme.key)]}
        for theme in known.children("theme", None)
    ]


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A content page, with a live selection of projects where it has one."""
    found = entry_at(request, "page", slug)
    return show(request, found) if isinstance(found, Entry) else found


@page_of("page", "pages/page.html")
def content_page(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """Returns what a content page shows."""
    known = vocabulary(request)
    context: dict[str, Any] = {
        "page": entry,
        "crumbs": [(name, name.url) for name in _above(entry, known)],
        "here": entry.title,
        "below": known.children("page", entry.key),
    }
    if query := entry.record["selection"]:
        selection = ProjectSelection.of_request(request, QueryDict(query), path=reverse("project-list"))
        # A key that vanished would widen the selection to projects that nobody meant.
        projects = [] if selection.ignored else selection.first(entry.record["selection_limit"])
        axis.draw(projects, entry.language)
        context |= {"selection": selection, "projects": projects}
    return context


def _above(entry: Entry, known: Vocabulary) -> list[Name]:
    """Returns the pages above one in the tree, the topmost first."""
    above: list[Name] = []
    parent = entry.parent
    while parent is not None and parent not in above:  # a tree that bites its tail still ends
        above.insert(0, parent)
        higher = known.get("page", parent.key)
        parent = higher.parent if higher else None
    return above
