"""Steps that are taken with many objects at once: what each would do to every one of them, and doing it to one.

A step changes nothing while it is planned. What it does then goes through the workflow, one object a transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from babel.lists import format_list
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import kinds, texts, workflow
from ..models import Publication, Revision, State, WorkingCopy
from .filters import Named, names_of

BATCH = 500
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Outcome:
    """What a step would do to one object: something or nothing, in words; `also` names what else it does."""

    obj: WorkingCopy
    does: bool
    words: str
    also: list[str] = field(default_factory=list)

    @property
    def name(self) -> texts.Shown:
        """Returns what the object is called, as the list has read it."""
        return getattr(self.obj, "called", None) or texts.Shown(self.obj.key, texts.active_language())

    @property
    def also_words(self) -> str:
        """Returns what else it does in one row, as the reader's language joins names."""
        return format_list(self.also, locale=texts.cldr_locale(texts.active_language()))


class Step:
    """One step of a list. `asks` names what has to be chosen first, "" where nothing has to."""

    name: str
    title: str | Promise
    button: str | Promise
    explanation: str | Promise = ""
    asks: str | Promise = ""

    def may(self, model_admin: Any, request: Any) -> bool:
        """Tells whether the person may take the step in this list."""
        return model_admin.has_change_permission(request)

    def choices(self) -> Choices:
        """Returns what can be chosen: (value, name)."""
        return ()

    def plan(self, objects: list[WorkingCopy], value: str) -> Iterator[Outcome]:
        """Yields what the step would do to each object."""
        raise NotImplementedError

    def take(self, obj: WorkingCopy, value: str, by: AbstractBaseUser) -> bool:
        """Takes the step with one object, and tells whether anything changed; raises ValidationError to refuse."""
        raise NotImplementedError


class PublishStep(Step):
    """Makes the latest revision of each object what the public sees."""

    name = "publish_selected"
    title = _("Publish")
    button = _("Publish")
    explanation = _("Visitors then see what is saved last.")

    def may(self, model_admin: Any, request: Any) -> bool:
        return model_admin.may_publish(request)

    def plan(self, objects: list[WorkingCopy], value: str) -> Iterator[Outcome]:
        for start in range(0, len(objects), BATCH):
            yield from self._plan(objects[start : start + BATCH])

    def _plan(self, objects: list[WorkingCopy]) -> Iterator[Outcome]:
        kind, data = kinds.of(objects[0]), latest_data(objects)
        wanted = {
            obj.pk: set(kind.names(data[obj.pk])) if obj.pk in data and obj.state != State.PUBLIC else set()
            for obj in objects
        }
        unnamed = {(named.kind, named.key): named for named in unknown_to_the_public(set().union(*wanted.values()))}
        for obj in objects:
            if obj.state == State.PUBLIC:
                yield Outcome(obj, False, gettext("Is public as it stands."))
            elif obj.pk not in data:
                yield Outcome(obj, False, gettext("Was never saved on the desk: open it and save it first."))
            elif reasons := workflow.reasons_against(kind, data[obj.pk]):
                yield Outcome(obj, False, " ".join(map(str, reasons)))
            else:
                also = [str(unnamed[place].name) for place in sorted(wanted[obj.pk] & unnamed.keys())]
                yield Outcome(obj, True, _publishing(State(obj.state)), also)

    def take(self, obj: WorkingCopy, value: str, by: AbstractBaseUser) -> bool:
        if obj.state == State.PUBLIC:
            return False
        workflow.publish(workflow.latest(obj) or workflow.save_revision(obj, by=by), by=by)
        return True


def _publishing(state: State) -> str:
    return {
        State.AHEAD: gettext("Its changes become public."),
        State.WITHDRAWN: gettext("Becomes public again."),
        State.NAME: gettext("Gets a page of its own; only its name was public."),
    }.get(state) or gettext("Becomes public for the first time.")


def latest_data(objects: Iterable[WorkingCopy]) -> dict[int, kinds.Data]:
    """Returns the snapshot of the latest revision of each object, in one query."""
    objects = list(objects)
    kind = kinds.of(objects[0]).name
    rows = Revision.objects.filter(kind=kind, object_id__in=[obj.pk for obj in objects]).order_by("object_id", "number")
    latest = {}
    for pk, number in rows.values_list("object_id", "number"):
        latest[pk] = number
    found = {}
    wanted = rows.filter(number__in=set(latest.values())) if latest else rows.none()
    for revision in wanted.iterator(chunk_size=100):
        if latest[revision.object_id] == revision.number:
            found[revision.object_id] = revision.snapshot
    return found


def unknown_to_the_public(names: set[tuple[str, str]]) -> list[Named]:
    """Returns those of some (kind, key) pairs that were never published, which publishing makes public by name."""
    wanted = []
    for name in sorted({name for name, _key in names}):
        keys = {key for kind, key in names if kind == name}
        known = Publication.objects.filter(kind=name, key__in=keys).values_list("key", flat=True)
        if unknown := keys - set(known):
            wanted.append((name, Q(key__in=unknown)))
    return names_of(wanted)


class WithdrawStep(Step):
    """Takes objects away from the public."""

    name = "withdraw_selected"
    title = _("Withdraw")
    button = _("Withdraw")
    explanation = _("Visitors no longer see it; the working copy and its history stay.")

    def may(self, model_admin: Any, request: Any) -> bool:
        return model_admin.may_withdraw(request)

    def plan(self, objects: list[WorkingCopy], value: str) -> Iterator[Outcome]:
        for obj in objects:
            if obj.state == State.DRAFT:
                yield Outcome(obj, False, gettext("Is not public."))
            elif obj.state == State.WITHDRAWN:
                yield Outcome(obj, False, gettext("Is withdrawn already."))
            else:
                yield Outcome(obj, True, gettext("Is no longer public."))

    def take(self, obj: WorkingCopy, value: str, by: AbstractBaseUser) -> bool:
        return workflow.withdraw(obj, by=by) is not None


class ChangeStep(Step):
    """Changes one fact of each object; what the public has stays until somebody publishes.

    `done` and `idle` say what happens to an object, with the `name` of what was chosen; `gives` tells whether it gets
    or loses that.
    """

    explanation = _("This changes the working copies. Visitors see it when they are published.")
    done: str | Promise
    idle: str | Promise
    gives: bool

    def having(self, objects: list[WorkingCopy], value: str) -> set[int]:
        """Returns which of the objects have what was chosen."""
        raise NotImplementedError

    def touched(self, objects: list[WorkingCopy], value: str) -> set[int]:
        """Returns which of the objects the step would change."""
        having = self.having(objects, value)
        return {obj.pk for obj in objects} - having if self.gives else having

    def change(self, obj: WorkingCopy, value: str) -> None:
        """Changes one object."""
        raise NotImplementedError

    def plan(self, objects: list[WorkingCopy], value: str) -> Iterator[Outcome]:
        name = dict(self.choices())[value]
        touched = self.touched(objects, value)
        for obj in objects:
            does = obj.pk in touched
            yield Outcome(obj, does, str(self.done if does else self.idle) % {"name": name})

    def take(self, obj: WorkingCopy, value: str, by: AbstractBaseUser) -> bool:
        if obj.pk not in self.touched([obj], value):
            return False
        self.change(obj, value)
        workflow.save_revision(obj, by=by)
        return True
