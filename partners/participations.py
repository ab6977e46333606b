"""The projects that name one organisation or country: how many in which role, a page of them, and who shares them.

Everything is asked of the bitmaps (`finder.bitmaps`), so that an organisation of thirteen thousand projects costs as
much as one of ten; only the finer roles, of which there are few, are asked of the index rows.
"""

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pyroaring import BitMap

from editorial.models import Publication
from finder import axis
from finder.bitmaps import Index
from finder.models import IndexRow
from finder.paging import Pager
from finder.reading import Entry, Names
from finder.selection import Ignored

from . import roles
from .models import Hat

PER_PAGE = 12
TOP = 10
SPARE = 20  # more than are shown, for those that were withdrawn after a project named them


def catalogue(**query: str) -> str:
    """Returns the address of the catalogue with some filters."""
    return f"{reverse('project-list')}?{urlencode(query)}"


class Listing:
    """The projects of a set, the newest first, a page at a time, within the page of what they name.

    Says of its part of the address what it could not read, as a selection does.
    """

    own: tuple[str, ...] = ("page",)

    def __init__(self, request: HttpRequest, names: Names, index: Index, ids: BitMap) -> None:
        self.data: QueryDict = request.GET
        self.path, self.names, self.index, self.ids = request.path, names, index, ids
        self.ignored: list[Ignored] = []
        self.ignored_more = 0

    @property
    def total(self) -> int:
        return len(self.ids)

    @cached_property
    def page(self) -> Page:
        """Returns the page asked for, of places; of one that does not exist the nearest."""
        given, paginator = self.data.get("page", ""), Paginator(range(self.total), PER_PAGE)
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
        if given and not 1 <= number <= paginator.num_pages:
            reason = _("The last page is %(last)d.") % {"last": paginator.num_pages}
            self.ignored.append(Ignored("page", given[:80], reason))
        return paginator.page(max(1, min(number, paginator.num_pages)))

    @cached_property
    def projects(self) -> list[Entry]:
        """Returns the entries of the page with their bars on one axis."""
        projects = axis.newest(self.index, self.ids, self.names, PER_PAGE, (self.page.number - 1) * PER_PAGE)
        self.axis = axis.draw(projects, self.names.language)
        return projects

    @property
    def pager(self) -> Pager | None:
        """Returns the links to the other pages, None without any."""
        return Pager(self) if self.page.paginator.num_pages > 1 else None

    def url(self, **changes: str | None) -> str:
        """Returns the address of another page of the list, or of the list of another role."""
        kept = {name: self.data[name] for name in self.own if self.data.get(name)}
        query = {name: value for name, value in (kept | changes).items() if value}
        return f"{self.path}?{urlencode(query)}#projects" if query else f"{self.path}#projects"


@dataclass(frozen=True)
class Tab:
    """The projects of an organisation in one role: its name, their number, the address that lists them.

    `finer` are the roles that a hat stands for, where it does not stand for one alone.
    """

    label: str
    count: int
    url: str
    is_open: bool
    finer: tuple["Tab", ...] = ()


