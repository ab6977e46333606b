"""The home of the desk: what needs this person now, and what is still to do before the site can be used.

The rooms above register what only they know: steps of the first days, panels of their own, the kind whose languages
are counted. Each number comes from rows that saves keep (`editorial.states`), and all of them from one query.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import kinds, texts, workflow
from ..kinds import Kind
from ..models import Event, Pending, State, TextState
from .addresses import address
from .filters import names_of
from .home_counts import Counts

FEW = 5
# Of the last steps that anybody took, so many are looked through for things that were published by hand.
LAST_EVENTS = 40


@dataclass(frozen=True)
class Step:
    """One thing to do in the first days, done as long as `rows` finds anything (or nothing, if it is `absent`).

    `url` gives where to do it, for who has the permission; `hint` says more where it is not done on the desk. `order`
    tells its place among the steps of all rooms.
    """

    code: str
    title: str | Promise
    rows: Callable[[], QuerySet]
    url: Callable[[], str] = lambda: ""
    permission: str = ""
    hint: str | Promise = ""
    absent: bool = False
    order: int = 0


@dataclass(frozen=True)
class Panel:
    """A panel of a room: its template, and what it shows this person, None for nothing."""

    template: str
    context: Callable[["Home"], dict[str, Any] | None]


@dataclass
class Rooms:
    """What the rooms have registered; `languages_of` is the kind whose translations the home counts."""

    steps: list[Step] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    starts: list[tuple[str, str, str | Promise]] = field(default_factory=list)
    languages_of: str = ""


def _colleagues() -> QuerySet:
    """Returns who else works here, in a role."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True)
    return people.exclude(pk=OuterRef("pk")).exclude(groups=None)


rooms = Rooms(
    steps=[
        Step(
            "people",
            _("Invite a colleague, and give them a role"),
            _colleagues,
            url=lambda: reverse("admin:auth_user_add"),
            permission="auth.add_user",
            order=70,
        )
    ]
)


def register(
    *,
    steps: Iterable[Step] = (),
    panels: Iterable[Panel] = (),
    starts: Iterable[tuple[str, str, str | Promise]] = (),
    languages_of: str = "",
) -> None:
    """Adds what a room knows; `starts` are buttons: (permission, name of the address, words)."""
    rooms.steps = sorted([*rooms.steps, *steps], key=lambda step: step.order)
    rooms.panels.extend(panels)
    rooms.starts.extend(starts)
    rooms.languages_of = languages_of or rooms.languages_of


@dataclass
class Item:
    """An object as the home names it; its title and its address are found for all of them at once."""

    kind: Kind
    pk: int
    state: State | None = None
    at: Any = None
    who: str = ""
    title: texts.Shown = field(default_factory=texts.Shown)
    url: str = ""
    within: list["Item"] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        return self.kind.model._meta.verbose_name


