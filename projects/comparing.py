"""A few projects side by side: their facts in rows, and which rows tell them apart."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from editorial.models import Publication
from finder.chosen import MOST_VALUES
from finder.reading import Names, read

from .models import Role
from .reading import ProjectEntry

MOST = 4
MOST_FOUND = 10
PARAMETER = "project"


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
    """The projects that an address names, up to four."""

    asked: list[str]
    names: Names
    search: str = ""

    @classmethod
    def of_request(cls, request: HttpRequest, names: Names) -> "Comparison":
        """Returns the comparison that the query string describes."""
        given = [key.strip().casefold()[:64] for key in request.GET.getlist(PARAMETER)[:MOST_VALUES]]
        return cls(list(dict.fromkeys(filter(None, given))), names, request.GET.get("q", "").strip()[:200])

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

    def query(self, *, without: str = "", with_key: str = "") -> str:
        """Returns the query string of this comparison with one project more or less."""
        keys = [project.key for project in self.projects if project.key != without]
        return "&".join(f"{PARAMETER}={key}" for key in (*keys, *([with_key] if with_key else [])))

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

    # --- Rows ------------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> list[Row]:
        """Returns the facts that at least one of the projects has."""
        rows = [
            self._row(_("Status"), lambda project: [project.status.label]),
            self._row(_("Period"), lambda project: [project.period]),
            self._row(_("Countries"), lambda project: project.countries),
            self._row(_("Themes"), lambda project: project.themes),
            *(self._role(role) for role in Role),
            self._row(_("Budget"), lambda project: [project.budget]),
            self._row(_("Objective"), lambda project: [project.texts.objective], is_prose=True),
            self._row(_("Results"), lambda project: [project.texts.results], is_prose=True),
        ]
        return [row for row in rows if any(row.cells)]

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
