"""The table of a selection: which columns it has, as the address says, and how each is filled and sorted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finder.chosen import MOST_VALUES

from .filters import ProjectSelection
from .models import Role
from .reading import ProjectEntry

PARAMETER = "columns"


@dataclass(frozen=True)
class Column:
    """One fact of projects as a column; `up` and `down` are the orders that sort by it, "" where none does."""

    name: str
    label: str | Promise
    values: Callable[[ProjectEntry], list[Any]]
    is_usual: bool = True
    up: str = ""
    down: str = ""


def _partners(project: ProjectEntry) -> list[Any]:
    groups = [group for group in project.roles if group.role in (Role.PARTNER, Role.ASSOCIATE_PARTNER)]
    return [row.organisation for group in groups for row in group.participants]


COLUMNS = (
    Column("acronym", _("Acronym"), lambda project: [project.acronym]),
    Column("status", _("Status"), lambda project: [project.status] if project.status.value else []),
    Column("period", _("Period"), lambda project: [project.period], up="start", down="-start"),
    Column("countries", _("Countries"), lambda project: project.countries),
    Column("donors", _("Donors"), lambda project: project.donors),
    Column("agencies", _("Agencies"), lambda project: project.agencies),
    Column("partners", _("Partners"), _partners, is_usual=False),
    Column("themes", _("Themes"), lambda project: project.themes, is_usual=False),
    Column("budget", _("Budget"), lambda project: [project.budget], is_usual=False),
)


@dataclass(frozen=True)
class Head:
    """The head of a column: its name and label, the address that sorts by it ("" for none), and how it is sorted."""

    name: str
    label: str | Promise
    url: str = ""
    sorted: str = "none"


@dataclass(frozen=True)
class Row:
    """A project as a row: what its box says (`state`), and of each column the name and the values."""

    project: ProjectEntry
    state: str
    cells: list[tuple[str, list[Any]]]


class Table:
    """The projects of a page of a selection as rows. Columns that the address names in vain are told as ignored."""

    def __init__(self, selection: ProjectSelection) -> None:
        self.selection = selection
        given = list(dict.fromkeys(filter(None, selection.data.getlist(PARAMETER))))[:MOST_VALUES]
        known = {column.name: column for column in COLUMNS}
        for name in given:
            if name not in known:
                selection.ignore(PARAMETER, name, _("There is no such column."))
        asked = [name for name in given if name in known]
        self.columns = [column for column in COLUMNS if (column.name in asked if asked else column.is_usual)]

    @property
    def heads(self) -> list[Head]:
        """Returns the heads of all columns, that of the title first."""
        title = Column("title", _("Title"), lambda project: [project.title], up="title")
        return [self._head(column) for column in (title, *self.columns)]

    def _head(self, column: Column) -> Head:
        sort = self.selection.sort
        state = {column.up: "ascending", column.down: "descending"}.get(sort, "none")
        order = (column.down or column.up) if state != "descending" else column.up
        if not order:
            return Head(column.name, column.label)
        return Head(column.name, column.label, self.selection.url(sort=order), state)

    @property
    def rows(self) -> list[Row]:
        """Returns the projects of the page."""
        return [self._row(project) for project in self.selection.entries]

    def _row(self, project: ProjectEntry) -> Row:
        cells = [(column.name, [value for value in column.values(project) if value]) for column in self.columns]
        return Row(project, self.selection.picked.state_of(project.key), cells)

    @property
    def choices(self) -> list[tuple[str, str | Promise, bool]]:
        """Returns all columns that can be shown, each with whether it is."""
        return [(column.name, column.label, column in self.columns) for column in COLUMNS]
