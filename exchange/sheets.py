"""What a factsheet shows beyond the thing itself: key figures, the years, a map, and as many projects as there is room.

Everything is of the selection that the list of these projects shows, counted as its figures are.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from math import ceil, pi, sqrt
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.texts import direction
from finder import counts, times, worldmap
from finder.chosen import NONE
from finder.figures import numbers
from finder.periods import PartialDate, format_partial
from finder.reading import Entry, Name
from finder.views import vocabulary
from finder.vocabulary import Vocabulary
from finder.worldmap import Panel, Place
from partners import maps
from partners.models import Hat
from partners.views import hats_in, numbers_of
from projects.filters import ProjectSelection

# What a sheet counts the projects of each kind by.
FACETS = {"theme": ("country", "donor"), "country": ("donor", "agency"), "organisation": ("country", "theme")}
MOST_YEARS = 24
MOST_RANKED = 6
MOST_NAMED = 3  # countries or donors of a project in the list
# Lines of the list that two pages hold beside everything else (what stands between two rows is most of a line), and
# letters that a line of each column holds; a line of the text above takes half as much again.
ROOM, LEAST_ROOM = 76, 24
LINE_OF_TEXT, LINE_OF_TITLE, LINE_OF_PERIOD, LINE_OF_COUNTRIES, LINE_OF_DONORS = 80, 41, 23, 24, 22
BETWEEN_ROWS = 0.75
FEWEST_LINES = 1 + BETWEEN_ROWS
# Circles of a map on paper cover at most so much of it; a number within needs a large one.
COVERED, LARGEST = 0.1, 20.0


@dataclass(frozen=True, slots=True)
class Column:
    """A year of the chart: its projects, and where its column stands in a drawing of 300 by 60."""

    year: int
    count: int
    x: float
    width: float
    y: float
    height: float
    middle: float
    colour: str
    named: bool
    numbered: bool

    @property
    def label_y(self) -> float:
        """Returns where the number stands: just above the column."""
        return self.y - 3


@dataclass(frozen=True, slots=True)
class Ranks:
    """The most frequent names of one facet, with their numbers."""

    label: str
    rows: list[tuple[Name, int]]
    others: int


@dataclass(frozen=True, slots=True)
class Row:
    """A project in the list: where it takes place and who pays, shortened to what a line holds."""

    project: Entry
    where: str
    donors: str

    @property
    def lines(self) -> float:
        """Returns the height in lines of the list, the space between two rows included."""
        title = len(self.project.title) + len(self.project.acronym) + 12 * self.project.sample
        return BETWEEN_ROWS + max(
            ceil(title / LINE_OF_TITLE),
            ceil(len(self.project.period) / LINE_OF_PERIOD) + bool(self.project.status.value),
            ceil(len(self.where) / LINE_OF_COUNTRIES),
            ceil(len(self.donors) / LINE_OF_DONORS),
        )


def of_projects(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """Returns what the sheet of a theme, a country or an organisation shows of its projects."""
    kind, known, listed = entry.record["kind"], vocabulary(request), reverse("project-list")
    selection = ProjectSelection.of_request(request, QueryDict(f"{kind}={entry.key}"), path=listed)
    by_status = numbers(selection, "status")
    by_year = {int(year): count for year, count in numbers(selection, "year").items() if year != NONE}
    ranked = {facet: _public(known, facet, numbers(selection, facet)) for facet in FACETS[kind]}
    total, url = selection.total, selection.url()
    rows = _rows(selection, entry)
    by_country = {entry.key: total} if kind == "country" else ranked["country"]
    return {
        "total": total,
        "statuses": counts.status_lines(by_status, url),
        "columns": columns(by_year, entry.language),
        "years_in_words": ", ".join(f"{year}: {count}" for year, count in by_year.items()),
        "ranks": _ranks(ranked, entry),
        "panel": large(maps.places_of(known, entry.names, by_country), names=kind != "country"),
        "rows": rows,
        "others": total - len(rows),
        "all_url": url,
        "changed": max(filter(None, (entry.publication.changed_at, _changed(selection)))),
        "roles": _roles(request, entry) if kind == "organisation" else [],
    }


def _public(known: Vocabulary, facet: str, found: dict[str, int]) -> dict[str, int]:
    """Returns the numbers without those of what was withdrawn after projects had named it."""
    public = known.keys(_kind(facet))
    return {key: count for key, count in found.items() if key in public}


def _kind(facet: str) -> str:
    """Returns the kind that the values of a facet name."""
    return facet if facet in ("country", "theme") else "organisation"


def _changed(selection: ProjectSelection) -> datetime | None:
    """Returns when one of the projects changed last."""
    question = ("changed", selection.url(), times.today())
    return selection.vocabulary.kept(question, lambda: selection.qs.aggregate(at=Max("changed_at"))["at"])


def columns(by_year: dict[int, int], language: str) -> list[Column]:
    """Returns the chart of the years, the last ones when there are many; nothing for a single year."""
    this_year = times.today().year
    if len(by_year) < 2:
        return []
    last = min(max(by_year), this_year + 5)
    years = list(range(max(min(by_year), last - MOST_YEARS + 1), last + 1))
    step, highest = 300 / max(1, len(years)), max((by_year.get(year, 0) for year in years), default=1) or 1
    every = ceil(len(years) / 12)
    found = []
    for place, year in enumerate(years):
        count = by_year.get(year, 0)
        left = (len(years) - 1 - place if direction(language) == "rtl" else place) * step
        colour = "#a1145c" if year == this_year else "#c9ccc9" if year > this_year else "#4d5862"
        height = round(44 * count / highest, 1)
        x, width = round(left + step * 0.14, 1), round(min(step * 0.72, 26), 1)
        named = (years[-1] - year) % every == 0
        numbered = count > 0 and 5 * len(str(count)) <= step
        y, middle = round(56 - height, 1), round(x + width / 2, 1)
        found.append(Column(year, count, x, width, y, height, middle, colour, named, numbered))
    return found


def _ranks(ranked: dict[str, dict[str, int]], entry: Entry) -> list[Ranks]:
    kinds = {facet: _kind(facet) for facet in ranked}
    first = {facet: list(islice(found.items(), MOST_RANKED)) for facet, found in ranked.items()}
    for facet, rows in first.items():
        entry.names.want((kinds[facet], key) for key, _count in rows)
    found = []
    for facet, rows in first.items():
        named = [(entry.names.get(kinds[facet], key), count) for key, count in rows]
        hat = {"hat": Hat(facet)} if kinds[facet] == "organisation" else {}
        if named := [(name.at(**hat), count) for name, count in named if name and name.key != entry.key]:
            label = {"country": _("Countries"), "theme": _("Themes")}.get(facet) or Hat(facet).title
            found.append(Ranks(label, named, len(ranked[facet]) - len(rows)))
    return found


def _roles(request: HttpRequest, entry: Entry) -> list[tuple[str, int]]:
    """Returns under which hats an organisation takes part, with the number of projects under each."""
    numbers = getattr(request, "numbers", None) or numbers_of(entry.key)
    return [(str(Hat(hat).title), count) for hat, count in hats_in(numbers).items()]


def _rows(selection: ProjectSelection, entry: Entry) -> list[Row]:
    """Returns the newest projects, as many as fit on the sheet beside its text."""
    text = entry.texts.description if entry.kind != "country" else ""
    room = max(LEAST_ROOM, ROOM - ceil(len(text) / LINE_OF_TEXT) * 1.5 - 3 * (len(entry.title) // 45))
    rows = []
    for row in map(_row, selection.first(int(ROOM / FEWEST_LINES))):
        room -= row.lines
        if room < 0:
            break
        rows.append(row)
    return rows


def _row(project: Any) -> Row:
    return Row(project, _few(project.countries), _few(project.donors, short=True))


def _few(names: Iterable[Name], *, short: bool = False) -> str:
    """Returns some names in words; of many, the first ones and how many more there are."""
    words = [(name.acronym if short else "") or f"{name}{'*' if name.note else ''}" for name in names]
    if len(words) > MOST_NAMED:
        more = len(words) - MOST_NAMED + 1
        rest = ngettext("and %(counter)s more", "and %(counter)s more", more) % {"counter": more}
        words = [*words[: MOST_NAMED - 1], rest]
    return " · ".join(words)


# --- Maps ------------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=64)
def small(places: tuple[Place, ...]) -> Panel | None:
    """Returns the map in the margin of a project's sheet, None without places."""
    return worldmap.panel(places, width=232, height=188, font_size=11, numbers=False, span=34) if places else None


@functools.lru_cache(maxsize=64)
def large(places: tuple[Place, ...], *, names: bool) -> Panel | None:
    """Returns the map beside the figures of a sheet, None without places."""
    if not places:
        return None
    width, height = 424, 275
    radius = min(4.4, sqrt(COVERED * width * height / (pi * sum(place.count for place in places))))
    return worldmap.panel(
        places,
        width=width,
        height=height,
        radius=radius,
        largest=LARGEST,
        pad=6.0 if len(places) < 40 else 2.0,
        font_size=11,
        numbers=names,
        names=names,
        span=40,
        keep=0.92,
        all_names=False,
    )


def version(changed: datetime, language: str) -> str:
    """Returns the day of a version in words."""
    return format_partial(PartialDate.from_iso(timezone.localdate(changed).isoformat()), language)
