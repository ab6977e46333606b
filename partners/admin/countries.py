"""The admin of countries."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from editorial.desk.admin import WorkingCopyAdmin

from ..desk_lists import CountryList
from ..models import Country
from .help import COUNTRY


@admin.register(Country)
class CountryAdmin(CountryList, WorkingCopyAdmin):
    help_texts = COUNTRY
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
