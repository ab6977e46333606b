"""The one reading of the query strings of projects and documents; every form of a selection starts here."""

import re
from collections.abc import Callable
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from pyroaring import BitMap

from editorial.models import Publication
from finder import search, times
from finder.bitmaps import Index
from finder.chosen import LONGEST_KEY, NONE, TextField
from finder.controls import Panel
from finder.filters import BY_NAME, MOST_RELEVANT, RELEVANCE, ConditionFilter, KeysFilter, Order, Shared, nulls_last
from finder.index import has
from finder.models import IndexRow
from finder.reading import Entry
from finder.selection import Selection
from partners.filters import below_theme, regions_by_code, regions_of, themes_among, themes_with_projects
from partners.models import Hat

from . import comparing
from .models import DocumentKind

MOST_SEEN = 7  # values of a long filter that its form shows at once
MOST_IN_A_TREE = 12  # themes that it shows as a tree; of more, the most frequent
# The filters whose values have a page of their own.
FACETS = (
    "status", "country", "region", "theme", "donor", "agency", "partner", "organisation", "year", "document",
    "translated",
)  # fmt: skip
YEAR = re.compile(r"[12][0-9]{3}")
CURRENCY = re.compile(r"[a-z]{3}")


def languages_by_code() -> dict[str, str]:
    """Returns the languages of the site, each in the active language."""
    return {code: str(get_language_info(code)["name_translated"]) for code, _name in settings.LANGUAGES}


class YearFilter(ConditionFilter):
    """Keeps what was active on at least one day of a year ("none": without dates), or met it in another way."""

    def __init__(self, label: Any, condition: Callable[[str], Q] | None = None, *, facet: str = "active") -> None:
        super().__init__(label, condition=condition or self._active, facet=facet)

    @staticmethod
    def _active(value: str) -> Q:
        return times.UNDATED if value == NONE else times.active_between(int(value), int(value))

    def problem(self, value: str) -> str:
        return "" if value == NONE or YEAR.fullmatch(value) else _("This is not a year.")

    def name_of(self, value: str) -> Any:
        return _("not given") if value == NONE else value


class CurrencyFilter(ConditionFilter):
    """Keeps projects that have a budget in a currency; "none" is without any budget."""

    def __init__(self, label: Any) -> None:
        super().__init__(label, condition=self._given_in, facet="currency")

    @staticmethod
    def _given_in(value: str) -> Q:
        return Q(amount=None) if value == NONE else Q(amount__isnull=False, currency=value.upper())

    def problem(self, value: str) -> str:
        return "" if value == NONE or CURRENCY.fullmatch(value) else _("This is not the code of a currency.")

    def name_of(self, value: str) -> Any:
        return _("not given") if value == NONE else value.upper()


class SinceFilter(Shared, django_filters.Filter):
    """Keeps what was active from a year on (`is_first`), or until a year; the two together make one span."""

    field_class = TextField

    def __init__(self, label: Any, *, is_first: bool) -> None:
        super().__init__(label=label)
        self.is_first = is_first

    def _span(self, value: str) -> tuple[int | None, int | None]:
        return (int(value), None) if self.is_first else (None, int(value))

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(times.active_between(*self._span(value))) if value else qs

    def bits(self, index: Index, value: str) -> BitMap:
        """Returns what the filter keeps, as a set."""
        return index.active_between(*self._span(value))

    def problem(self, value: str) -> str:
        return "" if YEAR.fullmatch(value) else _("This is not a year.")


class DocumentKindFilter(KeysFilter):
    """Keeps projects that have a public document of a kind."""

    held_as = "document kind"

    def any_of(self, values: list[str]) -> Q:
        documents = Publication.objects.visible().of("document").filter(has("document", "kind", values))
        return Q(
            pk__in=IndexRow.objects.of("project", "document")
            .filter(value__in=documents.values("key"))
            .values("publication")
        )

    def given(self) -> Q:
        return self.any_of(list(DocumentKind.values))


