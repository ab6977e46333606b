"""Merging two organisations in the desk: which one stays, what of each stays, and everything that follows them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext

from editorial import snapshots, texts, workflow
from editorial.desk import logged
from editorial.desk.addresses import Link, link_to
from editorial.desk.deleting import InUse, Way
from editorial.kinds import Data
from editorial.models import Address, State
from finder.lists import join
from finder.merging import public_after

from .. import doubles, merging
from ..models import Country, Organisation, OrganisationName, OrganisationType
from .doubles import Pair
from .uses import Uses, uses_of

LONGEST = 240
MOST_FOUND = 20
SIGNS = ("one", "other")
SHOW = "_show"


@dataclass(frozen=True)
class Side:
    """One of the two: what it is, what names it, and whether it stays."""

    obj: Organisation
    uses: Uses
    stays: bool

    @property
    def link(self) -> Link:
        return link_to(self.obj)

    @property
    def state(self) -> State:
        return State(self.obj.state)

    @property
    def hats(self) -> str:
        return join([str(hat.label) for hat in self.obj.hats])


@dataclass(frozen=True)
class Choice:
    """One fact as the page shows it: both values in words, and which of them is chosen."""

    fact: merging.Fact
    mine: str
    theirs: str
    is_other: bool

    @property
    def direction(self) -> str:
        return texts.direction(self.fact.language) if self.fact.language else ""


class MergingMixin:
    """Adds the merging of two organisations to their admin."""

    def get_urls(self) -> list:
        if self.model is not Organisation:
            return super().get_urls()
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name="partners_organisation_merge"), *super().get_urls()]

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Leads from an organisation that was merged to the one that it is now."""
        if (survivor := merging.survivor_of(object_id)) is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        message = gettext("It was merged into “%(name)s”, which you see here.") % {"name": survivor}
        self.message_user(request, message, messages.INFO)
        return HttpResponseRedirect(link_to(survivor).url)

    def better_ways(self, request: HttpRequest, entry: InUse) -> list[Way]:
        """Offers to merge what is there twice."""
        ways = super().better_ways(request, entry)
        if workflow.may_publish(request.user) and self.has_delete_permission(request):
            address = f"{reverse('admin:partners_organisation_merge')}?one={entry.obj.pk}"
            ways.append(Way(gettext("Merge it with another organisation"), address))
        return ways

    # --- The page -----------------------------------------------------------------------------------------------------

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Shows what a merge would do, asks what stays, and does it."""
        if not (workflow.may_publish(request.user) and self.has_delete_permission(request)):
            raise PermissionDenied
        given = request.POST if request.method == "POST" else request.GET
        one, other = (self._given(given.get(sign, "")) for sign in SIGNS)
        if one is None:
            return HttpResponseRedirect(reverse("admin:partners_organisation_changelist"))
        if other is None or other.pk == one.pk:
            return self._choose(request, one)
        is_merging = request.method == "POST" and SHOW not in request.POST
        stays = given.get("shown" if is_merging else "stays")
        survivor, loser = (other, one) if stays == str(other.pk) else (one, other)
        refusals: list[str] = []
        if is_merging:
            try:
                return self._merge(request, survivor, loser)
            except ValidationError as refusal:
                refusals = refusal.messages
        return self._preview(request, one, other, survivor, loser, refusals)

    @staticmethod
    def _given(pk: str) -> Organisation | None:
        return Organisation.objects.filter(pk=pk).with_texts().first() if pk.isdecimal() else None

    def _choose(self, request: HttpRequest, one: Organisation) -> HttpResponse:
        """Asks with which other organisation one is to be merged; the likeliest come first."""
        search = request.GET.get("q", "").strip()
        if search:
            found = Organisation.objects.matching(search).by_title(texts.active_language()).order_by("shown_title")
            likely = [(obj, ()) for obj in found.exclude(pk=one.pk).with_texts()[:MOST_FOUND]]
        else:
            likely = self._likely(one)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge with another organisation"),
            "opts": self.opts,
            "one": link_to(one),
            "obj": one,
            "search": search,
            "found": [(link_to(obj), obj, reasons, Pair(one, obj).merge_url) for obj, reasons in likely],
        }
        return TemplateResponse(request, "admin/partners/merge_choose.html", context)

    @staticmethod
    def _likely(one: Organisation) -> list[tuple[Organisation, tuple]]:
        own = next(iter(doubles.profiles([one.pk]).values()))
        found: dict[int, tuple] = {}
        for name in own.names:
            for double in doubles.of_new(name, country=own.country):
                if double.pk != one.pk:
                    found.setdefault(double.pk, double.evidence)
        objects = Organisation.objects.filter(pk__in=found).with_texts().in_bulk()
        return [(objects[pk], reasons) for pk, reasons in found.items() if pk in objects]

    def _preview(
        self,
        request: HttpRequest,
        one: Organisation,
        other: Organisation,
        survivor: Organisation,
        loser: Organisation,
        refusals: list[str],
    ) -> HttpResponse:
        mine, theirs = snapshots.take(survivor), snapshots.take(loser)
        chosen, decided = _choices_of(request.POST, survivor)
        nature = self._nature(request)
        data = merging.combined(mine, theirs, chosen, nature=nature)
        rows = list(self._choices(mine, theirs, chosen))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge two organisations"),
            "opts": self.opts,
            "one": one,
            "other": other,
            "sides": [Side(obj, uses_of(obj), obj.pk == survivor.pk) for obj in (one, other)],
            "survivor": survivor,
            "loser": loser,
            "decided": sorted(decided),
            "conflicts": [row for row in rows if row.fact.is_conflict],
            "agreed": [row for row in rows if not row.fact.is_conflict],
            "other_names": data["names"],
            "natures": [(value, label, value == nature) for value, label in _natures()],
            "addresses": self._addresses(loser),
            "public_after": public_after(merging.kind(), loser, survivor),
            "survivor_state": State(survivor.state),
            "refusals": refusals or list(merging.circle(survivor, loser, data).values()),
            "marks": {obj.pk: self._mark(obj) for obj in (one, other)},
            "mark_one": self._mark(one),
            "mark_other": self._mark(other),
        }
        return TemplateResponse(request, "admin/partners/merge.html", context)

    @staticmethod
    def _nature(request: HttpRequest) -> str:
        given = request.POST.get("nature", "")
        return given if given in dict(_natures()) else OrganisationName.Nature.ALIAS.value

    @staticmethod
    def _mark(obj: Organisation) -> str:
        newest = workflow.latest(obj)
        return newest.mark if newest else ""

    @staticmethod
    def _addresses(loser: Organisation) -> list[str]:
        found = Address.objects.filter(kind="organisation", key=loser.key).order_by("language", "path")
        return [f"{address.language}/{address.path}" for address in found]

    @staticmethod
    def _choices(mine: Data, theirs: Data, chosen: dict[str, str]) -> Any:
        for fact in merging.facts(mine, theirs):
            words = (_words(fact.name, value) for value in (fact.mine, fact.theirs))
            yield Choice(fact, *words, is_other=fact.name in chosen)

    # --- The step -----------------------------------------------------------------------------------------------------

    @transaction.atomic
    def _merge(self, request: HttpRequest, survivor: Organisation, loser: Organisation) -> HttpResponse:
        marks = {request.POST.get(sign): request.POST.get(f"mark_{sign}", "") for sign in SIGNS}
        for obj in (survivor, loser):
            try:
                workflow.refuse_stale(obj, marks.get(str(obj.pk), ""))
            except workflow.Stale as stale:
                message = gettext("“%(name)s” was saved meanwhile. Nothing was merged; look again, and then merge.")
                raise ValidationError(message % {"name": obj}) from stale
        chosen, _decided = _choices_of(request.POST, survivor)
        name, key, known = str(loser), loser.key, set(survivor.names.values_list("name", flat=True))
        self.log_deletions(request, Organisation.objects.filter(pk=loser.pk))
        merged = merging.merge(loser, survivor, chosen, nature=self._nature(request), by=request.user)
        self.log_change(request, merged, [*_new_names(merged, known), logged.deleted(Organisation, f"{name} ({key})")])
        message = gettext("“%(other)s” was merged into “%(name)s”. Its names, its addresses and its key lead here.")
        self.message_user(request, message % {"other": name, "name": merged}, messages.SUCCESS)
        return HttpResponseRedirect(link_to(merged).url)


def _choices_of(post: QueryDict, survivor: Organisation) -> tuple[dict[str, str], set[str]]:
    """Returns the facts whose value comes from the other one, and all on which somebody has decided.

    Whose value was chosen stays chosen when the two are turned round; what nobody decided is that of the survivor.
    """
    others = {name for name, value in post.items() if value == merging.OTHER}
    decided = others | set(post.getlist("decided"))
    if post.get("shown", str(survivor.pk)) != str(survivor.pk):
        others = decided - others
    return dict.fromkeys(others, merging.OTHER), decided


def _new_names(merged: Organisation, known: set[str]) -> list[logged.Entry]:
    return [logged.added(OrganisationName, row.name) for row in merged.names.all() if row.name not in known]


def _natures() -> list[tuple[str, Any]]:
    wanted = (OrganisationName.Nature.ALIAS, OrganisationName.Nature.FORMER)
    return [(nature.value, nature.label) for nature in wanted]


def _words(name: str, value: str) -> str:
    """Returns the value of a fact as people read it."""
    if not value:
        return ""
    if name == "organisation_type":
        return str(OrganisationType(value).label)
    if name in ("country", *merging.RELATIONS):
        model = Country if name == "country" else Organisation
        return str(model.objects.filter(key=value).first() or value)
    if name == "logo":
        return value.rpartition("/")[2]
    plain = " ".join(strip_tags(value.replace("<", " <")).split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]} …"
