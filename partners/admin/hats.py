"""Taking hats off: who is deleted from the list of a hat stays an organisation."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from editorial.desk.addresses import address
from editorial.desk.deleting import InUse, Way

from ..models import Organisation
from .uses import first_of, project_list, projects_under


class HatMixin:
    """What the list of a hat does in place of deleting."""

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
        if needed := self._needed(request, [obj]):
            return self._refuse(request, needed)
        if request.method != "POST":
            return self.ask_to_take_off(request, [obj])
        self.take_off(request, [obj])
        return HttpResponseRedirect(address(self.opts, "changelist"))

    @admin.action(description=_("Take out of this list"), permissions=["delete"])
    def take_off_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        if needed := self._needed(request, list(queryset)):
            return self._refuse(request, needed)
        if "confirmed" not in request.POST:
            return self.ask_to_take_off(request, list(queryset), action="take_off_selected")
        self.take_off(request, queryset)
        return None

    def _needed(self, request: HttpRequest, organisations: list[Organisation]) -> list[InUse]:
        """Returns those organisations that projects name in a role of this hat: it would be back with the next save."""
        found = []
        for obj in organisations:
            if count := (projects := projects_under(obj, self.model.hat)).count():
                text = ngettext(
                    "%(count)d project names it in this role.", "%(count)d projects name it in this role.", count
                )
                everything = Way(gettext("All these projects"), project_list(self.model.hat.value, obj.key))
                heading = str(projects.model._meta.verbose_name_plural)
                found.append(InUse(obj, {heading: first_of(projects)}, [text % {"count": count}], [everything]))
        return found

    def _refuse(self, request: HttpRequest, needed: list[InUse]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Nothing was taken out of this list"),
            "opts": self.opts,
            "in_use": needed,
        }
        return TemplateResponse(request, "admin/partners/hat_in_use.html", context)

    def take_off(self, request: HttpRequest, organisations: Any) -> None:
        """Takes the hat off organisations that no project names in such a role."""
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

    def ask_to_take_off(self, request: HttpRequest, organisations: list, action: str = "") -> HttpResponse:
        return self.ask(
            request,
            organisations,
            action=action,
            title=gettext("Take out of this list?"),
            explanation=gettext("The organisation itself stays, in the list of organisations and in its other lists."),
            button=gettext("Take out of this list"),
        )
