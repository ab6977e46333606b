"""The pages of projects, themes and documents."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.models import Publication
from finder import axis, counts
from finder.facets import FacetPage
from finder.paging import Pager
from finder.reading import Entry, Names, naming, read
from finder.tidying import tidied
from finder.views import entry_at, names, page_of, show, vocabulary
from finder.vocabulary import Vocabulary
from partners import maps
from partners.filters import region_of_country

from . import beside, comparing, jsonld, showing
from .comparing import Comparison
from .filters import FACETS, DocumentSelection, ProjectSelection
from .library import note_holders
from .table import Table

# What an address says of how a selection is shown, which a feed has no use for.
NOT_FOLLOWED = ("sort", "per_page", "view", *showing.OWN, comparing.PARAMETER)
MOST_HOLDERS = 100  # projects that the page of a document names


def _detail(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    found = entry_at(request, kind, slug)
    return show(request, found) if isinstance(found, Entry) else found


# --- Projects --------------------------------------------------------------------------------------------------------


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """The catalogue: every project that the query string selects."""
    selection = ProjectSelection.of_request(request)
    if "compare" in request.GET:  # the form of the list, sent by the button below what is ticked
        return redirect(comparing.address_of(comparing.keys_in(request.GET), comparing.query_of(selection)))
    if address := tidied(selection):
        return redirect(address)
    shown = showing.shown(selection)
    if isinstance(shown, HttpResponse):
        return shown
    is_table = selection.view == "table"
    projects = [] if shown["part"] else selection.entries
    if not is_table:
        axis.draw(projects, selection.language)
    context = {
        "selection": selection,
        "projects": projects,
        "pager": Pager(selection),
        "table": Table(selection) if is_table else None,
        "views": showing.tabs(selection),
        "embed": showing.in_a_frame(selection),
        "query": selection.url(**dict.fromkeys(NOT_FOLLOWED)).removeprefix(selection.path),
        **shown,
    }
    return render(request, "projects/project_list.html", context)


@require_safe
def project_facet(request: HttpRequest, name: str) -> HttpResponse:
    """Every value of one filter of the catalogue that something of the selection has."""
    if name not in FACETS:
        raise Http404
    data = request.GET.copy()
    own = {parameter: (data.pop(parameter, None) or [""])[-1] for parameter in FacetPage.OWN}
    selection = ProjectSelection.of_request(request, data, path=reverse("project-list"))
    if "apply" in data:  # its one form looks for a value too, so that nothing ticked is lost
        return redirect(selection.url(page=None))
    group_of = region_of_country if name == "country" else None
    context = {
        "selection": selection,
        "facet": FacetPage(selection, name, own, group_of),
        "crumbs": [(_("Projects"), selection.url(page=None))],
        "here": selection.filters[name].label,
    }
    return render(request, "projects/facet.html", context)


@require_safe
def project_compare(request: HttpRequest) -> HttpResponse:
    """Up to four projects side by side, as the address names them."""
    listed = ProjectSelection.of_request(request, comparing.list_in(request.GET), path=reverse("project-list"))
    comparison = Comparison.of_request(request, names(request), listed)
    crumbs = [(_("Projects"), comparison.list_url)]
    context = {"comparison": comparison, "crumbs": crumbs, "here": _("Compare projects")}
    return render(request, "projects/compare.html", context)


@require_safe
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is public about one project."""
    return _detail(request, "project", slug)


@page_of("project", "projects/project_detail.html")
def project_page(request: HttpRequest, project: Entry) -> dict[str, Any]:
    """Returns what the page of a project shows beside the project itself."""
    axis.draw([project], project.language, with_today=True)
    listed = reverse("project-list")
    places = maps.places_of(vocabulary(request), project.names, {country.key: 1 for country in project.countries})
    return {
        "project": project,
        "crumbs": [(_("Projects"), listed), *((theme, f"{listed}?theme={theme.key}") for theme in project.themes[:1])],
        "here": project.acronym or project.title,
        "successors": naming("project", "predecessor", project.key, project.language),
        "documents": _documents(project),
        "panel": maps.small(places),
        "structured": jsonld.project(project),
    }


