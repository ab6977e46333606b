"""The page of a form: its sections, languages, what is to correct, and what stands beside it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import get_language_info
from django.views.decorators.http import require_POST

from .. import kinds, texts, translations
from ..fields import RichTextWidget
from ..models import State, WorkingCopy
from . import presence, sections, side
from .forms import CARRY


class FormPage:
    """Draws the form of a working copy.

    `anchors` name the field of the form that edits a field of the model under another name. `carrying` names the
    buttons that post the form to a step in between, in which nothing is checked or saved.
    """

    anchors: Mapping[str, str] = {}
    carrying: tuple[str, ...] = ()

    @property
    def media(self) -> Media:
        modules = [Script(f"admin/js/{name}.js", type="module") for name in ("form", "drafts")]
        return super().media + Media(js=["admin/js/fold.js", *modules])

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_presence"
        view = self.admin_site.admin_view(require_POST(self.presence_view))
        return [path("<path:object_id>/presence/", view, name=name), *super().get_urls()]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carries a form along that is posted to a step in between."""
        if request.method == "POST" and any(step in request.POST for step in self.carrying):
            request.POST = request.POST.copy()
            request.POST[CARRY] = "1"
        return super().changeform_view(request, *args, **kwargs)

    def presence_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Takes a sign of life from a form that is open, or its farewell, and tells who else has it open."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if "leave" in request.POST:
            presence.leave(obj, request.user)
            return JsonResponse({"others": []})
        return JsonResponse({"others": [other.words for other in presence.come(obj, request.user)]})

    # --- Rendering --------------------------------------------------------------------------------------------------

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: WorkingCopy | None = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        versions = side.versions_of(obj) if obj else []
        newest = getattr(form, "newest", None) or next(iter(versions), None)
        data = newest.snapshot if newest else None
        stale = self._stale(data, form.language_code)
        arranged = sections.Arrangement(context["adminform"], context["inline_admin_formsets"], obj, stale).arranged()
        found = sections.problems(arranged, form)
        context |= {
            "sections": arranged,
            "problems": found,
            "problems_heading": sections.heading(found) if found else "",
            "language_options": self._language_options(request, obj, form),
            "can_publish": self.may_publish(request),
            "is_carried": form.is_carried,
            "has_rich_text": any(isinstance(field.widget, RichTextWidget) for field in form.fields.values()),
            "media": context["media"]["js"],  # the sheets of widgets lie in a layer of the desk's own
        }
        if obj is not None:
            public = side.public_of(obj)
            context |= {
                "state": State(obj.state),
                "can_withdraw": self.may_withdraw(request) and obj.state not in (State.DRAFT, State.WITHDRAWN),
                "last_revision": versions[0] if versions else None,
                "headline": obj.shown(kinds.of(obj).title),
                "side": side.Side(
                    findings=side.told(obj, data, form, self.anchors),
                    previews=side.previews_of(obj) if self.has_page else [],
                    others=presence.come(obj, request.user) if self.has_change_permission(request, obj) else [],
                    versions=versions,
                    public=public,
                ),
                "presence_url": self._address("presence", obj),
            }
        response = super().render_change_form(request, context, add, change, form_url, obj)
        context["add"] = add  # which parler sets too where a language has no texts yet
        return response

    @staticmethod
    def _stale(data: kinds.Data | None, language: str) -> set[str]:
        """Returns the texts of a snapshot whose source changed since they were translated into a language."""
        if data is None or language == data["source_language"]:
            return set()
        return {name for name, state in translations.state_by_field(data, language).items() if state == "stale"}

    def _language_options(self, request: HttpRequest, obj: WorkingCopy | None, form: Any) -> list[dict[str, Any]]:
        """Returns the languages as tabs: which is open, and how far the texts of each are."""
        states, written = {}, set()
        if obj is not None:
            states = {state.language: state for state in translations.states_of(kinds.of(obj).name, [obj])[obj.pk]}
            written = {row.language_code for row in obj.translations.all() if row.pk}
        options = []
        for code in texts.site_languages():
            query = request.GET.copy()
            query["language"] = code
            options.append(
                {
                    "code": code,
                    "name": get_language_info(code)["name_local"],
                    "url": f"?{query.urlencode()}",
                    "is_open": code == form.language_code,
                    "is_source": obj is not None and code == obj.source_language,
                    "state": states.get(code),
                    "delete_url": f"delete-translation/{code}/" if code in written else "",
                }
            )
        return options
