"""The admin of projects with all that belongs to them."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Left, Length
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from editorial.desk.admin import WorkingCopyAdmin
from editorial.desk.inlines import RowFormSet, RowInline, TextsRowInline
from editorial.desk.lists import LanguageFilter, StateFilter
from editorial.texts import active_language
from finder.periods import format_range
from finder.times import STATUSES, today
from partners.models import Country

from ..models import Participation, Project, ProjectCountry, ProjectDocument, Wording


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


class ParticipationInline(TextsRowInline):
    model = Participation
    fields = ("role", "organisation", "lead", "note", "position")
    named = ("organisation",)


class ShareFormSet(RowFormSet):
    """Countries with shares that are at most the whole together."""

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form.is_valid() and not self._should_delete_form(form)]
        shared = [form for form in rows if form.cleaned_data.get("percentage") is not None]
        if sum((form.cleaned_data["percentage"] for form in shared), Decimal(0)) > 100:
            shared[-1].add_error("percentage", ValidationError(_("The shares are over 100% together.")))
            raise ValidationError(_("The shares of the countries are over 100% together."))


class ProjectCountryInline(RowInline):
    model = ProjectCountry
    formset = ShareFormSet
    fields = ("country", "percentage", "position")
    named = ("country",)


class ProjectDocumentInline(RowInline):
    model = ProjectDocument
    fields = ("document", "position")
    named = ("document",)


class WordingInline(TextsRowInline):
    model = Wording
    template = "admin/edit_inline/stacked.html"
    extra = 0
    fields = ("subject", "others", ("as_published", "as_published_language"), "position")


@admin.register(Project)
class ProjectAdmin(WorkingCopyAdmin):
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
    inlines = (ParticipationInline, ProjectCountryInline, ProjectDocumentInline, WordingInline)
    fieldsets = (
        (None, {"fields": ("title", "slug", "objective", "summary", "expected_results", "results", "website")}),
        (_("Facts"), {"fields": ("acronym", ("start", "end"), "held", ("amount", "currency"), "themes")}),
        (_("Picture"), {"fields": ("picture", "picture_alt", "picture_credit"), "classes": ("collapse",)}),
        (
            _("Identifiers and notes"),
            {
                "fields": (
                    "key",
                    "source_language",
                    "iati_identifier",
                    "predecessor",
                    "contact_name",
                    "contact_email",
                    "internal_notes",
                ),
                "classes": ("collapse",),
            },
        ),
    )

    @admin.display(description=_("period"), ordering=F("start").asc())
    def period_column(self, obj: Project) -> str:
        return format_range(obj.start, obj.end, active_language())
