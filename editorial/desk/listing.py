"""The list of an admin: which filters and columns it has, how it is searched, and filters that people have named."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from .. import kinds, texts
from ..models import Label, SavedFilter
from .addresses import address
from .lists import DeskList

MOST_SAVED = 50


class DeskListMixin:
    """What the desk adds to the list of any model: its page, and filters that are kept under a name.

    `about_model` says what the list holds, `example` names one such thing, `searches` says what a search looks in, and
    `title_field` is the field of the form that a search without result is offered for.
    """

    change_list_template = "admin/change_list.html"
    list_per_page = 50
    show_full_result_count = False
    counts_in_one = False  # see `Counts`
    about_model = ""
    example = ""
    searches = ""
    title_field = "name"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type:
        return DeskList

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_filters"
        view = self.admin_site.admin_view(require_POST(self.filters_view))
        return [path("filters/", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Shows the list; without scripts, everything that matches can be chosen without ticking one row."""
        if request.method == "POST" and request.POST.get("select_across") == "1":
            request.POST = request.POST.copy()
            request.POST.setdefault(helpers.ACTION_CHECKBOX_NAME, "0")
        further = {
            "about_list": self.about_model,
            "example": self.example,
            "searches": self.searches,
            "title_field": self.title_field,
            "filters_url": address(self.opts, "filters"),
        }
        return super().changelist_view(request, further | (extra_context or {}))

    # --- Filters under a name -----------------------------------------------------------------------------------------

    def filters_view(self, request: HttpRequest) -> HttpResponse:
        """Keeps the filter of a list under a name, or removes one, and leads back to the list."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if "remove" in request.POST:
            self._remove_filter(request, request.POST["remove"])
        else:
            self._save_filter(request)
        return HttpResponseRedirect(f"{address(self.opts, 'changelist')}?{request.POST.get('query', '')}")

    def _save_filter(self, request: HttpRequest) -> None:
        name, query = request.POST.get("name", "").strip(), request.POST.get("query", "")
        mine = SavedFilter.objects.filter(list=self.opts.label_lower, by=request.user)
        if not name or not query or len(name) > 60 or len(query) > 1000:
            self.message_user(request, gettext("Give the filter a name of at most 60 characters."), messages.ERROR)
            return
        if mine.count() >= MOST_SAVED:
            self.message_user(request, gettext("You have named so many filters: remove one first."), messages.ERROR)
            return
        shared = request.POST.get("shared") == "1"
        try:
            with transaction.atomic():
                SavedFilter.objects.create(
                    list=self.opts.label_lower, name=name, query=query, shared=shared, by=request.user
                )
        except IntegrityError:
            self.message_user(request, gettext("You have a filter of that name already."), messages.ERROR)
            return
        self.message_user(request, gettext("The filter “%(name)s” stands above the list.") % {"name": name})

    def _remove_filter(self, request: HttpRequest, pk: str) -> None:
        """Removes a filter of the person's own; one that everybody shares, only who made it or an administrator."""
        found = SavedFilter.objects.filter(list=self.opts.label_lower, pk=pk if pk.isdecimal() else None)
        one = found.seen_by(request.user).first()
        if one is None:
            return
        if one.by_id != request.user.pk and not request.user.has_perm("auth.change_user"):
            self.message_user(
                request, gettext("Only who has named a filter can remove it for everybody."), messages.ERROR
            )
            return
        one.delete()
        self.message_user(request, gettext("The filter “%(name)s” is removed.") % {"name": one.name})


class ListMixin(DeskListMixin):
    """The list of working copies: searched by every name in every language, with the way to what is public."""

    search_fields = ("folded",)
    list_display_links = None  # the title column is a link itself
    list_select_related = False
    searches = _("Looks for every word in titles in all languages, acronyms, other names and identifiers.")

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_public"
        view = self.admin_site.admin_view(self.public_view)
        return [path("<path:object_id>/public/", view, name=name), *super().get_urls()]

    @property
    def title_field(self) -> str:
        return kinds.of(self.model).title

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_texts().by_title(texts.active_language())

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Looks in every name, in every language."""
        return queryset.matching(search_term), False

    def public_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Leads to the public page of an object in the language of the interface."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_or_change_permission(request, obj):
            raise Http404
        kind, language = kinds.of(obj), texts.active_language()
        label = Label.objects.filter(kind=kind.name, key=obj.key, language=language).first()
        if label is None:
            raise Http404
        with override(language):
            return HttpResponseRedirect(kind.url(obj.key, label.slug))