class Roles(Listing):
    """The projects of an organisation, in all its roles or in the one that the address asks for (`role=donor`).

    A hat means all roles that put it on; a finer role goes by its facet (`role=as-associate-partner`).
    """

    own = ("role", "page")

    def __init__(self, request: HttpRequest, organisation: Entry, index: Index) -> None:
        self.key = organisation.key
        super().__init__(request, organisation.names, index, index.any_of("organisation", [self.key]))
        self.every = len(self.ids)
        self.hats = hats_of(index, self.key)
        self.finer = index.kept(("finer roles", self.key), self._finer)
        self.role = self._role()
        if self.role:
            self.ids = self._in_role()

    def _finer(self) -> dict[str, int]:
        """Returns the number of projects of each finer role (facet) that there is, in the order of roles."""
        facets = list(roles.finer_facets().values())
        rows = IndexRow.objects.filter(of="project", facet__in=facets, value=self.key)
        rows = rows.filter(publication__in=Publication.objects.visible().values("pk")).order_by()
        found = dict(rows.values_list("facet").annotate(n=Count("publication")))
        return {facet: found[facet] for facet in facets if facet in found}

    def _role(self) -> str:
        given = self.data.get("role", "")
        if not given or given in self.finer or given in self.hats:
            return given
        known = given in Hat.values or given in roles.finer_facets().values()
        reason = _("There is no project in this role.") if known else _("There is no such role.")
        self.ignored.append(Ignored("role", given[:80], reason))
        return ""

    def _in_role(self) -> BitMap:
        if self.role in Hat.values:
            return self.index.any_of(self.role, [self.key])
        rows = IndexRow.objects.of("project", self.role, [self.key])
        return BitMap(rows.values_list("publication", flat=True)) & self.index.live

    @property
    def tabs(self) -> list[Tab]:
        """Returns every role that there is, all of them together first."""
        found = [self._tab("", _("All roles"), self.every)]
        worn = {Hat.AGENCY: _("As agency"), Hat.PARTNER: _("As partner"), Hat.DONOR: _("As donor")}
        for hat, count in self.hats.items():
            found.append(self._tab(hat.value, worn[hat], count, tuple(self._finer_tabs(hat))))
        return found

    def _finer_tabs(self, hat: Hat) -> Iterator[Tab]:
        facets, under = roles.finer_facets(), roles.under(hat)
        here = [role for role in under if facets.get(role) in self.finer]
        if here == under[:1]:  # the hat says the same
            return
        for role in here:
            yield self._tab(facets[role], str(capfirst(roles.label(role))), self.finer[facets[role]])

    def _tab(self, role: str, label: str, count: int, finer: tuple[Tab, ...] = ()) -> Tab:
        return Tab(label, count, self.url(role=role, page=None), role == self.role, finer)

    @property
    def all_url(self) -> str:
        """Returns the catalogue with as many projects, "" for a finer role, which it has no filter for."""
        role = self.role or "organisation"
        return catalogue(**{role: self.key}) if role not in self.finer else ""


def hats_of(index: Index, key: str) -> dict[Hat, int]:
    """Returns the number of projects of an organisation under each hat that there is in any, in the order of hats."""
    found = ((hat, len(index.any_of(hat.value, [key]))) for hat in Hat)
    return {hat: number for hat, number in found if number}


# --- Others ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rank:
    """Organisations by their number of projects among some: those with the most, and how many others there are."""

    title: Any
    rows: list[dict[str, Any]]
    others: int


class Ranking:
    """The organisations that some projects name in a facet, the most frequent first; their names are wanted at once.

    `public` are the keys of those that count; without it the first ones are looked at, and nobody is told how many
    others there are.
    """

    def __init__(
        self, index: Index, names: Names, facet: str, ids: BitMap, *, without: str = "", public: Set[str] | None = None
    ) -> None:
        self.index, self.names, self.facet = index, names, facet
        if public is None:
            counted, self.others = index.top(facet, ids, TOP + SPARE), 0
        else:
            counted = {key: count for key, count in index.counts(facet, ids).items() if key in public}
            self.others = max(0, len(counted) - TOP)
        counted.pop(without, None)
        self.counted = dict(islice(counted.items(), TOP + SPARE))
        names.want(("organisation", key) for key in self.counted)

    def rank(self, title: Any, url: Callable[[str], str]) -> Rank | None:
        """Returns the first ones with their numbers, each with the list (`url` of its key) that proves it."""
        rows: list[dict[str, Any]] = []
        for key, count in self.counted.items():
            if len(rows) < TOP and (name := self.names.get("organisation", key)):
                rows.append({"name": name.at(hat=self._hat(key)), "count": count, "url": url(key)})
        return Rank(title, rows, self.others) if rows else None

    def _hat(self, key: str) -> Hat:
        if self.facet in Hat.values:
            return Hat(self.facet)
        return next(iter(hats_of(self.index, key)), Hat.PARTNER)
