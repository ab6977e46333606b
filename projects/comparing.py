"""A few projects side by side: how lists carry them along, their facts in rows, and which rows tell them apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from editorial.models import Publication
from finder.chosen import LONGEST_KEY, MOST_VALUES, as_text
from finder.reading import Name, Names, read

from .models import Role
from .reading import ProjectEntry

if TYPE_CHECKING:
    from .filters import ProjectSelection

MOST = 4
MOST_FOUND = 10
PARAMETER = "project"
BACK = "back"  # the query string of the list that a comparison came from


def keys_in(data: QueryDict) -> list[str]:
    """Returns the keys of projects that an address names, each once."""
    given = (as_text(key).casefold()[: LONGEST_KEY + 1] for key in data.getlist(PARAMETER)[:MOST_VALUES])
    return list(dict.fromkeys(filter(None, given)))


def list_in(data: QueryDict) -> QueryDict:
    """Returns what the address of a comparison says of the list it came from; only ever a query string, no address."""
    return QueryDict(data.get(BACK, ""))


def query_of(selection: ProjectSelection) -> str:
    """Returns the query string of a list, page and all, without what is ticked in it."""
    return selection.url(**{PARAMETER: None}, page=selection.data.get("page")).partition("?")[2]


def query_for(keys: Iterable[str], back: str = "") -> str:
    """Returns the query string of the comparison of some projects, with that of the list it goes back to."""
    return urlencode([*((PARAMETER, key) for key in keys), *([(BACK, back)] if back else [])])


def address_of(keys: Iterable[str], back: str = "") -> str:
    """Returns the address at which some projects stand side by side."""
    query = query_for(keys, back)
    return f"{reverse('project-compare')}?{query}" if query else reverse("project-compare")


class Picked:
    """The projects ticked for a comparison, which the address of a list carries from page to page: up to four."""

    def __init__(self, selection: ProjectSelection, keys: Iterable[str]) -> None:
        self._selection, self.names = selection, []
        for key in keys:
            name = selection.names.get("project", key) if len(key) <= LONGEST_KEY else None
            if name is None:
                selection.ignore(PARAMETER, key, _("There is no such project (any more)."))
            elif self.is_full:
                selection.ignore(PARAMETER, key, _("Up to four projects stand side by side; the rest was left out."))
            else:
                self.names.append(name)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def is_full(self) -> bool:
        return len(self.names) == MOST

    @property
    def keys(self) -> list[str]:
        return [name.key for name in self.names]

    def state_of(self, key: str) -> str:
        """Returns what its box says of a project: that it is ticked, or cannot be."""
        return "checked" if key in self.keys else "disabled" if self.is_full else ""

    @property
    def lines(self) -> list[tuple[Name, str]]:
        """Returns each project with the address of the list without it."""
        return [(name, self._url([key for key in self.keys if key != name.key])) for name in self.names]

    def _url(self, keys: list[str]) -> str:
        return self._selection.url(**{PARAMETER: keys or None}, page=self._selection.data.get("page"))

    @property
    def unseen(self) -> list[str]:
        """Returns the keys of those that have no box on the page."""
        has_boxes = self._selection.view in ("list", "table")
        boxes = {project.key for project in self._selection.entries} if self.names and has_boxes else ()
        return [key for key in self.keys if key not in boxes]

    @property
    def url(self) -> str:
        """Returns the address of the comparison."""
        return address_of(self.keys, query_of(self._selection))

    @property
    def nothing_url(self) -> str:
        """Returns the address of the list without any of them."""
        return self._url([])


@dataclass(frozen=True)
class Value:
    """One thing in a cell; `is_shared` says that all the projects have it. `text` may be a Name, which has a page."""

    text: Any
    is_shared: bool = False


@dataclass(frozen=True)
class Row:
    """One fact of all projects: `cells` holds the values of each, in the order of the columns."""

    label: str
    cells: list[list[Value]]
    is_prose: bool = False

    @property
    def differs(self) -> bool:
        """Tells whether the projects differ in it, as far as it is known of them."""
        return any(not value.is_shared for cell in self.cells for value in cell)


@dataclass
class Comparison:
    """The projects that an address names, up to four; `back` is the query string of the list they were ticked in."""

    asked: list[str]
    names: Names
    search: str = ""
    back: str = ""

    @classmethod
    def of_request(cls, request: HttpRequest, names: Names, listed: ProjectSelection) -> Comparison:
        """Returns the comparison that the query string describes, and the list that it came from."""
        return cls(keys_in(request.GET), names, as_text(request.GET.get("q", ""))[:200], query_of(listed))

    @cached_property
    def _public(self) -> dict[str, ProjectEntry]:
        found = Publication.objects.visible().of("project").filter(key__in=self.asked).select_related("record")
        return {entry.key: entry for entry in read(found, self.names.language, self.names)}

    @property
    def projects(self) -> list[ProjectEntry]:
        """Returns the projects in the order of the address."""
        return [self._public[key] for key in self.asked if key in self._public][:MOST]

    @property
    def unknown(self) -> list[str]:
        """Returns the keys that name nothing public."""
        return [key for key in self.asked if key not in self._public]

    @property
    def left_out(self) -> int:
        """Returns how many of the projects asked for found no place."""
        return len(self._public) - len(self.projects)

    @property
    def has_room(self) -> bool:
        return len(self.projects) < MOST

    @property
    def list_url(self) -> str:
        """Returns the address of the list they were ticked in, which carries them along."""
        parts = [self.back, query_for(project.key for project in self.projects)]
        return f"{reverse('project-list')}?{'&'.join(filter(None, parts))}".rstrip("?")

    def query(self, *, without: str = "", with_key: str = "") -> str:
        """Returns the query string of this comparison with one project more or less."""
        keys = [project.key for project in self.projects if project.key != without]
        return query_for([*keys, with_key] if with_key else keys, self.back)

    @property
    def columns(self) -> list[tuple[ProjectEntry, str]]:
        """Returns each project with the query string of the comparison without it."""
        return [(project, self.query(without=project.key)) for project in self.projects]

    @cached_property
    def found(self) -> list[tuple[ProjectEntry, str]]:
        """Returns projects that match the search, each with the query string of the comparison with it."""
        if not self.search or not self.has_room:
            return []
        publications = Publication.objects.visible().of("project").matching(self.search)
        publications = publications.exclude(key__in=[project.key for project in self.projects])
        entries = read(publications.select_related("record")[:MOST_FOUND], self.names.language, self.names)
        return [(entry, self.query(with_key=entry.key)) for entry in entries]

    @property
    def count(self) -> int:
        return len(self.projects)

    # --- Rows ------------------------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> list[Row]:
        """Returns the facts that at least one of the projects has."""
        rows = [
            self._row(_("Status"), lambda project: [project.status] if project.status.value else []),
            self._row(_("Period"), lambda project: [project.period]),
            self._row(_("Countries"), lambda project: project.countries),
            self._row(_("Themes"), lambda project: project.themes),
            *(self._role(role) for role in Role),
            self._row(_("Budget"), lambda project: [project.budget]),
            self._row(_("Objective"), lambda project: [project.texts.objective], is_prose=True),
            self._row(_("Results"), lambda project: [project.texts.results], is_prose=True),
        ]
        return [row for row in rows if any(row.cells)]

    @cached_property
    def marked(self) -> list[Row]:
        """Returns the rows that stand out: those that differ or, where most do, those that are the same."""
        if self.count < 2:
            return []
        differing = [row for row in self.rows if row.differs]
        return differing if len(differing) * 2 <= len(self.rows) else [row for row in self.rows if not row.differs]

    def _role(self, role: Role) -> Row:
        def participants(project: ProjectEntry) -> list[Any]:
            groups = [group for group in project.roles if group.role == role]
            return [*(row.organisation for group in groups for row in group.participants), *(g.others for g in groups)]

        return self._row(role.heading(2), participants)

    def _row(self, label: str, values: Callable[[ProjectEntry], Iterable[Any]], *, is_prose: bool = False) -> Row:
        cells = [[value for value in values(project) if value] for project in self.projects]
        shared = set.intersection(*({_identity(value) for value in cell} for cell in cells)) if cells else set()
        return Row(label, [[Value(value, _identity(value) in shared) for value in cell] for cell in cells], is_prose)


def _identity(value: Any) -> str:
    """Returns what makes two values the same: the key of something that has one, else its words."""
    return str(getattr(value, "key", value))
