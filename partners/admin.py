"""The admin of organisations, seen whole or under one of three hats, and of countries."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from editorial.desk.admin import WorkingCopyAdmin
from editorial.desk.inlines import RowInline

from .desk_lists import CountryList, HatList, OrganisationList
from .models import Agency, Country, Donor, Organisation, OrganisationName, Partner


class OrganisationNameInline(RowInline):
    model = OrganisationName
    extra = 0
    fields = ("name", "language", "nature", "since", "until", "position")


@admin.register(Organisation)
class OrganisationAdmin(OrganisationList, WorkingCopyAdmin):
    """Organisations, whatever they do; only here are they really deleted."""

    about_model = _("Every body that implements, takes part in or funds projects.")
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


class HatAdmin(HatList, OrganisationAdmin):
    """Organisations under one hat: who is deleted from this list only takes the hat off."""

    actions = ("take_off_selected",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        return [fieldset for fieldset in super().get_fieldsets(request, obj) if fieldset[0] != _("Hats")]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Asks whether to take the hat off one organisation, and does so."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        if request.method != "POST":
            return self.ask_to_take_off(request, [obj])
        self.take_off(request, [obj])
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    @admin.action(description=_("Take out of this list"), permissions=["delete"])
    def take_off_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            return self.ask_to_take_off(request, list(queryset), action="take_off_selected")
        self.take_off(request, queryset)
        return None

    def take_off(self, request: HttpRequest, organisations: Any) -> None:
        """Takes the hat off organisations; a project that names one in such a role puts it on again when saved."""
        done = list(organisations)
        if not done:  # somebody, or an earlier click, was faster
            return
        Organisation.objects.filter(pk__in=[obj.pk for obj in done]).update(**{self.model.hat.field: False})
        if len(done) == 1:
            message = gettext("“%(name)s” is no longer in this list.") % {"name": done[0]}
        else:
            text = ngettext("%(count)d is no longer in this list.", "%(count)d are no longer in this list.", len(done))
            message = text % {"count": len(done)}
        self.message_user(request, message, messages.SUCCESS)

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

    # --- Asking -------------------------------------------------------------------------------------------------------

    def ask_to_take_off(self, request: HttpRequest, organisations: list, action: str = "") -> HttpResponse:
        return self.ask(
            request,
            organisations,
            action=action,
            title=gettext("Take out of this list?"),
            explanation=gettext("The organisation itself stays, in the list of organisations and in its other lists."),
            button=gettext("Take out of this list"),
        )


@admin.register(Agency)
class AgencyAdmin(HatAdmin):
    about_model = _("Organisations that implement projects.")


@admin.register(Partner)
class PartnerAdmin(HatAdmin):
    about_model = _("Organisations that take part in projects.")


@admin.register(Donor)
class DonorAdmin(HatAdmin):
    about_model = _("Organisations that fund projects.")


@admin.register(Country)
class CountryAdmin(CountryList, WorkingCopyAdmin):
    about_model = _("Names of countries and notes on them; public as soon as they are saved.")
    fieldsets = (
        (None, {"fields": ("name", "note")}),
        (_("Place on the map"), {"fields": ("region", "subregion", "intermediate", "latitude", "longitude")}),
        (_("Identifiers"), {"fields": ("key", "source_language", "code", "number"), "classes": ("collapse",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Country | None = None) -> tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        # Regions are facts of UN M49: index rows of projects follow the list that comes with the site.
        return (*fields, "code", "number", "region", "subregion", "intermediate") if obj else fields
