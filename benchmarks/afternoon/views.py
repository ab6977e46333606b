"""The two pages that the list of projects is compared with."""

from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from finder import axis
from finder.paging import Pager
from partners.models import Country, Organisation
from projects import showing
from projects.filters import ProjectSelection
from projects.models import Participation, Project, ProjectCountry, Theme

_kept: dict[str, Any] = {}


def limit(request: HttpRequest) -> HttpResponse:
    """The list of projects with everything that it shows held in memory: what rendering alone costs."""
    if not _kept:
        request.path = "/en/projects/"
        selection = ProjectSelection.of_request(request, QueryDict(""), path="/en/projects/")
        projects = selection.entries
        axis.draw(projects, selection.language)
        _kept.update(
            {
                "selection": selection,
                "projects": projects,
                "pager": Pager(selection),
                "table": None,
                "views": showing.tabs(selection),
                "embed": showing.in_a_frame(selection),
                "query": "",
                **showing.shown(selection),
            }
        )
        for name in ("panel", "chips", "page"):
            getattr(selection, name)
    return render(request, "projects/project_list.html", _kept)


class ProjectFilter(django_filters.FilterSet):
    """The filters of an afternoon: a menu of everything that can be chosen."""

    status = django_filters.ChoiceFilter(
        choices=[("suspended", "suspended"), ("cancelled", "cancelled")], field_name="held"
    )
    country = django_filters.ModelMultipleChoiceFilter(queryset=Country.objects.all(), field_name="countries__country")
    donor = django_filters.ModelMultipleChoiceFilter(
        queryset=Organisation.objects.filter(is_donor=True), field_name="participations__organisation"
    )
    agency = django_filters.ModelMultipleChoiceFilter(
        queryset=Organisation.objects.filter(is_agency=True), field_name="participations__organisation"
    )
    theme = django_filters.ModelMultipleChoiceFilter(queryset=Theme.objects.all(), field_name="themes")

    class Meta:
        model = Project
        fields = ("status", "country", "donor", "agency", "theme")


def plain(request: HttpRequest) -> HttpResponse:
    """The list that one would write in an afternoon: a FilterSet with its widgets, and a GROUP BY for each facet."""
    found = ProjectFilter(request.GET, queryset=Project.objects.order_by("-start", "-pk"))
    projects = found.qs.distinct()
    inside = projects.order_by().values("pk")
    rows = Participation.objects.filter(project__in=inside)
    themes = Project.themes.through.objects.filter(project__in=inside)
    numbers = {
        "country": ProjectCountry.objects.filter(project__in=inside).values_list("country"),
        "donor": rows.filter(role="donor").values_list("organisation"),
        "agency": rows.filter(role="implementing").values_list("organisation"),
        "theme": themes.values_list("theme"),
    }
    context = {
        "filter": found,
        "page": Paginator(projects, 20).get_page(request.GET.get("page")),
        "numbers": {name: dict(found.annotate(n=Count("project", distinct=True))) for name, found in numbers.items()},
    }
    return render(request, "plain_list.html", context)