def newest_projects(known: Vocabulary, page_names: Names, limit: int) -> list[Entry]:
    """Returns the projects that began last, with their bars; those still planned where none has begun."""
    index = known.index("project")
    begun = index.live - index.any_of("status", ["planned"])
    found = axis.newest(index, begun or index.live, page_names, limit)
    axis.draw(found, known.language)
    return found


def _documents(project: Entry) -> list[Entry]:
    """Returns the public documents of a project, in its order; those not public are left out."""
    keys = project.document_keys
    if not keys:
        return []
    found = Publication.objects.visible().of("document").filter(key__in=keys).select_related("record")
    by_key = {entry.key: entry for entry in read(found, project.language, project.names)}
    return [by_key[key] for key in keys if key in by_key]


# --- Themes ----------------------------------------------------------------------------------------------------------


def theme_counts(known: Vocabulary) -> dict[str, int]:
    """Returns the number of public projects of each theme, those of the themes below it included, each once."""
    index = known.index("project")
    trees = {key: known.below("theme", key) for key in known.of("theme")}
    return known.kept(
        "theme trees", lambda: {key: n for key, below in trees.items() if (n := len(index.any_of("theme", below)))}
    )


@require_safe
def theme_list(request: HttpRequest) -> HttpResponse:
    """The tree of themes, each with its number of projects."""
    known = vocabulary(request)
    numbers = theme_counts(known)

    def branch(parent: str | None) -> list[dict[str, Any]]:
        return [
            {"theme": theme, "count": numbers.get(theme.key, 0), "children": branch(theme.key)}
            for theme in known.children("theme", parent)
        ]

    return render(request, "projects/theme_list.html", {"themes": branch(None)})


@require_safe
def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A theme: its text, its projects on a map and in a list, its documents."""
    return _detail(request, "theme", slug)


@page_of("theme", "projects/theme_detail.html")
def theme_page(request: HttpRequest, theme: Entry) -> dict[str, Any]:
    """Returns what the page of a theme shows."""
    known, url = vocabulary(request), f"{reverse('project-list')}?theme={theme.key}"
    below, index, library = known.below("theme", theme.key), known.index("project"), known.index("document")
    ids, about = index.any_of("theme", below), library.any_of("theme", below)
    projects, documents = axis.newest(index, ids, theme.names), axis.newest(library, about, theme.names)
    axis.draw(projects, theme.language)
    places = maps.places_of(known, theme.names, index.counts("country", ids))
    return {
        "theme": theme,
        "crumbs": [(_("Themes"), reverse("theme-list")), *((name, name.url) for name in [theme.parent] if name)],
        "here": theme.title,
        "children": known.children("theme", theme.key),
        "statuses": counts.status_lines(counts.statuses_in(index, ids), url),
        "total": len(ids),
        "all_url": url,
        "panel": maps.beside(places),
        "phone": maps.beneath(places),
        "projects": projects,
        "figures": beside.of_query(request, f"theme={theme.key}", ("year", "country", "status")) if projects else [],
        "documents": documents,
        "documents_total": len(about),
        "documents_url": f"{reverse('document-list')}?theme={theme.key}",
    }


# --- Documents -------------------------------------------------------------------------------------------------------


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """The library: every document that the query string selects."""
    selection = DocumentSelection.of_request(request)
    if address := tidied(selection):
        return redirect(address)
    note_holders(selection)
    context = {"selection": selection, "documents": selection.entries, "pager": Pager(selection)}
    return render(request, "projects/document_list.html", context)


@require_safe
def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One document: its files and links, and the projects it belongs to."""
    return _detail(request, "document", slug)


@page_of("document", "projects/document_detail.html")
def document_page(request: HttpRequest, document: Entry) -> dict[str, Any]:
    """Returns what the page of a document shows."""
    named_in = counts.projects_naming("document", document.key)
    projects = axis.latest(named_in, document.names, MOST_HOLDERS)
    return {
        "document": document,
        "crumbs": [(_("Documents"), reverse("document-list"))],
        "here": document.title,
        "projects": projects,
        "more": named_in.count() - MOST_HOLDERS if len(projects) == MOST_HOLDERS else 0,
    }