class ProjectSelection(Selection):
    """The catalogue of projects."""

    of = "project"
    orders = {
        RELEVANCE: MOST_RELEVANT,
        "-start": Order(gettext_lazy("Newest first"), (nulls_last("starts", descending=True), "-pk"), walk="-starts"),
        "start": Order(gettext_lazy("Oldest first"), (nulls_last("starts"), "pk"), walk="starts"),
        "-end": Order(gettext_lazy("Last to end"), (nulls_last("ends", descending=True), "-pk"), walk="-ends"),
        "end": Order(gettext_lazy("First to end"), (nulls_last("ends"), "pk"), walk="ends"),
        "title": Order(gettext_lazy("Title (A–Z)"), BY_NAME.by, labelled=True),
    }
    default_order = "-start"
    views = ("list", "table", "map", "timeline", "figures")
    shared = Selection.shared | {"columns", "figure", "format", "group", comparing.PARAMETER}

    status = ConditionFilter(
        gettext_lazy("Status"), condition=times.with_status, choices=lambda: times.STATUSES, facet="status"
    )
    country = KeysFilter(gettext_lazy("Country"), facet="country", of="country")
    region = KeysFilter(
        gettext_lazy("Region"),
        facet="region",
        choices=regions_by_code,
    )
    theme = KeysFilter(gettext_lazy("Theme"), facet="theme", of="theme", expand=below_theme)
    donor = KeysFilter(gettext_lazy("Donor"), facet="donor", of="organisation")
    agency = KeysFilter(gettext_lazy("Agency"), facet="agency", of="organisation")
    partner = KeysFilter(gettext_lazy("Partner"), facet="partner", of="organisation")
    organisation = KeysFilter(gettext_lazy("Organisation"), facet="organisation", of="organisation")
    year = YearFilter(gettext_lazy("Active in"))
    document = DocumentKindFilter(
        gettext_lazy("Document"), facet="document", choices=lambda: dict(DocumentKind.choices)
    )
    translated = KeysFilter(gettext_lazy("Language"), facet="language", choices=languages_by_code)
    # No control offers these two: they lead from the figures of budgets to the projects behind them.
    started = YearFilter(gettext_lazy("Started in"), condition=times.starting_in, facet="starts")
    currency = CurrencyFilter(gettext_lazy("Budget in"))
    # `from` is a word of Python; the filter is put under its own name below.
    to = SinceFilter(gettext_lazy("Until"), is_first=False)

    def _read(self) -> dict[str, Any]:
        picked = comparing.keys_in(self.data)
        self.names.want(("project", key) for key in picked if len(key) <= LONGEST_KEY)
        chosen = super()._read()
        self.picked = comparing.Picked(self, picked)
        if chosen["from"] and chosen["to"] and chosen["from"] > chosen["to"]:
            self.ignore("to", chosen["to"], _("The last year lies before the first."))
            chosen["to"] = ""
        return chosen

    def _understood(self, name: str) -> list[str]:
        return self.picked.keys if name == comparing.PARAMETER else super()._understood(name)

    @property
    def this_year(self) -> int:
        return timezone.localdate().year

    @cached_property
    def panel(self) -> Panel:
        """Returns the controls of the catalogue's form."""
        panel = Panel(self, fields=("from", "to"))
        panel.fill(lambda: self._fill(panel))
        return panel

    def _fill(self, panel: Panel) -> None:
        known, totals = self.vocabulary, self.vocabulary.totals
        panel.checks("status", [*times.STATUSES, NONE], is_open=True)
        if len(totals["theme"]) > MOST_IN_A_TREE:
            panel.frequent("theme", most=MOST_SEEN, is_open=True)
        else:
            top, below = themes_with_projects(known)
            panel.checks("theme", [*top, NONE], below=below, is_open=True)
        panel.frequent("country", most=MOST_SEEN)
        top, below = regions_of(totals["region"])
        panel.checks("region", top, below=below)
        self.names.want(("organisation", key) for hat in Hat for key in self.most_frequent(hat.value, MOST_SEEN))
        for hat in Hat:
            panel.frequent(hat.value, most=MOST_SEEN)
        years = sorted(self.index.totals("active"), reverse=True)
        panel.checks("year", [*years, NONE], most=MOST_SEEN)
        panel.checks("document", [*DocumentKind.values, NONE])
        panel.checks("translated", [code for code in languages_by_code() if code in totals["language"]])

    # --- The search --------------------------------------------------------------------------------------------------

    def _entries(self, order: list[int]) -> list[Entry]:
        entries = super()._entries(order)
        if self.chosen["q"]:
            question = "excerpts", self.chosen["q"], tuple(entry.publication.pk for entry in entries)
            excerpts = self.vocabulary.lately(question, lambda: [self._excerpt(project) for project in entries])
            for project, excerpt in zip(entries, excerpts, strict=True):
                project.excerpt = excerpt
        return entries

    def _excerpt(self, project: Entry) -> Any:
        texts = (getattr(project.texts, name) for name in ("objective", "summary", "results", "expected_results"))
        return search.excerpt(texts, self.found.words)


