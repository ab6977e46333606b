"""The search for anything on the desk: objects of every kind by any of their names, pages, and what one can do.

At a hundred thousand projects an answer may not look at every name in order. So objects are looked for along indexes
first (a title that begins with the words, a key, an acronym), then for the words anywhere in the names, where a few
are enough; the best of both are shown.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import get_user_model
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import kinds, texts
from ..models import State, TitleKey, WorkingCopy
from . import matches
from .addresses import address
from .filters import names_of

SHOWN = 6
CANDIDATES = 40
LONGEST = 200


@dataclass(frozen=True)
class Page:
    """A page that no list of models knows; `words` find it besides its title, `permission` is what it asks for."""

    name: str
    title: str | Promise
    words: str | Promise
    permission: str = ""


_known = [
    Page("admin:index", _("Home"), _("start to do")),
    Page("admin:password_change", _("Change password"), _("account security")),
]


def register(page: Page) -> None:
    """Lets a page of a room be found."""
    _known.append(page)


@dataclass(frozen=True)
class Other:
    """Another name than the one shown, which has the words: as it is written, in its language where that is known."""

    text: str
    language: str = ""
    direction: str = "auto"


@dataclass
class Hit:
    """One thing that was found: where it leads, its name, and facts that tell it from others.

    `language` is that of the name where it is not the reader's; choosing it switches the interface to `interface`.
    `other` is the name that was found where it is not the one shown.
    """

    title: str
    url: str
    facts: list[str] = field(default_factory=list)
    language: str = ""
    direction: str = ""
    interface: str = ""
    other: Other | None = None


@dataclass
class Group:
    """What was found of one sort; `more` leads to all of it where only the first are shown."""

    name: str
    hits: list[Hit]
    more: str = ""


@dataclass(frozen=True)
class Candidate:
    """An object that may be shown: its place among the others of its kind is that of its best name."""

    pk: int
    key: str
    state: str
    folded: str

    def rank(self, asked: str) -> tuple[int, int, int]:
        names = self.folded.split(texts.BETWEEN.strip())
        return min(_rank(name.strip(), asked) for name in names), len(self.folded), self.pk


def _rank(name: str, asked: str) -> int:
    """Returns how well a name answers: the same, begins so, has a word that begins so, has it somewhere."""
    if name == asked:
        return 0
    if name.startswith(asked):
        return 1
    return 2 if f" {asked}" in name else 3


# --- Objects ----------------------------------------------------------------------------------------------------------


def _candidates(model: type[WorkingCopy], asked: str) -> tuple[list[Candidate], bool]:
    """Returns the best few objects of a model whose names have all words, and whether there may be more."""
    columns = ("pk", "key", "state", "folded")
    rows, found = model.objects.order_by(), {}
    anywhere = rows.matching(asked)
    if "acronym" in model.aggregate.fields:  # of these there may be very many; the acronym has an index
        known = Q(pk__in=_beginning(model, asked)) | Q(key=asked)
        known |= Q(acronym__in=[asked, asked.upper(), asked.title()])
        found = {row[0]: Candidate(*row) for row in rows.filter(known).values_list(*columns)}
    else:
        anywhere = anywhere.order_by(_at_the_start(asked))
    more = [Candidate(*row) for row in anywhere.values_list(*columns)[:CANDIDATES]]
    found |= {one.pk: one for one in more}
    ranked = sorted(found.values(), key=lambda one: one.rank(asked))
    return ranked[:SHOWN], len(ranked) > SHOWN


def _at_the_start(asked: str) -> Case:
    """Returns what puts names that are the words first, then those that begin with them."""
    between = texts.BETWEEN
    whole = Q(folded=asked) | Q(folded__startswith=f"{asked}{between}") | Q(folded__endswith=f"{between}{asked}")
    whole |= Q(folded__contains=f"{between}{asked}{between}")
    begins = Q(folded__startswith=asked) | Q(folded__contains=f"{between}{asked}")
    return Case(When(whole, then=Value(0)), When(begins, then=Value(1)), default=Value(2))


def _beginning(model: type[WorkingCopy], asked: str) -> list[int]:
    """Returns the first few objects, by title, whose title in the reader's language begins with the words."""
    language = texts.active_language()
    begin = texts.sort_key(asked, language)
    if not begin:
        return []
    rows = TitleKey.objects.filter(kind=kinds.of(model).name, language=language)
    rows = rows.filter(sort_key__gte=begin, sort_key__lt=begin + b"\xff").order_by("sort_key", "object_id")
    return list(rows.values_list("object_id", flat=True)[:SHOWN])


def objects(site: AdminSite, request: HttpRequest, asked: str) -> Iterator[Group]:
    """Yields what is found of each kind that the person may see."""
    found: list[tuple[ModelAdmin, list[Candidate], bool]] = []
    for model, model_admin in site._registry.items():
        is_kind = issubclass(model, WorkingCopy) and not model._meta.proxy
        if is_kind and model_admin.has_view_or_change_permission(request):
            candidates, is_cut = _candidates(model, asked)
            if candidates:
                found.append((model_admin, candidates, is_cut))
    wanted = [(kinds.of(one.model).name, Q(pk__in=[row.pk for row in rows])) for one, rows, _cut in found]
    names = {(named.kind, named.pk): named.name for named in names_of(wanted)} if wanted else {}
    others = matches.names_of(
        (kinds.of(model_admin.model).name, one.pk)
        for model_admin, rows, _cut in found
        for one in rows
        if _unseen(names.get((kinds.of(model_admin.model).name, one.pk), one.key), asked)
    )
    found.sort(key=lambda group: group[1][0].rank(asked)[0])  # the kind with the best answer first
    for model_admin, candidates, is_cut in found:
        opts, kind = model_admin.opts, kinds.of(model_admin.model).name
        hits = []
        for one in candidates:
            name = names.get((kind, one.pk)) or texts.Shown(one.key)
            hits.append(_hit(opts, one, name, _other(others.get((kind, one.pk), []), name, asked)))
        more = f"{address(opts, 'changelist')}?q={quote_plus(asked)}" if is_cut else ""
        yield Group(str(capfirst(opts.verbose_name_plural)), hits, more)


