"""Django's admin under the name of the site, with its models in the order in which people need them."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import texts
from ..models import Label, WorkingCopy
from .inlines import label

APPS = ("projects", "partners", "pages", "auth")
MODELS = (
    "Project",
    "Document",
    "Theme",
    "Organisation",
    "Agency",
    "Partner",
    "Donor",
    "Country",
    "Page",
    "Site",
    "User",
    "Group",
)


class LabelledAutocomplete(AutocompleteJsonView):
    """Choices named in the reader's language, with their acronyms; without the state, which only lists show."""

    def get_queryset(self) -> QuerySet:
        model = self.model_admin.model
        if not issubclass(model, WorkingCopy):
            return super().get_queryset()
        order = self.model_admin.list_order
        found = model._default_manager.with_texts().complex_filter(self.source_field.get_limit_choices_to())
        if "shown_title" in order:
            found = found.by_title(texts.active_language())
        return found.matching(self.term).order_by(*order)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}


class DeskSite(AdminSite):
    """The admin that staff work in."""

    site_url = "/"
    index_title = _("Content")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        language = texts.active_language()
        found = Label.objects.filter(kind="site", key="site", language=language).values_list("name", flat=True)
        name = found.first() or gettext("Projects")
        return {**super().each_context(request), "site_header": name, "site_title": name}

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return LabelledAutocomplete.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Returns the apps and their models in the order of the work, each model with a sentence on what it is."""
        apps = super().get_app_list(request, app_label)
        apps.sort(key=lambda app: _place(APPS, app["app_label"]))
        for app in apps:
            app["models"].sort(key=lambda model: _place(MODELS, model["object_name"]))
            for model in app["models"]:
                model["description"] = getattr(self._registry[model["model"]], "about_model", "")
        return apps


def _place(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)
