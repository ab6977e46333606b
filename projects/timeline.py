"""The timeline of a selection: the projects of its page as periods on one axis of years, in groups where asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from editorial.texts import direction, sort_key
from finder import charts, figures, times
from finder.charts import Axis, Piece
from finder.chosen import NONE
from finder.figures import Figure

from .figures import Figures
from .filters import ProjectSelection
from .reading import ProjectEntry


@dataclass(frozen=True)
class Grouping:
    """A way to put projects into groups: the filter whose values the groups are, and those that a project has."""

    label: Any
    filter: str
    values: Callable[[ProjectEntry], Iterable[str]]


def _year(project: ProjectEntry) -> list[str]:
    starts = project.publication.starts
    return [str(starts.year)] if starts else []


GROUPINGS = {
    "year": Grouping(gettext_lazy("Year of start"), "started", _year),
    "country": Grouping(gettext_lazy("Country"), "country", lambda project: [c.key for c in project.countries]),
    "donor": Grouping(
        gettext_lazy("Donor"), "donor", lambda project: list(dict.fromkeys(d.key for d in project.donors))
    ),
}


@dataclass(frozen=True)
class Row:
    """A project of the timeline; `again` where it stands in an earlier group too, and is shown in short."""

    project: ProjectEntry
    pieces: tuple[Piece, ...]
    again: bool = False


@dataclass
class Group:
    """Projects of the page that share a value; `total` is how many of the whole selection do, `url` their list."""

    title: Any = ""
    url: str = ""
    total: int = 0
    rows: list[Row] = field(default_factory=list)


class Timeline:
    """The projects on the page of a selection as bars, and the years of the whole selection as columns."""

    def __init__(self, selection: ProjectSelection) -> None:
        self.selection = selection
        given = selection.data.get("group", "")
        if given and given not in GROUPINGS:
            selection.ignore("group", given, _("There is no such group."))
        self.group = given if given in GROUPINGS else ""
        self.rtl = direction(selection.language) == "rtl"
        self._today = times.today()

    @cached_property
    def years(self) -> Figure | None:
        """Returns how many projects of the selection were active in each year, None where none has a date."""
        found = Figures(self.selection, only=("year",)).all
        return found[0] if found and found[0].columns else None

    # --- The axis ------------------------------------------------------------------------------------------------

    @cached_property
    def _span(self) -> tuple[int, int]:
        return charts.axis_years([project.span for project in self.selection.entries], today=self._today)

    @cached_property
    def axis(self) -> Axis:
        """Returns the years of the axis, and today."""
        return charts.axis(*self._span, today=self._today, rtl=self.rtl)

    def _row(self, project: ProjectEntry) -> Row:
        first, last = self._span
        axis = {"first_year": first, "last_year": last, "today": self._today}
        return Row(project, charts.pieces(*project.days, **axis, rtl=self.rtl))

    # --- Groups --------------------------------------------------------------------------------------------------

    @property
    def choices(self) -> list[tuple[Any, str, bool]]:
        """Returns the ways to group: name, address, and whether it is the present one; the first is not to."""
        page = self.selection.data.get("page")
        ways = [
            ("", pgettext_lazy("groups of projects", "none")),
            *((name, way.label) for name, way in GROUPINGS.items()),
        ]
        return [(label, self.selection.url(group=name or None, page=page), name == self.group) for name, label in ways]

    @cached_property
    def groups(self) -> list[Group]:
        """Returns the groups of the page, years in the order of the projects, others with the largest first."""
        rows = [self._row(project) for project in self.selection.entries]
        if not self.group:
            return [Group(rows=rows)]
        found: dict[str, list[Row]] = {}
        for row in rows:
            for value in self._values(row.project):
                found.setdefault(value, []).append(row)
        return self._told(found)

    def _values(self, project: ProjectEntry) -> list[str]:
        """Returns the groups of a project: where some are chosen, only those."""
        way = GROUPINGS[self.group]
        values, wanted = list(way.values(project)), self.selection.chosen[way.filter].wanted
        return [value for value in values if value in wanted] or values or [NONE]

    def _told(self, found: dict[str, list[Row]]) -> list[Group]:
        """Returns groups by value with their titles; what was said in full in one of them is short in the next."""
        way, selection = GROUPINGS[self.group], self.selection
        named, url = selection.filters[way.filter].name_of, figures.proof(selection, way.filter)
        totals = selection.numbers_by(way.filter)
        order = list(found)
        if self.group != "year":
            order.sort(key=lambda v: (v == NONE, -len(found[v]), sort_key(str(named(v)), selection.language)))
        groups, told = [], set()
        for value in order:
            rows = [Row(row.project, row.pieces, row.project.key in told) for row in found[value]]
            told.update(row.project.key for row in rows)
            groups.append(
                Group(named(value), url(value), self._without() if value == NONE else totals.get(value, 0), rows)
            )
        return groups

    def _without(self) -> int:
        """Returns how many of the selection have no value of the groups: `numbers_by` counts what is given only."""
        selection = self.selection
        without = selection.filters[GROUPINGS[self.group].filter].having(selection.index, NONE)
        return without.intersection_cardinality(selection.ids)
