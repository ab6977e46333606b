"""Things to show template parts with: the content that comes with the site as samples, read without any database.

Whatever is shown is marked as sample data, as it would be if the samples were loaded.
"""

import functools
from types import SimpleNamespace

from babel import Locale
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial import kinds, snapshots
from editorial.kinds import Data
from editorial.models import Publication
from editorial.texts import Shown, cldr_locale, direction, shown
from finder import axis, times
from finder.charts import columns
from finder.figures import Figure, ranked
from finder.paging import PageLink
from finder.reading import Entry, Name, Names, readers
from finder.views import names, vocabulary
from finder.worldmap import Place
from projects.content import theme_snapshots
from projects.content.sample import snapshots as sample_snapshots
from projects.filters import ProjectSelection

# A project with everything that a project may have; others make rows of a list with it.
WHOLE = "safe-roads-1"
PROJECTS = (WHOLE, "dniester-tables-3", "deck-and-shore", "interview-rooms")
DOCUMENTS = ("doc-safe-roads-report", "doc-model-contracts")
# Whatever the catalogue holds, something of this is chosen and something of it means nothing.
QUERY = "q=border&status=completed&status=-planned&year=2014&colour=red"
PLACES = (("gh", 9, -1.2, 7.9), ("ng", 5, 8.1, 9.6), ("tg", 2, 1.0, 8.6), ("md", 7, 28.5, 47.2), ("rs", 1, 20.8, 44.2))


class SampleNames(Names):
    """The names of what samples name: themselves, and countries as CLDR has them. Never asks the database."""

    def __init__(self, language: str) -> None:
        super().__init__(language, known={pair: _name(data, language) for pair, data in _snapshots().items()})

    def _read(self) -> None:
        countries = Locale.parse(cldr_locale(self.language)).territories
        for kind, key in self._wanted:
            found = countries.get(key.upper()) if kind == "country" else None
            self._known[kind, key] = Name(kind, key, Shown(found, self.language, self.language)) if found else None
        self._wanted.clear()


@functools.cache
def _snapshots() -> dict[tuple[str, str], Data]:
    return {(data["kind"], data["key"]): data for data in (*theme_snapshots(), *sample_snapshots())}


def _name(data: Data, language: str) -> Name:
    """Returns the name of a sample, its key for a slug."""
    record = snapshots.record_of(data)
    kind = kinds.get(data["kind"])
    title = shown(record["texts"].get(kind.title), language, record["source"])
    acronym = kind.acronym(record)
    short = str(shown(acronym, language, record["source"])) if isinstance(acronym, dict) else acronym
    return Name(data["kind"], data["key"], title, short, "", data["key"])


class Samples:
    """The samples in one language, as views hand them to templates; `selection` reads the catalogue that there is."""

    def __init__(self, request: HttpRequest) -> None:
        self.language = vocabulary(request).language
        self.names = SampleNames(self.language)
        self.selection = ProjectSelection(
            QueryDict(QUERY), names=names(request), vocabulary=vocabulary(request), path=reverse("project-list")
        )
        self.projects = [self.entry("project", key) for key in PROJECTS]
        self.axis = axis.draw(self.projects, self.language)
        self.documents = [self.entry("document", key) for key in DOCUMENTS]

    def entry(self, kind: str, key: str, *, only: str = "") -> Entry:
        """Returns a sample as a page shows it; `only` leaves it the texts of one language."""
        record = snapshots.record_of(_snapshots()[kind, key])
        if only:
            texts = {
                name: {code: text for code, text in found.items() if code == only}
                for name, found in record["texts"].items()
            }
            record |= {"texts": texts, "source": only}
        publication = Publication(kind=kind, key=key, **kinds.get(kind).columns(record))
        return readers.get(kind, Entry)(publication, record, self.language, self.names)

    @property
    def project(self) -> Entry:
        return self.projects[0]

    @property
    def borrowed(self) -> Entry:
        """Returns a project that is not written in the reader's language."""
        return self.entry("project", WHOLE, only="fr" if self.language != "fr" else "en")

    @property
    def places(self) -> tuple[Place, ...]:
        """Returns places for maps, with numbers that are made up."""
        url = reverse("project-list")
        return tuple(
            Place(key.upper(), str(self.names.get("country", key)), count, f"{url}?country={key}", *point)
            for key, count, *point in PLACES
        )

    @property
    def pager(self) -> SimpleNamespace:
        """Returns the middle of a long list."""
        url = reverse("project-list")
        pages = [PageLink(number, f"{url}?page={number}") if number else None for number in (1, 0, 4, 5, 6, 0, 10)]
        near = {"previous_url": f"{url}?page=4", "next_url": f"{url}?page=6"}
        return SimpleNamespace(first=81, last=100, total=184, number=5, pages=pages, **near)

    @property
    def picture(self) -> SimpleNamespace:
        """Returns a picture that every site has."""
        alt, credit = Shown(_("Sample data"), self.language), Shown("example.org", "en", self.language)
        return SimpleNamespace(url=static("img/favicon.svg"), width=96, height=96, alt=alt, credit=credit)

    @property
    def table(self) -> SimpleNamespace:
        """Returns the first projects as rows."""
        url = reverse("project-list")
        heads = [
            SimpleNamespace(name="title", label=_("Title"), url=f"{url}?view=table&sort=title", sorted="ascending"),
            SimpleNamespace(name="status", label=_("Status"), url="", sorted=""),
            SimpleNamespace(name="countries", label=_("Countries"), url="", sorted=""),
        ]
        rows = [
            SimpleNamespace(
                project=project, state="", cells=[("status", [project.status]), ("countries", project.countries)]
            )
            for project in self.projects
        ]
        choices = [("status", _("Status"), True), ("country", _("Countries"), True), ("theme", _("Themes"), False)]
        return SimpleNamespace(heads=heads, rows=rows, choices=choices)

    @property
    def statuses(self) -> list[dict[str, object]]:
        """Returns a line for each status."""
        url = reverse("project-list")
        return [
            {"status": times.Status(status), "count": 3 * number, "url": f"{url}?status={status}"}
            for number, status in enumerate(times.STATUSES, start=1)
        ]

    @property
    def figure(self) -> Figure:
        """Returns projects by year: a chart with its table."""
        url, this_year = reverse("project-list"), times.today().year
        found = {year: 3 + (year * 7) % 11 for year in range(this_year - 8, this_year + 3)}
        numbers = {str(year): number for year, number in found.items()}
        rtl, total = direction(self.language) == "rtl", sum(found.values())

        def listed(year: object) -> str:
            return f"{url}?year={year}"

        return Figure(
            name="year",
            title=_("Projects by year"),
            head=_("Year"),
            lines=ranked(numbers, str, listed, total=total, language=self.language),
            columns=columns(found, this_year=this_year, rtl=rtl, url=listed),
            more=2,
            all_url=f"{url}?view=figures&figure=year",
            csv_url=f"{url}?view=figures&figure=year&format=csv",
        )

    @property
    def themes(self) -> list[dict[str, object]]:
        """Returns a tree of two themes."""
        under, over = self.entry("theme", "asylum"), self.entry("theme", "migration-governance")
        below = [{"theme": under, "count": 4, "children": []}]
        return [{"theme": over, "count": 12, "children": below}]
