"""Pasting a list of participants: a plan says of every name what would become of it; nothing is made before that."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from babel.lists import format_list
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.forms.formsets import DEFAULT_MAX_NUM
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext, ngettext

from editorial import workflow
from editorial.desk.choices import label
from editorial.desk.forms import CARRY, CHECKED
from editorial.texts import BETWEEN, active_language, cldr_locale, fold, site_languages
from partners import doubles
from partners.models import Organisation

from ..models import Role
from ..pasted import Piece, read

READ, TAKE = "_paste", "_paste_take"
NEW, OTHERS, LEAVE = "new", "others", "leave"
SURE = 0.9  # an acronym alone that is the same
MOST_DIGITS = 5


@dataclass
class Line:
    """One name of the plan: whom it may mean, and what is to be done with it ("" while that is open).

    `seen` holds the organisations that were offered to whoever decided.
    """

    number: int
    piece: Piece
    state: str  # found, doubtful, new, group, there
    choices: list[tuple[str, str]] = field(default_factory=list)
    role: str = ""
    do: str = ""
    seen: frozenset[str] = frozenset()

    @property
    def offered(self) -> list[str]:
        """Returns the organisations that it may mean."""
        return [value for value, _label in self.choices if value.isdecimal()]

    @property
    def state_words(self) -> str:
        """Says what was found."""
        return {
            "found": gettext("found"),
            "doubtful": gettext("doubtful: choose"),
            "new": gettext("new: choose"),
            "group": gettext("no organisation"),
            "there": gettext("there already"),
        }[self.state]


@dataclass
class Plan:
    """What a pasted list would do."""

    text: str
    lines: list[Line]
    has_others: bool
    language: str
    role: str = ""
    keep: bool = False

    @property
    def roles(self) -> list[tuple[str, str]]:
        return list(Role.choices)

    @property
    def languages(self) -> list[str]:
        return site_languages()

    @property
    def open_lines(self) -> int:
        return sum(not line.do for line in self.lines)


class PasteMixin:
    """Reads a list of participants into the form of a project, in two steps that need no script."""

    carrying = (READ, TAKE)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Shows the plan of a list, or carries it out and saves the form."""
        context = {"roles": Role.choices, **(extra_context or {})}
        if request.method == "POST" and (READ in request.POST or TAKE in request.POST):
            if not self.has_change_permission(request) and not self.has_add_permission(request):
                return super().changeform_view(request, object_id, form_url, context)
            plan = plan_of(request)
            is_there = object_id is None or self.get_object(request, unquote(object_id)) is not None
            if TAKE in request.POST and plan.lines and not plan.open_lines and is_there:
                return self._take(request, plan, object_id, form_url, context)
            context |= {"plan": plan, "plan_is_open": TAKE in request.POST and plan.open_lines}
        return super().changeform_view(request, object_id, form_url, context)

    def _take(
        self, request: HttpRequest, plan: Plan, object_id: str | None, form_url: str, context: dict
    ) -> HttpResponse:
        """Carries a plan out and saves the form; where that is refused, shows both again with nothing made."""
        given = request.POST
        with transaction.atomic():
            request.POST = _without(given, READ, TAKE, CARRY, "_pasted")
            added = Taker(request, plan).take()
            request.POST["_continue"] = "1"
            response = super().changeform_view(request, object_id, form_url, context)
            is_saved = response.status_code == 302
            transaction.set_rollback(not is_saved)
        if is_saved:
            message = ngettext("%(count)d participant was added.", "%(count)d participants were added.", added)
            self.message_user(request, message % {"count": added}, messages.SUCCESS)
            return response
        request.POST = _without(given, READ, TAKE)
        request.POST[CARRY] = CHECKED
        again = super().changeform_view(request, object_id, form_url, context | {"plan": plan})
        if not again.context_data["errors"]:  # it is the rows of the plan that are refused, and they are not shown
            for error in _flat(response.context_data["errors"]):
                self.message_user(request, error, messages.ERROR)
        return again


