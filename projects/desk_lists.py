"""The lists of this room in the desk: their columns, their filters, and what stands under a title."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial import texts
from editorial.desk.actions import StepsMixin
from editorial.desk.columns import depth_in_tree, number
from editorial.desk.filters import (
    TEXT_FILTERS,
    ChoiceFilter,
    ColumnFilter,
    FlagFilter,
    GapFilter,
    MineFilter,
    RowFilter,
    SampleFilter,
    StateFilter,
    language_name,
)
from finder.periods import format_range
from finder.times import STATUSES, today
from partners.models import Hat

from .desk_steps import PROJECT_STEPS
from .models import Document, Participation, Project, ProjectCountry, Role, Theme


class StatusFilter(ColumnFilter):
    """Keeps projects of one status; a date known to the month or year compares as far as it goes."""

    title = _("lifecycle")
    parameter_name = "status"

    def offered(self) -> Mapping[str, str | Promise]:
        return STATUSES

    def columns(self) -> Mapping[str, Any]:
        status = Case(
            *(When(condition, then=Value(value)) for value, condition in _conditions().items()),
            default=Value(""),
            output_field=CharField(),
        )
        return {"status": status}

    def values_of(self, row: Mapping[str, Any]) -> Iterable[str]:
        return (row["status"],)

    def narrow(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(_conditions()[self.value])


def _conditions() -> dict[str, Q]:
    day = Value(today().isoformat())
    is_over = ~Q(end="") & Q(end__lt=Left(day, Length("end")))
    is_ahead = ~Q(start="") & Q(start__gt=Left(day, Length("start")))
    free = Q(held="")
    return {
        "suspended": Q(held="suspended"),
        "cancelled": Q(held="cancelled"),
        "planned": free & is_ahead,
        "completed": free & is_over,
        "ongoing": free & ~is_ahead & ~is_over & ~Q(start="", end=""),
    }


class ProjectCountryFilter(RowFilter):
    """Keeps projects in one country."""

    title, parameter_name = _("country"), "country"
    named, owner, field = "country", "project", "country"

    def rows(self) -> QuerySet:
        return ProjectCountry.objects.all()


class ProjectThemeFilter(RowFilter):
    """Keeps projects that have one theme."""

    title, parameter_name = _("theme"), "theme"
    named, owner, field = "theme", "project", "theme"

    def rows(self) -> QuerySet:
        return Project.themes.through.objects.all()


class OrganisationFilter(RowFilter):
    """Keeps projects in which one organisation has any role; other pages lead here."""

    title, parameter_name = _("organisation"), "organisation"
    named, owner, field = "organisation", "project", "organisation"
    several = True
    is_aside = True
    roles: tuple[str, ...] = tuple(Role.values)

    def rows(self) -> QuerySet:
        return Participation.objects.filter(role__in=self.roles)


def _under(hat: Hat) -> tuple[str, ...]:
    return tuple(role.value for role in Role if role.hat is hat)


class DonorFilter(OrganisationFilter):
    title, parameter_name, is_aside, roles = _("donor"), "donor", False, _under(Hat.DONOR)
    several = False  # there is one such role


class AgencyFilter(OrganisationFilter):
    title, parameter_name, is_aside, roles = _("agency"), "agency", False, _under(Hat.AGENCY)


class PartnerFilter(OrganisationFilter):
    title, parameter_name, roles = _("partner"), "partner", _under(Hat.PARTNER)


class ProjectList:
    """The list of projects, newest saves first."""

    list_order = ("-updated_at", "-pk")
    steps = (*StepsMixin.steps, *PROJECT_STEPS)
    example = _("Fight against Trafficking in Human Beings – Phase 1, from January 2013 to September 2014")
    list_display = ("title_column", "state_column", "period_column", "languages_column", "saved_column")
    list_filter = (
        StateFilter,
        MineFilter,
        StatusFilter,
        GapFilter,
        *TEXT_FILTERS,
        SampleFilter,
        ProjectCountryFilter,
        DonorFilter,
        AgencyFilter,
        ProjectThemeFilter,
        PartnerFilter,
        OrganisationFilter,
    )

    def read_page(self, objects: list[Project]) -> None:
        """Puts the acronym and the donors under each title."""
        donors = donors_of(objects)
        for project in objects:
            project.row.facts = [project.acronym, *donors.get(project.pk, ())]
            if project.pk not in donors:
                project.row.missing = [gettext("no donor yet")]

    @admin.display(description=_("period"), ordering=F("start").asc())
    def period_column(self, obj: Project) -> str:
        return format_range(obj.start, obj.end, texts.active_language())


def donors_of(projects: Iterable[Project]) -> dict[int, list[str]]:
    """Returns how the donors of projects are called for short, in the reader's language; one query for all."""
    rows = Participation.objects.filter(project__in=[project.pk for project in projects], role=Role.DONOR)
    names: dict[tuple[int, int, str], dict[str, str]] = {}
    columns = (
        "project_id",
        "organisation_id",
        "organisation__source_language",
        "organisation__translations__language_code",
        "organisation__translations__acronym",
        "organisation__translations__name",
    )
    for project, donor, source, language, acronym, name in rows.order_by("position", "pk").values_list(*columns):
        names.setdefault((project, donor, source), {})[language] = acronym or name
    found: dict[int, list[str]] = {}
    for (project, _donor, source), by_language in names.items():
        found.setdefault(project, []).append(texts.shown(by_language, texts.active_language(), source))
    return found