def _unseen(name: str, asked: str) -> list[str]:
    """Returns the words of a search that a name does not have."""
    folded = texts.fold(name)
    return [word for word in asked.split() if word not in folded]


def _other(names: list[texts.Shown], shown: texts.Shown, asked: str) -> Other | None:
    """Returns the name that best answers the words which the shown one lacks."""
    unseen = _unseen(shown, asked)
    having = [name for name in names if any(word in texts.fold(name) for word in unseen)]
    if not having:
        return None
    best = min(having, key=lambda name: _rank(texts.fold(name), asked))
    return Other(str(best), best.language, best.direction) if best.language else Other(str(best))


def _hit(opts: Any, one: Candidate, name: texts.Shown, other: Other | None) -> Hit:
    language = name.language if name.is_fallback else ""
    direction = texts.direction(language) if language else ""
    facts = [str(State(one.state).label)]
    return Hit(str(name), address(opts, "change", one.pk), facts, language, direction, other=other)


def people(site: AdminSite, request: HttpRequest, asked: str) -> Iterator[Group]:
    """Yields the people whose name or address has all words, for those who may see them."""
    model_admin = site._registry.get(get_user_model())
    if model_admin is None or not model_admin.has_view_or_change_permission(request):
        return
    found: QuerySet = model_admin.model._default_manager.order_by("username")
    for word in asked.split():
        names = (f"{name}__icontains" for name in ("username", "first_name", "last_name", "email"))
        condition = Q()
        for name in names:
            condition |= Q(**{name: word})
        found = found.filter(condition)
    hits = []
    for person in found[:SHOWN]:
        name = person.get_full_name() or person.get_username()
        hits.append(Hit(name, address(model_admin.opts, "change", person.pk), [person.email] if person.email else []))
    if hits:
        yield Group(str(capfirst(model_admin.opts.verbose_name_plural)), hits)


# --- Pages and actions ------------------------------------------------------------------------------------------------


def pages(site: AdminSite, request: HttpRequest, asked: str) -> Iterator[Group]:
    """Yields the lists, forms to add something, and other pages whose name has all words."""
    hits = [hit for hit, words in _pages(site, request) if _has_all(words, asked)]
    if hits:
        yield Group(
            gettext("Pages of the desk"), sorted(hits, key=lambda hit: _rank(texts.fold(str(hit.title)), asked))[:SHOWN]
        )


def _pages(site: AdminSite, request: HttpRequest) -> Iterator[tuple[Hit, str]]:
    for page in _known:
        if not page.permission or request.user.has_perm(page.permission):
            yield Hit(str(page.title), reverse(page.name)), f"{page.title} {page.words}"
    for model, model_admin in site._registry.items():
        opts = model._meta
        plural = str(capfirst(opts.verbose_name_plural))
        if model_admin.has_view_or_change_permission(request):
            about = str(getattr(model_admin, "about_model", ""))
            yield Hit(plural, address(opts, "changelist"), [gettext("list")]), f"{plural} {about}"
        if model_admin.has_add_permission(request):
            title = gettext("Add %(name)s") % {"name": opts.verbose_name}
            yield Hit(title, address(opts, "add"), [gettext("form")]), title


def languages(site: AdminSite, request: HttpRequest, asked: str) -> Iterator[Group]:
    """Yields the languages to which the interface can be switched."""
    words, hits = gettext("language of the interface change"), []
    for code, _name in settings.LANGUAGES:
        info = get_language_info(code)
        if _has_all(f"{words} {info['name_local']} {info['name_translated']} {info['name']}", asked):
            facts = [str(info["name_translated"])]
            hits.append(Hit(info["name_local"], "", facts, code, texts.direction(code), interface=code))
    if hits:
        yield Group(gettext("Language of the interface"), hits)


def _has_all(text: str, asked: str) -> bool:
    folded = f" {texts.fold(text)}"
    return all(f" {word}" in folded for word in asked.split())


# --- The answer -------------------------------------------------------------------------------------------------------

SOURCES: tuple[Callable[[AdminSite, HttpRequest, str], Iterable[Group]], ...] = (pages, objects, people, languages)


def find(site: AdminSite, request: HttpRequest, query: str) -> list[Group]:
    """Returns everything that the person may see and that a search finds, in groups."""
    asked = texts.fold(query[:LONGEST])
    if not asked:
        return []
    return [group for source in SOURCES for group in source(site, request, asked)]


def find_view(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Answers a search as a page, or as data for the field that is on every page."""
    query = request.GET.get("q", "").strip()
    groups = find(site, request, query)
    count = sum(len(group.hits) for group in groups)
    words = (
        ngettext("%(count)d found.", "%(count)d found.", count) % {"count": count}
        if count
        else gettext("Nothing found.")
    )
    if request.GET.get("format") == "json":
        answer = {"groups": [asdict(group) for group in groups], "words": words, "more": gettext("All of these")}
        return JsonResponse(answer)
    context = {
        **site.each_context(request),
        "title": gettext("Find"),
        "query": query,
        "groups": groups,
        "words": words,
        "can_add": [hit for hit, _words in _pages(site, request) if hit.facts == [gettext("form")]]
        if not groups
        else [],
    }
    return TemplateResponse(request, "admin/find.html", context)
