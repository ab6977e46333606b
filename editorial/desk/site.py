"""Django's admin as the desk: its menu in the order of the work, and choices named in the reader's language."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .. import texts
from ..models import Label, WorkingCopy
from .find import find_view
from .home import Home
from .inlines import label

APPS = ("projects", "partners", "pages", "auth")
# The menu: its groups, and of each model its sign.
MENU: tuple[tuple[str | Promise, dict[str, str]], ...] = (
    (_("Catalogue"), {"Project": "folder", "Document": "file", "Theme": "tag"}),
    (
        _("Who and where"),
        {"Organisation": "building", "Agency": "agency", "Partner": "partner", "Donor": "donor", "Country": "globe"},
    ),
    (_("Website"), {"Page": "page", "Site": "settings"}),
    (pgettext_lazy("staff", "People"), {"User": "user", "Group": "users"}),
)
MODELS = tuple(name for _group, models in MENU for name in models)


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
    enable_nav_sidebar = False  # the menu of the frame takes its place

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        language = texts.active_language()
        found = Label.objects.filter(kind="site", key="site", language=language).values_list("name", flat=True)
        name = found.first() or gettext("Projects")
        context = super().each_context(request)
        menu = self.menu(request, context["available_apps"])
        index = reverse("admin:index", current_app=self.name)
        return {**context, "site_header": name, "site_title": name, "menu": menu, "index_url": index}

    def get_urls(self) -> list:
        return [path("find/", self.admin_view(self.find_view), name="find"), *super().get_urls()]

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """Searches for anything on the desk."""
        return find_view(self, request)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return LabelledAutocomplete.as_view(admin_site=self)(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Shows what needs the person now, and no list of models: the menu of the frame is one."""
        context = {**self.each_context(request), **Home(request).context(), **(extra_context or {})}
        request.current_app = self.name
        return TemplateResponse(request, "admin/index.html", {"title": self.index_title, **context})

    def menu(self, request: HttpRequest, apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Returns the groups of the menu, each with the lists that the person may see and their signs."""
        known = {model["object_name"]: model for app in apps for model in app["models"] if model["admin_url"]}
        groups = []
        for name, signs in MENU:
            models = [
                {**known[model], "icon": sign, "is_current": request.path.startswith(known[model]["admin_url"])}
                for model, sign in signs.items()
                if model in known
            ]
            if models:
                groups.append({"name": name, "models": models})
        return groups

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
