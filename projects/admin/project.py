"""The admin of projects with all that belongs to them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Left, Length
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from editorial.desk.admin import WorkingCopyAdmin
from editorial.desk.lists import LanguageFilter, StateFilter
from editorial.texts import active_language, site_languages
from finder.periods import format_range
from finder.ranges import parse_range
from finder.times import STATUSES, today
from partners.models import Country

from ..models import Project, ProjectCountry
from .form import ProjectForm
from .help import PROJECT as HELP
from .parts import ParticipationInline, ProjectDocumentInline, WordingInline
from .paste import PasteMixin


class StatusFilter(admin.SimpleListFilter):
    """Keeps projects of one status; a date known to the month or year compares as far as it goes."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATUSES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        day = Value(today().isoformat())
        is_over = ~Q(end="") & Q(end__lt=Left(day, Length("end")))
        is_ahead = ~Q(start="") & Q(start__gt=Left(day, Length("start")))
        free = Q(held="")
        condition = {
            "planned": free & is_ahead,
            "ongoing": free & ~is_ahead & ~is_over & ~Q(start="", end=""),
            "completed": free & is_over,
            "suspended": Q(held="suspended"),
            "cancelled": Q(held="cancelled"),
        }.get(self.value() or "")
        return queryset.filter(condition) if condition is not None else queryset


class ProjectCountryFilter(admin.SimpleListFilter):
    """Keeps projects in one country; offers only countries that a project has."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        used = Country.objects.filter(pk__in=ProjectCountry.objects.values("country")).with_texts()
        return sorted(((country.key, str(country)) for country in used), key=lambda choice: choice[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return queryset.filter(pk__in=ProjectCountry.objects.filter(country__key=self.value()).values("project"))


@admin.register(Project)
class ProjectAdmin(PasteMixin, WorkingCopyAdmin):
    """Projects, newest saves first."""

    list_order = ("-updated_at", "-pk")
    about_model = _("Funded activities with their participants, countries and documents.")
    list_display = (
        "title_column",
        "acronym",
        "period_column",
        "state_column",
        "languages_column",
        "updated_at",
    )
    list_filter = (StateFilter, LanguageFilter, StatusFilter, ProjectCountryFilter, "sample")
    autocomplete_fields = ("themes", "predecessor")
    form = ProjectForm
    anchors = {"start": "period", "end": "period"}
    budgets = {"title": 90, "picture_alt": 150}
    help_texts = HELP
    inlines = (ParticipationInline, ProjectDocumentInline, WordingInline)
    fieldsets = (
        (None, {"fields": ("title", ("acronym", "slug"))}),
        (_("Period, places and money"), {"fields": ("period", "held", "countries", ("amount", "currency"), "themes")}),
        (_("Texts"), {"fields": ("objective", "summary", "expected_results", "results", "website")}),
        (
            _("Picture"),
            {"fields": ("picture", "picture_alt", "picture_credit"), "classes": ("collapse", "late")},
        ),
        (
            _("Identifiers and notes"),
            {
                "fields": (
                    ("key", "source_language"),
                    ("iati_identifier", "predecessor"),
                    ("contact_name", "contact_email"),
                    "internal_notes",
                ),
                "classes": ("collapse", "late"),
            },
        ),
    )

    @admin.display(description=_("period"), ordering=F("start").asc())
    def period_column(self, obj: Project) -> str:
        return format_range(obj.start, obj.end, active_language())

    # --- Form -------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.period_view)
        return [path("period/", view, name="projects_project_period"), *super().get_urls()]

    def period_view(self, request: HttpRequest) -> JsonResponse:
        """Tells what visitors will read of a period that is being typed, or why it cannot be read."""
        language = request.GET.get("language")
        language = language if language in site_languages() else active_language()
        try:
            found = parse_range(request.GET.get("text", ""), active_language())
        except ValidationError as error:
            return JsonResponse({"reads": "", "guessed": False, "error": error.messages[0]})
        return JsonResponse({"reads": found.format(language), "guessed": found.guessed, "error": ""})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        form.save_countries()
        super().save_related(request, form, formsets, change)

    @admin.display(description=_("period"))
    def period(self, obj: Project) -> str:
        """Returns the period for people who may only look."""
        return format_range(obj.start, obj.end, active_language())

    @admin.display(description=_("countries"))
    def countries(self, obj: Project) -> str:
        """Returns the countries for people who may only look."""
        rows = obj.countries.select_related("country").prefetch_related("country__translations")
        return " · ".join(str(row.country) for row in rows)
