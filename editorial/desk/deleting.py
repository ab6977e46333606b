"""Deleting in the desk: what is in use stays, with the list of its uses and what can be done in place of deleting."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin.actions import delete_selected
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import kinds, workflow
from ..kinds import Kind
from ..models import Event, Publication, Revision, WorkingCopy
from . import logged
from .addresses import Link, link_to


@dataclass(frozen=True)
class Way:
    """A better way than deleting: a link, or a button where it is a step of its own (`is_step`)."""

    label: str
    url: str
    is_step: bool = False


@dataclass
class InUse:
    """Why one object stays: what names it, by kind, whether the public sees it, and the better ways."""

    obj: Any
    uses: dict[str, list[Link]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)


def in_use(kind: Kind, objects: Iterable[WorkingCopy]) -> dict[str, InUse]:
    """Returns, by key, those objects that cannot be deleted: the public sees them, or something names them."""
    by_key = {obj.key: obj for obj in objects}
    found: dict[str, InUse] = {}
    public = Publication.objects.visible().of(kind.name).filter(key__in=by_key)
    for key in public.values_list("key", flat=True):
        entry = found.setdefault(key, InUse(by_key[key]))
        entry.reasons.append(gettext("“%(name)s” is public: withdraw it first.") % {"name": by_key[key]})
    for key, other in workflow.named_by(kind, by_key):
        entry = found.setdefault(key, InUse(by_key[key]))
        entry.uses.setdefault(str(other._meta.verbose_name_plural), []).append(link_to(other))
    return found


class KeepsWhatIsUsed:
    """Puts on the pages that ask before something is deleted what `told_in_use` says of it."""

    def told_in_use(self, request: HttpRequest, objects: Iterable[Any]) -> list[InUse]:
        """Returns what cannot be deleted of some objects, each with the better ways."""
        raise NotImplementedError

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Lets the action of a list say it, too."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            _function, name, description = actions["delete_selected"]
            actions["delete_selected"] = (delete_unused, name, description)
        return actions

    def render_delete_form(self, request: HttpRequest, context: dict) -> HttpResponse:
        """Shows with the question, or with the refusal, what names the object."""
        return super().render_delete_form(request, context | {"in_use": self.told_in_use(request, [context["object"]])})


class DeletingMixin(KeepsWhatIsUsed):
    """What the admin of working copies does in place of deleting what is in use."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Refuses to delete what the public has, and what something else would then name in vain.

        Django would ask each of the rows that stand in the way for its name: of a donor there are thousands.
        """
        if found := in_use(kinds.of(self.model), objs):
            return [], {}, set(), [str(entry.obj) for entry in found.values()]
        return super().get_deleted_objects(objs, request)

    def told_in_use(self, request: HttpRequest, objects: Iterable[WorkingCopy]) -> list[InUse]:
        found = list(in_use(kinds.of(self.model), objects).values())
        for entry in found:
            entry.ways += self.better_ways(request, entry)
        return found

    def better_ways(self, request: HttpRequest, entry: InUse) -> list[Way]:
        """Returns what can be done with an object in place of deleting it."""
        if entry.reasons and self.may_withdraw(request):
            return [Way(gettext("Withdraw it from the public"), self._address("withdraw", entry.obj))]
        return []


def delete_unused(admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """Deletes what was selected, or shows why some of it stays."""
    response = delete_selected(admin, request, queryset)
    if isinstance(response, TemplateResponse):
        response.context_data["in_use"] = admin.told_in_use(request, list(queryset))
    return response


# --- People ----------------------------------------------------------------------------------------------------------


class KeepsAuthors(KeepsWhatIsUsed):
    """The admin of people: who wrote something stays, and can be deactivated instead."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.deactivate_view)
        return [path("<path:object_id>/deactivate/", view, name="auth_user_deactivate"), *super().get_urls()]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Refuses to delete who is named in the history."""
        deleted, counts, perms, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, perms, [str(entry.obj) for entry in self._authors(objs)] or protected

    def told_in_use(self, request: HttpRequest, people: Iterable[Any]) -> list[InUse]:
        """Returns those of some people who wrote something, each with the better way."""
        found = self._authors(people)
        for entry in found:
            if entry.obj.is_active and self.has_change_permission(request, entry.obj):
                address = reverse("admin:auth_user_deactivate", args=[entry.obj.pk])
                entry.ways.append(Way(gettext("Deactivate: no more signing in"), address, is_step=True))
        return found

    @staticmethod
    def _authors(people: Iterable[Any]) -> list[InUse]:
        by_pk = {person.pk: person for person in people}
        wrote = set(Revision.objects.filter(by__in=by_pk).values_list("by", flat=True).distinct().order_by())
        wrote |= set(Event.objects.filter(by__in=by_pk).values_list("by", flat=True).distinct().order_by())
        reason = _("“%(name)s” wrote or published something: the history has to go on saying who did.")
        return [InUse(by_pk[pk], reasons=[reason % {"name": by_pk[pk]}]) for pk in by_pk if pk in wrote]

    def deactivate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Lets a person no longer sign in; everything that they wrote stays theirs."""
        person = self.get_object(request, object_id)
        if person is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST" or not self.has_change_permission(request, person):
            raise PermissionDenied
        if person.pk == request.user.pk:
            self.message_user(request, gettext("You cannot deactivate yourself."), messages.ERROR)
        else:
            with transaction.atomic():
                type(person)._base_manager.filter(pk=person.pk).update(is_active=False)
                self.log_change(request, person, [logged.changed(type(person), "is_active")])
            message = gettext("“%(name)s” can no longer sign in.") % {"name": person}
            self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[person.pk]))