def _flat(errors: Iterable[Any]) -> list[str]:
    """Returns the sentences of a list that holds errors, and lists of them."""
    return [str(error) for some in errors for error in ([some] if isinstance(some, str) else some)]


def _without(post: QueryDict, *names: str) -> QueryDict:
    changed = post.copy()
    for name in names:
        changed.pop(name, None)
    return changed


# --- Planning --------------------------------------------------------------------------------------------------------


def headings() -> dict[str, str]:
    """Returns the role that a heading means, in English and in the reader's language."""
    found = {}
    for language in dict.fromkeys(["en", active_language()]):
        with translation.override(language):
            for role in Role:
                for words in (role.label, role.heading(1), role.heading(2)):
                    found[fold(str(words))] = role.value
    return found


def is_known(name: str) -> bool:
    """Tells whether an organisation has exactly this name, in any language."""
    return bool(_named(name))


def _named(name: str) -> list[str]:
    """Returns the organisations (pk) that have exactly this name, in any language, the oldest first."""
    folded = fold(name)
    if len(folded) < 2:
        return []
    rows = Organisation._base_manager.filter(folded__contains=folded).order_by("pk").values_list("pk", "folded")
    return [str(pk) for pk, line in rows[:50] if folded in line.split(BETWEEN)]


def plan_of(request: HttpRequest) -> Plan:
    """Returns the plan of the list that was posted, with what was decided on it so far."""
    post, is_decided = request.POST, TAKE in request.POST
    text = post.get("_plan-text" if is_decided else "_pasted", "")
    reading = read(text, post.get("_pasted_role") or Role.PARTNER, headings(), is_known)
    asked = request.GET.get("language", "")
    language = post.get("_plan-language", asked if asked in site_languages() else active_language())
    role = post.get("_pasted_role", "")
    plan = Plan(text, [], reading.has_others, language, role, keep="_plan-keep" in post)
    there = _rows(post)
    may_add = request.user.has_perm("partners.add_organisation")
    for number, piece in enumerate(reading.pieces):
        line = _line(number, piece, there, may_add)
        if is_decided:
            line.role = post.get(f"_plan-{number}-role", line.role)
            line.do = post.get(f"_plan-{number}-do", "")
            line.seen = frozenset(post.get(f"_plan-{number}-seen", "").split(","))
        if line.do not in [value for value, _label in line.choices]:
            line.do = ""
        if line.role not in Role.values:
            line.role = Role.PARTNER
        plan.lines.append(line)
    return plan


def _rows(post: QueryDict) -> set[tuple[str, str]]:
    """Returns the organisations and roles that the form has already."""
    names = (f"participations-{number}" for number in range(_row_count(post, "participations")))
    return {(post.get(f"{name}-organisation", ""), post.get(f"{name}-role", "")) for name in names}


def _row_count(post: QueryDict, prefix: str) -> int:
    """Returns how many rows the form has, as far as that can be; the formset names what is wrong with it."""
    given = post.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(given), DEFAULT_MAX_NUM) if given.isdecimal() and len(given) < MOST_DIGITS else 0


def _line(number: int, piece: Piece, there: set[tuple[str, str]], may_add: bool) -> Line:
    found = doubles.of_new(piece.name, piece.acronym)
    labels = {
        obj.pk: label(obj) for obj in Organisation.objects.with_texts().filter(pk__in=[double.pk for double in found])
    }
    choices = [(str(double.pk), labels[double.pk]) for double in found if double.pk in labels]
    line = Line(number, piece, _state(piece, found), role=piece.role)
    if line.state == "found":
        line.do = choices[0][0]
        if (choices[0][0], piece.role) in there:
            line.state, line.do = "there", LEAVE
    elif line.state == "group":
        line.do = OTHERS
    line.choices = choices
    if may_add:
        line.choices.append((NEW, gettext("Create “%(name)s”") % {"name": piece.name}))
    line.choices.append((OTHERS, gettext("Keep as words: further participants")))
    line.choices.append((LEAVE, gettext("Leave out")))
    return line


