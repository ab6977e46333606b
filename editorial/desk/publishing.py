"""Publishing and withdrawing from the admin: buttons, actions and their confirmation. The verbs are the workflow's."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import model_ngettext, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext

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

    def publish(self, request: HttpRequest, obj: WorkingCopy) -> bool:
        """Publishes the latest revision of an object, says what became of it, and tells whether it is public now."""

        def verb() -> Any:
            revision = workflow.latest(obj) or workflow.save_revision(obj, by=request.user)
            return workflow.publish(revision, by=request.user)

        return self._try(request, obj, verb, gettext("“%(name)s” is now public."))

    def withdraw(self, request: HttpRequest, obj: WorkingCopy) -> bool:
        """Withdraws an object and says what became of it."""
        return self._try(
            request, obj, lambda: workflow.withdraw(obj, by=request.user), gettext("“%(name)s” was withdrawn.")
        )

    def _try(self, request: HttpRequest, obj: WorkingCopy, verb: Callable[[], Any], message: str) -> bool:
        """Runs a verb, and says that it is done or why it was refused."""
        try:
            if verb() is None:
                return False
        except ValidationError as refusal:
            for reason in refusal.messages:
                refused = gettext("Nothing was done with “%(name)s”. %(reason)s")
                self.message_user(request, refused % {"name": obj, "reason": reason}, messages.ERROR)
            return False
        except PermissionDenied as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return False
        self.message_user(request, message % {"name": obj}, messages.SUCCESS)
        return True

    # --- Views ----------------------------------------------------------------------------------------------------

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks whether to withdraw one object, and does so."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.may_withdraw(request):
            raise PermissionDenied
        if request.method != "POST":
            return self.ask(
                request,
                [obj],
                title=gettext("Withdraw from the public?"),
                explanation=gettext("Visitors no longer see it; the working copy and its history stay."),
                button=gettext("Withdraw"),
            )
        self.withdraw(request, obj)
        return HttpResponseRedirect("../change/")

    def ask(self, request: HttpRequest, objects: list[WorkingCopy], action: str = "", **context: str) -> HttpResponse:
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
