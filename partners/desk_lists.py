"""The lists of this room in the desk: their columns, their filters, and what stands under a name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.desk.columns import number
from editorial.desk.filters import (
    TEXT_FILTERS,
    ChoiceFilter,
    ColumnFilter,
    FieldFilter,
    GapFilter,
    MineFilter,
    SampleFilter,
    StateFilter,
)

from .models import Country, Hat, Organisation, OrganisationName


class HatFilter(ColumnFilter):
    """Keeps organisations that wear one hat, or none."""

    title, parameter_name = _("hats"), "hat"

    def offered(self) -> Mapping[str, str | Promise]:
        return {**{hat.value: hat.label for hat in Hat}, "none": _("no hat")}

    def columns(self) -> Mapping[str, Any]:
        return {hat.field: F(hat.field) for hat in Hat}

    def values_of(self, row: Mapping[str, Any]) -> Iterable[str]:
        return [hat.value for hat in Hat if row[hat.field]] or ["none"]

    def narrow(self, queryset: QuerySet) -> QuerySet:
        wanted = [hat for hat in Hat if hat.value == self.value]
        return queryset.filter(**({wanted[0].field: True} if wanted else {hat.field: False for hat in Hat}))


class OrganisationCountryFilter(FieldFilter):
    """Keeps organisations of one country."""

    title, parameter_name = _("country"), "country"
    named = field = "country"


class OrganisationList:
    """The list of organisations, in the order of their names."""

    example = _("International Organization for Migration (IOM), an agency and a partner")
    list_display = (
        "title_column",
        "hats_column",
        "projects_column",
        "state_column",
        "languages_column",
        "saved_column",
    )
    list_reads = ("updated_by", "country")
    list_filter = (
        StateFilter,
        MineFilter,
        HatFilter,
        GapFilter,
        ChoiceFilter.of("organisation_type", _("kind of organisation"), "kind"),
        *TEXT_FILTERS,
        SampleFilter,
        OrganisationCountryFilter,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("country__translations")

    def read_page(self, objects: list[Organisation]) -> None:
        """Puts acronym, kind and country under each name, and counts the projects by role."""
        rows = Organisation.objects.filter(pk__in=[obj.pk for obj in objects], participations__role__isnull=False)
        rows = rows.order_by().values_list("pk", "participations__role")
        counts: dict[int, dict[str, int]] = {}
        for pk, role, count in rows.annotate(count=Count("participations__project", distinct=True)):
            counts.setdefault(pk, {})[role] = count
        names: dict[int, list[str]] = {}
        if objects[0].row.query:  # other names only tell where a search was found
            others = OrganisationName.objects.filter(organisation__in=objects).order_by("position", "pk")
            for pk, name in others.values_list("organisation", "name"):
                names.setdefault(pk, []).append(name)
        for obj in objects:
            country = str(obj.country) if obj.country else ""
            obj.row.facts = [obj.shown("acronym"), country, obj.get_organisation_type_display()]
            obj.row.names = names.get(obj.pk, [])
            obj.row.numbers = counts.get(obj.pk, {})

    @admin.display(description=_("hats"))
    def hats_column(self, obj: Organisation) -> SafeString | str:
        return format_html_join(" ", '<span class="tag">{}</span>', ((hat.label,) for hat in obj.hats))

    @admin.display(description=_("projects"))
    def projects_column(self, obj: Organisation) -> SafeString | str:
        """Returns in how many projects it has each role, as a link to these."""
        roles = Organisation._meta.get_field("participations").related_model._meta.get_field("role").choices
        parts = [(label, obj.row.numbers[role]) for role, label in roles if role in obj.row.numbers]
        if not parts:
            return gettext("none yet")
        url = f"{reverse('admin:projects_project_changelist')}?organisation={obj.key}"
        lines = format_html_join("", '<span class="use">{}: {}</span>', parts)
        return format_html('<a class="uses" href="{}">{}</a>', url, lines)


class HatList(OrganisationList):
    """The list of the organisations under one hat."""

    list_display = tuple(name for name in OrganisationList.list_display if name != "hats_column")
    list_filter = tuple(one for one in OrganisationList.list_filter if one is not HatFilter)


class CountryList:
    """The list of countries, in the order of their names."""

    list_per_page = 100
    example = _("Armenia (AM)")
    list_display = ("title_column", "state_column", "projects_column", "languages_column", "saved_column")
    list_filter = (
        StateFilter,
        MineFilter,
        ChoiceFilter.of("region", _("region"), "region"),
        GapFilter,
        *TEXT_FILTERS,
        SampleFilter,
    )

    def read_page(self, objects: list[Country]) -> None:
        """Puts code and region under each name, and counts the projects."""
        rows = Country.objects.filter(pk__in=[obj.pk for obj in objects]).order_by().values_list("pk")
        counts = dict(rows.annotate(count=Count("project_countries")))
        for obj in objects:
            obj.row.facts = [obj.code, capfirst(obj.get_region_display())]
            obj.row.numbers = {"projects": counts.get(obj.pk, 0)}

    @admin.display(description=_("projects"))
    def projects_column(self, obj: Country) -> SafeString | str:
        """Returns the number of projects in the country, as a link to them."""
        url = f"{reverse('admin:projects_project_changelist')}?country={obj.key}"
        return format_html("{}", number(obj.row.numbers["projects"], url))
