"""Publishing and withdrawing from the admin: buttons, actions and their confirmation. The verbs are the workflow's."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import model_ngettext, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, ngettext

from .. import kinds, workflow
from ..models import WorkingCopy


class PublishingMixin:
    """What the admin of something that is published adds to Django's."""

    def may_publish(self, request: HttpRequest) -> bool:
        """Tells whether the person may publish things of this kind by hand."""
        return not kinds.of(self.model).published_on_save and self.may_withdraw(request)

    def may_withdraw(self, request: HttpRequest) -> bool:
        """Tells whether the person may take things of this kind away from the public."""
        return workflow.may_publish(request.user) and self.has_change_permission(request)

    def get_urls(self) -> list:
        info = self.opts.app_label, self.opts.model_name
        view = self.admin_site.admin_view(self.withdraw_view)
        return [path("<path:object_id>/withdraw/", view, name="{}_{}_withdraw".format(*info)), *super().get_urls()]

    # --- Verbs ------------------------------------------------------------------------------------------------------

    def publish(self, request: HttpRequest, objects: Iterable[WorkingCopy]) -> list[WorkingCopy]:
        """Publishes the latest revision of each object, says what became of it, and returns those now public."""
        done = self._each(request, objects, self._publish_one)
        if len(done) == 1:
            message = gettext("“%(name)s” is now public.") % {"name": done[0]}
        else:
            message = ngettext("%(count)d is now public.", "%(count)d are now public.", len(done)) % {
                "count": len(done)
            }
        if done:
            self.message_user(request, message, messages.SUCCESS)
        return done

    def withdraw(self, request: HttpRequest, objects: Iterable[WorkingCopy]) -> None:
        """Withdraws each object and says what became of it."""
        done = self._each(request, objects, lambda obj, by: workflow.withdraw(obj, by=by))
        if len(done) == 1:
            message = gettext("“%(name)s” was withdrawn.") % {"name": done[0]}
        else:
            message = ngettext("%(count)d was withdrawn.", "%(count)d were withdrawn.", len(done)) % {
                "count": len(done)
            }
        if done:
            self.message_user(request, message, messages.SUCCESS)

    @staticmethod
    def _publish_one(obj: WorkingCopy, by: Any) -> Any:
        revision = workflow.latest(obj) or workflow.save_revision(obj, by=by)
        return workflow.publish(revision, by=by)

    def _each(self, request: HttpRequest, objects: Iterable[WorkingCopy], verb: Any) -> list[WorkingCopy]:
        """Runs a verb for each object, shows the reasons of those that were refused and returns the others."""
        done = []
        for obj in objects:
            try:
                if verb(obj, request.user) is not None:
                    done.append(obj)
            except ValidationError as refusal:
                for reason in refusal.messages:
                    message = gettext("Nothing was done with “%(name)s”. %(reason)s")
                    self.message_user(request, message % {"name": obj, "reason": reason}, messages.ERROR)
            except PermissionDenied as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                break
        return done

    # --- Views ----------------------------------------------------------------------------------------------------

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks whether to withdraw one object, and does so."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.may_withdraw(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.ask_to_withdraw(request, [obj])
        self.withdraw(request, [obj])
        return HttpResponseRedirect("../change/")

    def ask_to_withdraw(self, request: HttpRequest, objects: list[WorkingCopy], action: str = "") -> HttpResponse:
        return self.ask(
            request,
            objects,
            action=action,
            title=gettext("Withdraw from the public?"),
            explanation=gettext("Visitors no longer see it; the working copy and its history stay."),
            button=gettext("Withdraw"),
        )

    def ask(self, request: HttpRequest, objects: list[WorkingCopy], *, action: str, **context: str) -> HttpResponse:
        """Shows the page that asks before a step is taken on some objects."""
        context = {
            **self.admin_site.each_context(request),
            **context,
            "opts": self.opts,
            "objects": objects,
            "objects_name": model_ngettext(self.opts, len(objects)),
            "action": action,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/editorial/confirm.html", context)
