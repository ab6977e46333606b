"""The admin of the pages around the catalogue, and of the settings of the site."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial import texts
from editorial.desk.admin import WorkingCopyAdmin
from editorial.desk.forms import WorkingCopyForm
from finder.reading import Names
from finder.vocabulary import current
from projects.filters import ProjectSelection

from . import help
from .desk_lists import PageList
from .models import Page, Site


class PageForm(WorkingCopyForm):
    """The form of a page, which refuses a selection of projects that means less than it says."""

    def clean_selection(self) -> str:
        """Returns the query of a selection; whatever of it cannot be read is named."""
        query = self.cleaned_data["selection"].strip().lstrip("?")
        language = texts.active_language()
        selection = ProjectSelection(QueryDict(query), names=Names(language), vocabulary=current(language))
        if selection.ignored:
            raise ValidationError([f"{item.parameter}={item.value} \u2013 {item.reason}" for item in selection.ignored])
        return query


@admin.register(Page)
class PageAdmin(PageList, WorkingCopyAdmin):
    """Pages in the order of the menu."""

    form = PageForm
    help_texts = help.PAGE
    about_model = _("Pages with texts, and the menu that they make.")
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "body")}),
        (_("Menu"), {"fields": ("parent", ("position", "in_menu"))}),
        (_("Projects on the page"), {"fields": ("selection", "selection_limit")}),
        (_("Identifiers"), {"fields": ("key", "source_language"), "classes": ("collapse",)}),
    )


@admin.register(Site)
class SiteAdmin(WorkingCopyAdmin):
    """The settings of the site: one row, so that its list is its form."""

    about_model = _("The name of the site, who publishes it and how to reach them; public as soon as it is saved.")
    has_page = False
    help_texts = help.SITE
    autocomplete_fields = ("publisher",)
    fieldsets = (
        (None, {"fields": ("name", "strap_line", "lead", "contact", "legal_notes", "boundary_note")}),
        (_("Publisher"), {"fields": ("publisher", "contact_email", "source_language")}),
    )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Leads to the form of the one row, or to the form that makes it."""
        site = Site.objects.first()
        if site is None:
            return HttpResponseRedirect(reverse("admin:pages_site_add"))
        return HttpResponseRedirect(reverse("admin:pages_site_change", args=[site.pk]))

    def get_readonly_fields(self, request: HttpRequest, obj: Site | None = None) -> tuple[str, ...]:
        return ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Site.objects.exists()

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Never offers in the menu to add a site: its list leads to the one form, and no page has to ask for that."""
        may_change, may_view = self.has_change_permission(request), self.has_view_permission(request)
        return {"add": False, "change": may_change, "delete": False, "view": may_view}

    def may_withdraw(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
