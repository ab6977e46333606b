"""The pages of organisations, in their hats, and of countries."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from editorial.models import Label, Publication
from finder import counts, times
from finder.index import has
from finder.models import IndexRow
from finder.reading import Entry, Name, Names, read
from finder.selection import Pager
from finder.views import entry_at, names, note_languages, page_of, show, vocabulary

from . import maps
from .filters import CountrySelection, OrganisationSelection
from .models import Hat

LATEST = 12
TOP = 10


def _latest(publications: QuerySet, page_names: Names) -> list[Entry]:
    newest = publications.order_by(times.newest_first(), "-pk").select_related("record")[:LATEST]
    return read(newest, page_names.language, page_names)


# --- Organisations ---------------------------------------------------------------------------------------------------


@require_safe
def organisation_list(request: HttpRequest, hat: Hat) -> HttpResponse:
    """The organisations that have a public project under a hat."""
    selection = OrganisationSelection.of_request(request, hat=hat)
    numbers = selection.counts()
    rows = [(entry, entry.url_under(hat), numbers.get(entry.key, 0)) for entry in selection.entries]
    context = {"selection": selection, "hat": hat, "rows": rows, "pager": Pager(selection)}
    return render(request, "partners/organisation_list.html", context)


@require_safe
def organisation_detail(request: HttpRequest, slug: str, hat: Hat) -> HttpResponse:
    """One organisation with all its roles; an address under a hat that it lacks leads to one that it has."""
    found = entry_at(request, "organisation", slug)
    if not isinstance(found, Entry):
        return found
    request.hats = hats_of(found.key)
    if hat is not canonical_hat(request.hats) and hat not in request.hats:
        return HttpResponsePermanentRedirect(found.url_under(canonical_hat(request.hats)))
    request.hat = hat
    return show(request, found)


def hats_of(key: str) -> dict[Hat, int]:
    """Returns the number of public projects of an organisation under each hat that it has in any."""
    rows = IndexRow.objects.filter(of="project", facet__in=Hat.values, value=key)
    numbers = dict(rows.values_list("facet").annotate(n=Count("pk")).order_by())
    return {hat: numbers[hat.value] for hat in Hat if hat.value in numbers}


def canonical_hat(hats: dict[Hat, int]) -> Hat:
    """Returns the hat whose address is the canonical one: the first there is; without projects, partner."""
    return next(iter(hats), Hat.PARTNER)


@page_of("organisation", "partners/organisation_detail.html")
def organisation_page(request: HttpRequest, organisation: Entry) -> dict[str, Any]:
    """Returns what the page of an organisation shows."""
    hats = getattr(request, "hats", None)
    hats = hats_of(organisation.key) if hats is None else hats
    request.canonical_path = organisation.url_under(canonical_hat(hats))
    projects = counts.projects_naming("organisation", organisation.key)
    return {
        "organisation": organisation,
        "hats": [
            {"hat": hat, "count": count, "url": f"{reverse('project-list')}?{hat.value}={organisation.key}"}
            for hat, count in hats.items()
        ],
        "hat": getattr(request, "hat", canonical_hat(hats)),
        "projects": _latest(projects, organisation.names),
        "all_url": f"{reverse('project-list')}?organisation={organisation.key}",
        "parts": _parts(organisation),
    }


def _parts(organisation: Entry) -> list[Name]:
    """Returns the public organisations that are part of one."""
    parts = Publication.objects.visible().filter(has("organisation", "part_of", [organisation.key]))
    labels = Label.objects.filter(language=organisation.language, publication__in=parts.values("pk"))
    return [Name.of(label, organisation.language) for label in labels.order_by("sort_key")]


# --- Countries -------------------------------------------------------------------------------------------------------


@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    """The countries that have a public project, on a map and by name."""
    selection = CountrySelection.of_request(request)
    numbers = selection.counts()
    known = vocabulary(request)
    rows = [(entry, numbers.get(entry.key, 0)) for entry in selection.entries]
    shown = selection.qs.values_list("key", flat=True) if selection.is_filtered else known.totals["country"]
    places = maps.places_of(known, {key: known.totals["country"][key] for key in shown})
    context = {
        "selection": selection,
        "rows": rows,
        "pager": Pager(selection),
        "world": maps.world(places, known.totals["region"], selection.language),
    }
    return render(request, "partners/country_list.html", context)


@require_safe
def country_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One country: its projects by status, its donors and agencies."""
    label = Label.objects.filter(kind="country", key=key, language=get_language())
    label = label.select_related("publication__record").first()
    if label is None:
        raise Http404
    (entry,) = read([label.publication], get_language(), names(request))
    note_languages(request, entry)
    return show(request, entry)


@page_of("country", "partners/country_detail.html")
def country_page(request: HttpRequest, country: Entry) -> dict[str, Any]:
    """Returns what the page of a country shows."""
    projects = counts.projects_naming("country", country.key)
    known = vocabulary(request)
    return {
        "country": country,
        "statuses": counts.by_status(projects),
        "projects": _latest(projects, country.names),
        "ranks": _ranks(projects, country),
        "panel": maps.small(maps.places_of(known, {country.key: 1})),
        "all_url": f"{reverse('project-list')}?country={country.key}",
    }


def _ranks(projects: Any, country: Entry) -> list[dict[str, Any]]:
    """Returns the donors and the agencies of a country's projects, each with the list that shows as many."""
    rows = IndexRow.objects.counts("project", Hat.DONOR.value, Hat.AGENCY.value)
    rows = rows.filter(publication__in=projects.values("pk"))
    found: dict[Hat, list[tuple[str, int]]] = {Hat.DONOR: [], Hat.AGENCY: []}
    for facet, key, count in rows:
        found[Hat(facet)].append((key, count))
    country.names.want(("organisation", key) for ranked in found.values() for key, _count in ranked[:TOP])
    base = f"{reverse('project-list')}?country={country.key}"
    return [
        {
            "hat": hat,
            "rows": [
                {"name": name.at(hat=hat), "count": count, "url": f"{base}&{hat.value}={key}"}
                for key, count in ranked[:TOP]
                if (name := country.names.get("organisation", key))
            ],
            "others": max(0, len(ranked) - TOP),
        }
        for hat, ranked in found.items()
        if ranked
    ]
