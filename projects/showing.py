"""The ways to see one selection of projects: what each puts on the page, or the file that it answers with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from .comparing import PARAMETER
from .figures import Figures
from .filters import ProjectSelection
from .mapping import Map
from .timeline import Timeline

Context = dict[str, Any]
# What an address says for one view alone, and the views it is for; elsewhere it is told as ignored.
OWN = {"figure": ("figures",), "format": ("figures",), "group": ("timeline",)}


@dataclass(frozen=True)
class View:
    """A way to see a selection: what it is called, its part of the page ("": the page's own), and what that needs.

    `styles` are the style sheets of the part. `is_framed`: it may also stand alone in a page of another site.
    """

    label: str | Promise
    part: str = ""
    styles: tuple[str, ...] = ()
    context: Callable[[ProjectSelection], Context | HttpResponse] = lambda selection: {}
    is_framed: bool = False


def figures(selection: ProjectSelection) -> Context | HttpResponse:
    """Returns the figures of a selection, or one of them as a file."""
    found = Figures(selection)
    return found.csv() if found.is_csv else {"figures": found}


def map_of(selection: ProjectSelection) -> Context:
    """Returns the map of a selection."""
    return {"map": Map(selection)}


def timeline(selection: ProjectSelection) -> Context:
    """Returns the projects of the page as periods."""
    return {"timeline": Timeline(selection)}


# In their order on the page.
VIEWS = {
    "list": View(pgettext_lazy("view", "List"), styles=("css/cards.css",), is_framed=True),
    "table": View(pgettext_lazy("view", "Table"), styles=("css/table.css",)),
    "map": View(
        pgettext_lazy("view", "Map"),
        "projects/_map.html",
        ("css/atlas.css",),
        map_of,
        is_framed=True,
    ),
    "timeline": View(
        pgettext_lazy("view", "Timeline"),
        "projects/_timeline.html",
        ("css/timeline.css",),
        timeline,
    ),
    "figures": View(
        pgettext_lazy("view", "Figures"),
        "projects/_figures.html",
        ("css/views.css",),
        figures,
        is_framed=True,
    ),
}


def shown(selection: ProjectSelection) -> Context | HttpResponse:
    """Returns what the present view adds to the page, with its `part`, or the answer that takes the page's place."""
    for name, views in OWN.items():
        if selection.view not in views:
            for value in selection.data.getlist(name)[:3]:
                selection.ignore(name, value, _("The present view does not use this."))
    view = VIEWS[selection.view]
    context = view.context(selection)
    return context if isinstance(context, HttpResponse) else {"part": view.part, "styles": view.styles, **context}


def in_a_frame(selection: ProjectSelection) -> tuple[str, str | Promise]:
    """Returns the query string of a selection for a frame, and what its view is called.

    It is the present view, or the list where that cannot stand in a frame.
    """
    name = selection.view if VIEWS[selection.view].is_framed else "list"
    without = dict.fromkeys(("columns", "format", "group", "page", PARAMETER))
    query = selection.url(**without, view=None if name == "list" else name).removeprefix(selection.path)
    return query, VIEWS[name].label


def tabs(selection: ProjectSelection) -> list[tuple[Any, str, bool]]:
    """Returns the ways to see a selection: name, address of the same page in it, and whether it is the present one."""
    page, without = selection.data.get("page"), dict.fromkeys(OWN)
    return [
        (view.label, selection.url(**without, view=None if name == "list" else name, page=page), name == selection.view)
        for name, view in VIEWS.items()
    ]
