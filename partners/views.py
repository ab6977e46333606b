"""The pages of organisations, in their hats, and of countries."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from pyroaring import BitMap

from finder import axis, counts
from finder.models import IndexRow
from finder.paging import Pager
from finder.reading import Entry, naming
from finder.tidying import tidied
from finder.views import entry_at, names, note_languages, page_of, redirect_to, show, vocabulary
from finder.vocabulary import Vocabulary

from . import figures, jsonld, maps
from .filters import CountrySelection, OrganisationSelection
from .models import Hat
from .participations import Listing, Rank, Ranking, Roles, catalogue, hats_of

MOST_DOCUMENTS = 6


# --- Organisations ---------------------------------------------------------------------------------------------------


@require_safe
def organisation_list(request: HttpRequest, hat: Hat) -> HttpResponse:
    """The organisations that have a public project under a hat."""
    selection = OrganisationSelection.of_request(request, hat=hat)
    if address := tidied(selection):
        return redirect(address)
    numbers = selection.counts()
    rows = [(entry, entry.url_under(hat), numbers.get(entry.key, 0)) for entry in selection.entries]
    context = {"selection": selection, "hat": hat, "rows": rows, "pager": Pager(selection)}
    return render(request, "partners/organisation_list.html", context)


@require_safe
def organisation_detail(request: HttpRequest, slug: str, hat: Hat) -> HttpResponse:
    """One organisation with all its roles; an address under a hat that it lacks leads to one that it has."""
    found = entry_at(request, "organisation", slug, hat=hat)
    if not isinstance(found, Entry):
        return found
    hats = hats_of(vocabulary(request).index("project"), found.key)
    if hat is not canonical_hat(hats) and hat not in hats:
        return redirect_to(request, found.url_under(canonical_hat(hats)))
    request.hat = hat
    return show(request, found)


def numbers_of(key: str) -> dict[str, int]:
    """Returns the number of public projects of an organisation, by hat and in any role ("organisation")."""
    rows = IndexRow.objects.filter(of="project", facet__in=[*Hat.values, "organisation"], value=key)
    return dict(rows.values_list("facet").annotate(n=Count("pk")).order_by())


def hats_in(numbers: dict[str, int]) -> dict[Hat, int]:
    """Returns the number of projects under each hat that there is in any, in the order of the hats."""
    return {hat: numbers[hat.value] for hat in Hat if hat.value in numbers}


def canonical_hats(keys: Iterable[str]) -> dict[str, Hat]:
    """Returns the hat of the canonical address of each organisation (key), read in one query."""
    rows = IndexRow.objects.filter(of="project", facet__in=Hat.values, value__in=list(keys))
    worn: dict[str, dict[Hat, int]] = {}
    for key, facet in rows.values_list("value", "facet").distinct().order_by():
        worn.setdefault(key, {})[Hat(facet)] = 1
    return {key: canonical_hat({hat: 1 for hat in Hat if hat in hats}) for key, hats in worn.items()}


def canonical_hat(hats: dict[Hat, int]) -> Hat:
    """Returns the hat whose address is the canonical one: the first there is; without projects, partner."""
    return next(iter(hats), Hat.PARTNER)


@page_of("organisation", "partners/organisation_detail.html")
def organisation_page(request: HttpRequest, organisation: Entry) -> dict[str, Any]:
    """Returns what the page of an organisation shows; `role` in the address asks for the projects of one role."""
    known, key = vocabulary(request), organisation.key
    index = known.index("project")
    hats = hats_of(index, key)
    request.canonical_view = f"organisation-{canonical_hat(hats).value}"
    roles, ids = Roles(request, organisation, index), index.any_of("organisation", [key])
    # Whatever names something comes before the first name is asked for: all are read together.
    others = Ranking(index, organisation.names, "organisation", ids, without=key)
    drawn = figures.of(request, f"organisation={key}", "year", "country", "theme", "status") if roles.projects else []
    places = maps.places_of(known, organisation.names, index.counts("country", ids))
    hat = getattr(request, "hat", canonical_hat(hats))
    return {
        "organisation": organisation,
        "crumbs": [(hat.title, reverse(f"{hat.value}-list"))],
        "here": organisation.acronym or organisation.title,
        "roles": roles,
        "total": roles.every,
        "all_url": catalogue(organisation=key),
        "figures": drawn,
        "rank": others.rank(_("Together with"), lambda other: catalogue(organisation=key, **{"with": other})),
        "parts": naming("organisation", "part_of", key, organisation.language),
        "panel": maps.small(places),
        "structured": jsonld.organisation(organisation, canonical_hat(hats)),
    }


# --- Countries -------------------------------------------------------------------------------------------------------


@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    """The countries that have a public project, on a map and by name."""
    selection = CountrySelection.of_request(request)
    if address := tidied(selection):
        return redirect(address)
    numbers = selection.counts()
    known = vocabulary(request)
    rows = [(entry, numbers.get(entry.key, 0)) for entry in selection.entries]
    shown = selection.qs.values_list("key", flat=True) if selection.is_filtered else known.totals["country"]
    totals = {key: known.totals["country"].get(key, 0) for key in shown}
    places = maps.places_of(known, selection.names, totals, list_url=reverse("project-list"))
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
    country = vocabulary(request).get("country", key)
    if country is None:
        raise Http404
    country = replace(country, names=names(request))
    note_languages(request, country)
    return show(request, country)


@page_of("country", "partners/country_detail.html")
def country_page(request: HttpRequest, country: Entry) -> dict[str, Any]:
    """Returns what the page of a country shows."""
    known, key, listed = vocabulary(request), country.key, reverse("country-list")
    index = known.index("project")
    ids = index.any_of("country", [key])
    listing, documents = Listing(request, country.names, index, ids), _documents(known, country)
    drawn = figures.of(request, f"country={key}", "year", "theme", "status") if listing.projects else []
    return {
        "country": country,
        "crumbs": [
            (_("Countries"), listed),
            *((name, f"{listed}?region={code}") for code, name in country.region_names),
        ],
        "here": country.label,
        "statuses": counts.status_lines(counts.statuses_in(index, ids), catalogue(country=key)),
        "total": len(ids),
        "listing": listing,
        "figures": drawn,
        "ranks": _ranks(known, country, ids),
        "panel": maps.single(maps.places_of(known, country.names, {key: len(ids)})),
        "all_url": catalogue(country=key),
        **documents,
    }


def _ranks(known: Vocabulary, country: Entry, ids: BitMap) -> list[Rank]:
    """Returns the donors and the agencies of a country's projects, each with the list that shows as many."""
    index, public = known.index("project"), known.keys("organisation")
    ranked = {hat: Ranking(index, country.names, hat.value, ids, public=public) for hat in (Hat.DONOR, Hat.AGENCY)}
    found = (
        ranking.rank(hat.title, lambda key, hat=hat: catalogue(country=country.key, **{hat.value: key}))
        for hat, ranking in ranked.items()
    )
    return [rank for rank in found if rank]


def _documents(known: Vocabulary, country: Entry) -> dict[str, Any]:
    """Returns the newest documents about a country, how many there are, and the list of all of them."""
    index = known.index("document")
    ids = index.any_of("country", [country.key])
    return {
        "documents": axis.newest(index, ids, country.names, MOST_DOCUMENTS),
        "documents_total": len(ids),
        "documents_url": f"{reverse('document-list')}?country={country.key}",
    }