def _state(piece: Piece, found: list[doubles.Double]) -> str:
    sure = [double for double in found if double.evidence[0].code == "name" and double.score == 1]
    is_short = not piece.acronym and " " not in piece.name
    if is_short and not sure:
        sure = [double for double in found if _has_acronym(double)]
    if len(sure) == 1 and sure[0] is found[0]:
        return "found"
    if found:
        return "doubtful"
    return "group" if piece.is_group else "new"


def _has_acronym(double: doubles.Double) -> bool:
    return any(reason.code == "acronym" and reason.score >= SURE for reason in double.evidence)


# --- Carrying out ----------------------------------------------------------------------------------------------------


class Taker:
    """Carries a plan out: makes the new organisations, and adds the rows to the form that was posted."""

    def __init__(self, request: HttpRequest, plan: Plan) -> None:
        self.request, self.post, self.plan = request, request.POST, plan
        asked = request.GET.get("language", "")
        self.language = asked if asked in site_languages() else plan.language

    def take(self) -> int:
        """Returns how many participants were added."""
        there, added = _rows(self.post), 0
        words: dict[str, list[str]] = {}
        for line in self.plan.lines:
            if line.do == OTHERS:
                words.setdefault(line.role, []).append(line.piece.name)
            elif line.do != LEAVE:
                pk = self._new(line) if line.do == NEW else line.do
                if (pk, line.role) not in there:
                    there.add((pk, line.role))
                    self._add("participations", organisation=pk, role=line.role, note=line.piece.remark)
                    added += 1
        first = self.plan.lines[0].role
        for role in dict.fromkeys([*words, *([first] if self.plan.keep else ())]):
            self._put_words(role, words.get(role, []), is_first=role == first)
        return added

    def _new(self, line: Line) -> str:
        """Returns the organisation that is made, or the one of that name that was not there yet when one decided."""
        if meanwhile := [pk for pk in _named(line.piece.name) if pk not in line.seen]:
            return meanwhile[0]
        piece = line.piece
        obj = Organisation(source_language=self.language)
        obj.set_current_language(self.language)
        obj.name, obj.acronym = piece.name[:300], piece.acronym[:60]
        obj.save()
        workflow.save_revision(obj, by=self.request.user)
        return str(obj.pk)

    def _put_words(self, role: str, names: list[str], *, is_first: bool) -> None:
        """Keeps names of groups, and where wanted the exact words, in the row of the words about a role."""
        prefix = self._row_about(role)
        if names:
            listed = format_list(names, locale=cldr_locale(self.language))
            if self.plan.has_others and is_first:
                with translation.override(self.language):
                    listed = gettext("%(names)s, among others") % {"names": listed}
            known = self.post.get(f"{prefix}-others", "")
            self.post[f"{prefix}-others"] = f"{known}; {listed}" if known else listed
        if self.plan.keep and is_first and not self.post.get(f"{prefix}-as_published"):
            self.post[f"{prefix}-as_published"] = self.plan.text
            self.post[f"{prefix}-as_published_language"] = self.plan.language

    def _row_about(self, role: str) -> str:
        for number in range(_row_count(self.post, "wordings")):
            if self.post.get(f"wordings-{number}-subject") == role:
                return f"wordings-{number}"
        return self._add("wordings", subject=role, others="", as_published="", as_published_language="")

    def _add(self, prefix: str, **values: Any) -> str:
        """Adds a row to the posted form and returns the beginning of its names."""
        number = _row_count(self.post, prefix)
        self.post[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
        for name, value in values.items():
            self.post[f"{prefix}-{number}-{name}"] = value
        return f"{prefix}-{number}"