class Home:
    """The home as one person sees it."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.items: list[Item] = []

    # --- What this person may do --------------------------------------------------------------------------------------

    def may(self, action: str, kind: Kind) -> bool:
        """Tells whether the person has a permission for things of a kind: "add", "change" or "view"."""
        options = kind.model._meta
        return self.user.has_perm(f"{options.app_label}.{action}_{options.model_name}")

    def may_see(self, kind: Kind) -> bool:
        return self.may("view", kind) or self.may("change", kind)

    @cached_property
    def edits(self) -> bool:
        """Tells whether the person may change anything that is published by a step of its own."""
        return any(self.may("change", kind) for kind in kinds.every() if not kind.published_on_save)

    @cached_property
    def publishes(self) -> bool:
        return self.edits and workflow.may_publish(self.user)

    def list_url(self, kind: Kind, query: str = "") -> str:
        """Returns the address of the list of a kind, narrowed by a query; "" for who may not see it."""
        if not self.may_see(kind):
            return ""
        listed = address(kind.model._meta, "changelist")
        return f"{listed}?{query}" if query else listed

    # --- Objects ------------------------------------------------------------------------------------------------------

    def item(self, kind_name: str, pk: int, **facts: Any) -> Item:
        """Returns an object to name, whose title is found later, together with all others."""
        item = Item(kinds.get(kind_name), pk, **facts)
        self.items.append(item)
        return item

    def name_items(self) -> None:
        """Finds the title of every item in the reader's language, and its form, with one query."""
        wanted: dict[Kind, set[int]] = {}
        for item in self.items:
            wanted.setdefault(item.kind, set()).add(item.pk)
        found = names_of([(kind.name, Q(pk__in=pks)) for kind, pks in wanted.items()])
        titles = {(named.kind, named.pk): named.name for named in found}
        for item in self.items:
            if (item.kind.name, item.pk) in titles:
                item.title = titles[item.kind.name, item.pk]
                if self.may_see(item.kind):
                    item.url = address(item.kind.model._meta, "change", item.pk)

    # --- Panels -------------------------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> Counts:
        """The numbers of all panels."""
        return Counts.read(rooms.languages_of)

    def mine(self) -> list[Item]:
        """Returns what the person saved last and the public has not got, the latest first."""
        if not self.edits:
            return []
        rows = Pending.objects.filter(by=self.user, state__in=(State.DRAFT, State.AHEAD, State.NAME))
        return [
            self.item(row.kind, row.object_id, state=State(row.state), at=row.saved_at)
            for row in rows.order_by("-saved_at", "-pk")[:FEW]
        ]

    def ahead(self) -> list[Item]:
        """Returns the latest changes that whoever may publish could make public."""
        if not self.publishes or not self.counts.of_state(State.AHEAD):
            return []
        rows = Pending.objects.filter(state=State.AHEAD).select_related("by").order_by("-saved_at", "-pk")[:FEW]
        return [self.item(row.kind, row.object_id, at=row.saved_at, who=_name(row.by)) for row in rows]

    def published(self) -> list[Item]:
        """Returns what was published last by hand, each thing once."""
        if not self.edits:
            return []
        rows = Event.objects.filter(step=Event.Step.PUBLISH).select_related("by")
        rows = rows.annotate(object_id=F("revision__object_id")).order_by("-pk")[:LAST_EVENTS]
        found: dict[tuple[str, int], Event] = {}
        for event in rows:
            if event.object_id is not None and not kinds.get(event.kind).published_on_save:
                found.setdefault((event.kind, event.object_id), event)
        return [
            self.item(kind, pk, at=event.at, who=_name(event.by)) for (kind, pk), event in list(found.items())[:FEW]
        ]

    def waiting(self) -> list[dict[str, Any]]:
        """Returns for each kind how many changes are not public yet, with the list of them."""
        return [
            {"name": kind.model._meta.verbose_name_plural, "count": count, "url": self.list_url(kind, "state=ahead")}
            for kind in kinds.every()
            if (count := self.counts.of_state(State.AHEAD, kind.name)) and self.may_see(kind)
        ]

    def languages(self) -> list[dict[str, Any]]:
        """Returns a line for each language: how many objects are complete, out of date, incomplete or not begun."""
        if not rooms.languages_of:
            return []
        kind = kinds.get(rooms.languages_of)
        return [line for code in texts.site_languages() if (line := self._language(kind, code))]

    def _language(self, kind: Kind, code: str) -> dict[str, Any] | None:
        numbers = self.counts.languages.get(code, {})
        translated = {name: number for name, number in numbers.items() if name != TextState.State.SOURCE}
        total = sum(translated.values())
        if not total:
            return None
        share = {name: 100 * number / total for name, number in translated.items()}
        done, review, stale = (share.get(name, 0) for name in ("done", "review", "stale"))
        return {
            "code": code,
            "direction": texts.direction(code),
            "total": total,
            "percent": int(done),
            "bars": [
                (name, f"{start:.2f}", f"{width:.2f}")
                for name, start, width in (
                    ("done", 0, done),
                    ("review", done, review),
                    ("stale", done + review, stale),
                )
                if width
            ],
            "done": translated.get("done", 0),
            "review": translated.get("review", 0),
            "cells": [
                {
                    "state": state,
                    "count": translated.get(state, 0),
                    "url": self.list_url(kind, f"{state}={code}") if translated.get(state) else "",
                }
                for state in ("stale", "missing", "none")
            ],
        }

    def gaps(self) -> list[dict[str, Any]]:
        """Returns for each kind the facts that objects lack, with the lists of those objects."""
        found = []
        for kind in sorted(kinds.every(), key=lambda kind: kind.name != rooms.languages_of):
            if not self.may("change", kind):
                continue
            counted = self.counts.gaps.get(kind.name, {})
            lines = [
                {"title": fact.title, "count": counted[fact.code], "url": self.list_url(kind, f"gap={fact.code}")}
                for fact in kind.facts
                if counted.get(fact.code)
            ]
            if lines:
                found.append({"name": kind.model._meta.verbose_name_plural, "lines": lines})
        return found

    def steps(self) -> list[dict[str, Any]]:
        """Returns the steps of the first days with what is done; nothing when all is, or for who can do none of them.

        All are asked in one query, over the one row of the person.
        """
        if not any(self._may_do(step) for step in rooms.steps):
            return []
        asked = {
            f"step_{step.code}": ~Exists(step.rows()) if step.absent else Exists(step.rows()) for step in rooms.steps
        }
        done = get_user_model().objects.filter(pk=self.user.pk).annotate(**asked).values(*asked).get()
        lines = [
            {
                "title": step.title,
                "hint": step.hint,
                "is_done": done[f"step_{step.code}"],
                "url": step.url() if self._may_do(step) else "",
            }
            for step in rooms.steps
        ]
        return [] if all(line["is_done"] for line in lines) else lines

    def _may_do(self, step: Step) -> bool:
        return self.user.is_superuser or bool(step.permission and self.user.has_perm(step.permission))

    # --- The whole page -----------------------------------------------------------------------------------------------

    def greeting(self) -> str:
        """Greets the person by the time of the day."""
        hour = timezone.localtime().hour
        name = {"name": self.user.first_name or self.user.get_username()}
        if hour < 12:
            return gettext("Good morning, %(name)s") % name
        return (gettext("Good afternoon, %(name)s") if hour < 18 else gettext("Good evening, %(name)s")) % name

    def lede(self, mine: list[Item]) -> str:
        """Says in one sentence what matters most to the person."""
        if self.publishes:
            count = self.counts.of_state(State.AHEAD)
            some = ngettext("%(count)s change is not public yet.", "%(count)s changes are not public yet.", count)
            return some % {"count": count} if count else gettext("Everything that was changed is public.")
        if self.edits:
            return gettext("Here is what you worked on last.") if mine else gettext("Nothing of yours waits.")
        if not any(self.may_see(kind) for kind in kinds.every()):
            return gettext("You don’t have permission to view or edit anything.")
        stale = sum(numbers.get("stale", 0) for numbers in self.counts.languages.values())
        some = ngettext("%(count)s translation is out of date.", "%(count)s translations are out of date.", stale)
        return some % {"count": stale} if stale else gettext("No translation is out of date.")

    def context(self) -> dict[str, Any]:
        """Returns all that the template of the home shows."""
        mine, ahead, published = self.mine(), self.ahead(), self.published()
        panels = [
            {**context, "template": panel.template}
            for panel in rooms.panels
            if (context := panel.context(self)) is not None
        ]
        self.name_items()
        steps = self.steps()
        return {
            "greeting": self.greeting(),
            "lede": self.lede(mine),
            "starts": [
                (_address(name), words) for permission, name, words in rooms.starts if self.user.has_perm(permission)
            ],
            "edits": self.edits,
            "publishes": self.publishes,
            "mine": [item for item in mine if item.url],
            "ahead": [item for item in ahead if item.url],
            "waiting": self.waiting() if self.publishes else [],
            "published": [item for item in published if item.url],
            "languages": self.languages(),
            "gaps": self.gaps(),
            "panels": panels,
            "steps": steps,
            "steps_done": sum(1 for step in steps if step["is_done"]),
        }


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""