# --- Documents --------------------------------------------------------------------------------------------------------


class DocumentThemeFilter(ProjectThemeFilter):
    """Keeps documents that have one theme."""

    owner = "document"

    def rows(self) -> QuerySet:
        return Document.themes.through.objects.all()


class DocumentCountryFilter(ProjectCountryFilter):
    """Keeps documents about one country."""

    owner = "document"

    def rows(self) -> QuerySet:
        return Document.countries.through.objects.all()


class DocumentList:
    """The list of documents, newest saves first."""

    list_order = ("-updated_at", "-pk")
    example = _("An annual report, with one file in each language")
    list_display = ("title_column", "state_column", "files_column", "languages_column", "saved_column")
    list_filter = (
        StateFilter,
        MineFilter,
        ChoiceFilter.of("document_kind", _("kind of document"), "kind"),
        FlagFilter.of("to_be_supplied", _("to be supplied"), "to_be_supplied"),
        GapFilter,
        *TEXT_FILTERS,
        SampleFilter,
        DocumentCountryFilter,
        DocumentThemeFilter,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("files")

    def read_page(self, objects: list[Document]) -> None:
        """Puts the kind and the date under each title."""
        for document in objects:
            date = format_range(document.date, document.date, texts.active_language()) if document.date else ""
            document.row.facts = [document.get_document_kind_display(), date]
            if document.to_be_supplied:
                document.row.missing = [gettext("to be supplied")]

    @admin.display(description=_("files"))
    def files_column(self, obj: Document) -> SafeString | str:
        """Returns the languages in which there is a file or a link."""
        codes = dict.fromkeys(row.language for row in obj.files.all())
        if not codes:
            return gettext("no file yet")
        parts = ((language_name(code), code.upper()) for code in codes)
        return format_html('<span class="files">{}</span>', format_html_join(" ", '<abbr title="{}">{}</abbr>', parts))


# --- Themes -----------------------------------------------------------------------------------------------------------


class ThemeList:
    """The list of themes in the order of their tree."""

    list_order = ("position", "key")
    list_per_page = 200
    example = _("Migration and development, with two themes below it")
    list_display = ("title_column", "state_column", "uses_column", "languages_column", "saved_column")
    list_filter = (StateFilter, MineFilter, GapFilter, *TEXT_FILTERS, SampleFilter)

    def read_page(self, objects: list[Theme]) -> None:
        """Counts what has each theme, and says below what it stands; two queries for all."""
        parents = dict(Theme.objects.order_by().values_list("pk", "parent"))
        pks = [theme.pk for theme in objects]
        kinds = (("projects", Project, "project"), ("documents", Document, "document"))
        rows = [
            model.themes.through.objects.filter(theme__in=pks)
            .annotate(kind=Value(name))
            .order_by()
            .values_list("kind", "theme")
            .annotate(count=Count("pk"))
            for name, model, _owner in kinds
        ]
        counts = {(name, pk): count for name, pk, count in rows[0].union(*rows[1:], all=True)}
        for theme in objects:
            theme.row.depth = depth_in_tree(theme.pk, parents)
            theme.row.facts = [gettext("DAC %(code)s") % {"code": theme.dac_code}] if theme.dac_code else []
            theme.row.numbers = {name: counts.get((name, theme.pk), 0) for name, _model, _owner in kinds}

    @admin.display(description=_("used by"))
    def uses_column(self, obj: Theme) -> SafeString:
        """Returns how many projects and documents have the theme, as links to them."""
        return uses(obj, obj.row.numbers, "theme")


def uses(obj: Any, numbers: Mapping[str, int], parameter: str) -> SafeString:
    """Returns numbers of projects and documents as links to the lists of these."""
    lists = {"projects": ("projects_project", _("projects")), "documents": ("projects_document", _("documents"))}
    parts = []
    for name, count in numbers.items():
        model, words = lists[name]
        url = f"{reverse(f'admin:{model}_changelist')}?{parameter}={obj.key}"
        parts.append((words, number(count, url)))
    return format_html_join("", '<span class="use">{}: {}</span>', parts)