# Words of Python cannot be written as an attribute; both are what a class and those made from it are asked for.
ProjectSelection.declared_filters["from"] = ProjectSelection.base_filters["from"] = SinceFilter(
    gettext_lazy("Since"), is_first=True
)
# Values of `organisation` are joined by OR; this is another organisation that has to take part as well, in any role.
ProjectSelection.declared_filters["with"] = ProjectSelection.base_filters["with"] = KeysFilter(
    gettext_lazy("Together with"), facet="organisation", of="organisation", has_none=False
)


class PublishedInFilter(KeysFilter):
    """Keeps documents that bear a year."""

    def problem(self, value: str) -> str:
        return "" if value == NONE or YEAR.fullmatch(value) else _("This is not a year.")

    def name_of(self, value: str) -> Any:
        return _("not given") if value == NONE else value


class DocumentSelection(Selection):
    """The library of documents."""

    of = "document"
    orders = {
        "-date": Order(gettext_lazy("Newest first"), (nulls_last("starts", descending=True), "-pk"), walk="-starts"),
        "title": Order(gettext_lazy("Title (A–Z)"), BY_NAME.by, labelled=True),
    }
    default_order = "-date"

    kind = KeysFilter(gettext_lazy("Kind"), facet="kind", choices=lambda: dict(DocumentKind.choices), has_none=False)
    language = KeysFilter(gettext_lazy("Language"), facet="language", choices=languages_by_code, has_none=False)
    theme = KeysFilter(gettext_lazy("Theme"), facet="theme", of="theme", expand=below_theme)
    country = KeysFilter(gettext_lazy("Country"), facet="country", of="country")
    year = PublishedInFilter(gettext_lazy("Year"), facet="year")

    @cached_property
    def panel(self) -> Panel:
        """Returns the controls of the library's form; values that no document has are not offered."""
        known, index, panel = self.vocabulary, self.index, Panel(self)
        found = {
            name: index.totals(self.filters[name].held) for name in ("kind", "language", "theme", "country", "year")
        }
        panel.checks("kind", [kind for kind in DocumentKind.values if kind in found["kind"]], is_open=True)
        panel.checks("language", [code for code in languages_by_code() if code in found["language"]], is_open=True)
        top, below = themes_among(known, found["theme"])
        panel.checks("theme", [*top, NONE], below=below, is_open=True)
        countries = [key for key in known.of("country") if key in found["country"]]
        frequent = [key for key in self.most_frequent("country", MOST_SEEN) if key in countries]
        panel.checks("country", [*frequent, *countries, NONE], most=len(frequent) or MOST_SEEN)
        panel.checks("year", [*sorted(found["year"], reverse=True), NONE], most=MOST_SEEN)
        return panel
