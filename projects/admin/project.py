"""The admin of projects with all that belongs to them."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from editorial.desk.admin import WorkingCopyAdmin
from editorial.texts import active_language, site_languages
from finder.periods import format_range
from finder.ranges import parse_range

from ..desk_lists import ProjectList
from ..models import Project
from .form import ProjectForm
from .help import PROJECT as HELP
from .parts import ParticipationInline, ProjectDocumentInline, WordingInline
from .paste import PasteMixin


@admin.register(Project)
class ProjectAdmin(ProjectList, PasteMixin, WorkingCopyAdmin):
    """Projects, newest saves first."""

    about_model = _("Funded activities with their participants, countries and documents.")
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
