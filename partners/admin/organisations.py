"""The admin of organisations, seen whole or under one of three hats."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from editorial.desk.admin import WorkingCopyAdmin
from editorial.desk.inlines import RowInline

from ..desk_lists import HatList, OrganisationList
from ..models import Agency, Donor, Organisation, OrganisationName, Partner
from . import help
from .adding import AddingMixin, OrganisationForm
from .doubles import DoublesMixin
from .hats import HatMixin
from .merging import MergingMixin
from .uses import UsesMixin


class OrganisationNameInline(RowInline):
    model = OrganisationName
    extra = 0
    fields = ("name", "language", "nature", "since", "until", "position")
    help_texts = help.NAME


@admin.register(Organisation)
class OrganisationAdmin(AddingMixin, UsesMixin, MergingMixin, DoublesMixin, OrganisationList, WorkingCopyAdmin):
    """Organisations, whatever they do; only here are they really deleted."""

    counts_in_one = True
    help_texts = help.ORGANISATION
    about_model = _("Every body that implements, takes part in or funds projects.")
    form = OrganisationForm
    change_form_template = "admin/partners/organisation/change_form.html"
    change_list_template = "admin/partners/organisation/change_list.html"
    autocomplete_fields = ("country", "part_of", "successor")
    inlines = (OrganisationNameInline,)
    fieldsets = (
        (None, {"fields": ("name", "acronym", "slug", "description")}),
        (_("About the organisation"), {"fields": ("organisation_type", "country", "website", "logo")}),
        (_("Hats"), {"fields": (("is_agency", "is_partner", "is_donor"),)}),
        (_("Relations"), {"fields": ("part_of", "successor", "closed"), "classes": ("collapse",)}),
        (
            _("Identifiers"),
            {"fields": ("key", "source_language", "iati_identifier", "ror", "wikidata"), "classes": ("collapse",)},
        ),
    )


class HatAdmin(HatMixin, HatList, OrganisationAdmin):
    """Organisations under one hat: who is deleted from this list only takes the hat off."""

    actions = ("take_off_selected",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        return [fieldset for fieldset in super().get_fieldsets(request, obj) if fieldset[0] != _("Hats")]

    # --- History: one for an organisation, in whichever list it was changed -------------------------------------------

    def log_addition(self, request: HttpRequest, obj: Organisation, message: Any) -> LogEntry:
        return super().log_addition(request, Organisation.objects.get(pk=obj.pk), message)

    def log_change(self, request: HttpRequest, obj: Organisation, message: Any) -> LogEntry:
        return super().log_change(request, Organisation.objects.get(pk=obj.pk), message)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Shows what Django keeps of the organisation itself."""
        content_type = ContentType.objects.get_for_model(self.model)
        entries = LogEntry.objects.filter(object_id=unquote(object_id), content_type=content_type)
        paginator = self.get_paginator(request, entries.select_related("user").order_by("action_time"), 100)
        page = paginator.get_page(request.GET.get(PAGE_VAR, 1))
        context = {
            "action_list": page,
            "page_range": paginator.get_elided_page_range(page.number),
            "pagination_required": paginator.count > paginator.per_page,
        }
        return super().history_view(request, object_id, context | (extra_context or {}))


@admin.register(Agency)
class AgencyAdmin(HatAdmin):
    about_model = _("Organisations that implement projects.")


@admin.register(Partner)
class PartnerAdmin(HatAdmin):
    about_model = _("Organisations that take part in projects.")


@admin.register(Donor)
class DonorAdmin(HatAdmin):
    about_model = _("Organisations that fund projects.")
