"""Steps with many rows of a list: a page that shows what will happen to each, and then doing it.

What is chosen goes along as one list of keys, so that thousands fit into a form. A request works for some seconds at
most: what is then left is shown again, to be gone on with.
"""

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from .. import kinds
from ..models import WorkingCopy
from .addresses import address
from .filters import names_of
from .steps import PublishStep, Step, WithdrawStep

MOST = 5000
MOST_SECONDS = 12
MOST_REASONS = 20
LONGEST_KEY = 19  # longer numbers are the primary key of nothing


class StepsMixin:
    """Offers the steps of a list as its actions."""

    steps: tuple[type[Step], ...] = (PublishStep, WithdrawStep)

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        return [path("act/", self.admin_site.admin_view(require_POST(self.act_view)), name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, tuple[Callable, str, Any]]:
        offered = [step for step in (kind() for kind in self.steps) if step.may(self, request)]
        own = {step.name: (_action(step), step.name, step.title) for step in offered}
        return own | super().get_actions(request)

    def act_view(self, request: HttpRequest) -> HttpResponse:
        """Shows again what a step does after something was chosen for it, or takes it."""
        name = request.POST.get("step")
        step = next((kind() for kind in self.steps if kind.name == name), None)
        if step is None:
            raise Http404
        if not step.may(self, request):
            raise PermissionDenied
        chosen = request.POST.get("chosen", "").split(",")[:MOST]
        pks = [int(pk) for pk in chosen if pk.isdecimal() and len(pk) < LONGEST_KEY]
        value, back = request.POST.get("value", ""), request.POST.get("back", "")
        if "confirmed" not in request.POST or (step.asks and value not in dict(step.choices())):
            return self.preview_step(request, step, pks, value=value, back=back)
        left = self._take_step(request, step, pks, value)
        if left:
            return self.preview_step(request, step, left, value=value, back=back, done=len(pks) - len(left))
        return HttpResponseRedirect(f"{address(self.opts, 'changelist')}?{back}")

    # --- Before -------------------------------------------------------------------------------------------------------

    def preview_step(
        self, request: HttpRequest, step: Step, pks: list[int], *, value: str = "", back: str = "", done: int = 0
    ) -> HttpResponse:
        """Shows what a step would do to each object."""
        choices = list(step.choices())
        value = value if value in dict(choices) else ""
        outcomes = list(step.plan(self._step_objects(pks), value)) if value or not step.asks else []
        does = [outcome for outcome in outcomes if outcome.does]
        context = {
            **self.admin_site.each_context(request),
            "title": step.title,
            "opts": self.opts,
            "step": step,
            "choices": choices,
            "value": value,
            "does": does,
            "idle": [outcome for outcome in outcomes if not outcome.does],
            "number": len(pks),
            "done": done,
            "chosen": ",".join(map(str, pks)),
            "to_do": ",".join(str(outcome.obj.pk) for outcome in does),
            "back": back,
            "act_url": address(self.opts, "act"),
        }
        return TemplateResponse(request, "admin/editorial/preview_action.html", context)

    def _step_objects(self, pks: list[int]) -> list[WorkingCopy]:
        """Reads the objects, and what they are called; of thousands, all their texts would be a lot to hold."""
        found = self.model._default_manager.in_bulk(pks)
        for named in names_of([(kinds.of(self.model).name, Q(pk__in=pks))]):
            if named.pk in found:
                found[named.pk].called = named.name
        return [found[pk] for pk in pks if pk in found]

    # --- Doing it -----------------------------------------------------------------------------------------------------

    def _take_step(self, request: HttpRequest, step: Step, pks: list[int], value: str) -> list[int]:
        """Takes a step with object after object, says what became of them, and returns those there was no time for."""
        until, done, refused = time.monotonic() + MOST_SECONDS, [], []
        left = list(pks)
        while left and time.monotonic() < until:
            pk = left.pop(0)
            try:
                with transaction.atomic():
                    obj = self.model._default_manager.select_for_update().filter(pk=pk).first()
                    if obj is not None and step.take(obj, value, request.user):
                        done.append(obj)
            except ValidationError as refusal:
                refused.append((obj, refusal.messages))
        self._report_step(request, step, done, refused)
        return left

    def _report_step(self, request: HttpRequest, step: Step, done: list, refused: list[tuple[Any, list[str]]]) -> None:
        text = ngettext("%(step)s: done with %(count)d.", "%(step)s: done with %(count)d.", len(done))
        level = messages.SUCCESS if done else messages.WARNING
        self.message_user(request, text % {"step": step.title, "count": len(done)}, level)
        for obj, reasons in refused[:MOST_REASONS]:
            text = gettext("Nothing was done with “%(name)s”. %(reason)s")
            self.message_user(request, text % {"name": obj, "reason": " ".join(reasons)}, messages.ERROR)
        further = len(refused) - MOST_REASONS
        if further > 0:
            text = ngettext("%(count)d more was refused.", "%(count)d more were refused.", further)
            self.message_user(request, text % {"count": further}, messages.ERROR)


def _action(step: Step) -> Callable[[StepsMixin, HttpRequest, QuerySet], HttpResponse | None]:
    """Returns the action of a list that shows what a step would do."""

    def act(model_admin: StepsMixin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        pks = list(queryset.values_list("pk", flat=True)[: MOST + 1])
        if len(pks) > MOST:
            text = gettext("At most %(count)d can be chosen at a time: narrow the list down first.")
            model_admin.message_user(request, text % {"count": MOST}, messages.ERROR)
            return None
        return model_admin.preview_step(request, step, pks, back=request.GET.urlencode())

    act.__name__ = step.name
    return act
