"""The pages of organisations, in their hats, and of countries."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finder import axis, counts, times
from finder.models import IndexRow
from finder.paging import Pager
from finder.reading import Entry, naming
from finder.views import entry_at, names, note_languages, page_of, redirect_to, show, vocabulary

from . import jsonld, maps
from .filters import CountrySelection, OrganisationSelection
from .models import Hat

TOP = 10


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
    found = entry_at(request, "organisation", slug, hat=hat)
    if not isinstance(found, Entry):
        return found
    request.numbers = numbers_of(found.key)
    hats = hats_in(request.numbers)
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
    """Returns what the page of an organisation shows."""
    numbers = getattr(request, "numbers", None)
    numbers = numbers_of(organisation.key) if numbers is None else numbers
    hats = hats_in(numbers)
    request.canonical_view = f"organisation-{canonical_hat(hats).value}"
    named_in = counts.projects_naming("organisation", organisation.key)
    known = vocabulary(request)
    by_country = known.kept(("organisation", organisation.key), lambda: counts.by_value("project", "country", named_in))
    places = maps.places_of(known, organisation.names, by_country)
    projects = axis.latest(named_in, organisation.names)
    hat = getattr(request, "hat", canonical_hat(hats))
    return {
        "organisation": organisation,
        "hats": [
            {
                "label": str(hat.label).capitalize(),
                "count": count,
                "url": f"{reverse('project-list')}?{hat.value}={organisation.key}",
            }
            for hat, count in hats.items()
        ],
        "crumbs": [(hat.title, reverse(f"{hat.value}-list"))],
        "here": organisation.acronym or organisation.title,
        "projects": projects,
        "ticks": axis.draw(projects, organisation.language),
        "total": numbers.get("organisation", 0),
        "all_url": f"{reverse('project-list')}?organisation={organisation.key}",
        "parts": naming("organisation", "part_of", organisation.key, organisation.language),
        "panel": maps.small(places),
        "structured": jsonld.organisation(organisation, canonical_hat(hats)),
    }


# --- Countries -------------------------------------------------------------------------------------------------------


@require_safe
def country_list(request: HttpRequest) -> HttpResponse:
    """The countries that have a public project, on a map and by name."""
    selection = CountrySelection.of_request(request)
    numbers = selection.counts()
    known = vocabulary(request)
    rows = [(entry, numbers.get(entry.key, 0)) for entry in selection.entries]
    shown = selection.qs.values_list("key", flat=True) if selection.is_filtered else known.totals["country"]
    places = maps.places_of(known, selection.names, {key: known.totals["country"].get(key, 0) for key in shown})
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
    all_url, listed = f"{reverse('project-list')}?country={country.key}", reverse("country-list")
    named_in = counts.projects_naming("country", country.key)
    projects = axis.latest(named_in, country.names)
    known = vocabulary(request)
    by_status = known.kept(("country", country.key, times.today()), lambda: counts.by_status(named_in))
    by_organisation = known.kept(("country", country.key), lambda: _by_organisation(named_in))
    return {
        "country": country,
        "crumbs": [
            (_("Countries"), listed),
            *((name, f"{listed}?region={code}") for code, name in country.region_names),
        ],
        "here": country.label,
        "statuses": counts.status_lines(by_status, all_url),
        "total": sum(by_status.values()),
        "projects": projects,
        "ticks": axis.draw(projects, country.language),
        "ranks": _ranks(by_organisation, country),
        "panel": maps.single(maps.places_of(known, country.names, {country.key: sum(by_status.values())})),
        "all_url": all_url,
    }


def _by_organisation(projects: QuerySet) -> dict[Hat, list[tuple[str, int]]]:
    """Returns the donors and the agencies of some projects with their numbers, the most frequent first."""
    rows = counts.of_what_is_public("project", Hat.DONOR.value, Hat.AGENCY.value)
    found: dict[Hat, list[tuple[str, int]]] = {Hat.DONOR: [], Hat.AGENCY: []}
    for facet, key, count in rows.filter(publication__in=projects.values("pk")):
        found[Hat(facet)].append((key, count))
    return found


def _ranks(found: dict[Hat, list[tuple[str, int]]], country: Entry) -> list[dict[str, Any]]:
    """Returns the donors and the agencies of a country's projects, each with the list that shows as many."""
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
