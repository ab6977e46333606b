"""The figures of a selection of projects: by year, country, donor, theme and status, and budgets; each also as CSV."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any

from babel.numbers import format_decimal
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from editorial.texts import cldr_locale, direction
from finder import charts, figures
from finder.chosen import NONE
from finder.figures import Budget, Figure, Line
from finder.lists import join

from .filters import ProjectSelection

FEW = 15  # lines of a figure beside others
MANY = 150  # lines of a figure alone; the page of all values of its facet has the others
MOST_NAMED = 3  # values that share the highest number and are named in a sentence
FEWEST = 3  # projects of which a sentence says what most of them have; a highest number of one stands out of nothing
OF_FIGURES = dict.fromkeys(("view", "figure", "format"))  # what the list behind a number does not need


@dataclass(frozen=True)
class Kind:
    """A figure of a facet: its title, the head of its values, and what is said of the one or the few that lead."""

    title: Any
    head: Any
    leads: Any
    lead: Any


KINDS = {
    "year": Kind(
        gettext_lazy("Projects by year"),
        gettext_lazy("Year"),
        ngettext_lazy(
            "%(number)d project was active in %(name)s.",
            "Most projects, %(number)d, were active in %(name)s.",
            "number",
        ),
        ngettext_lazy(
            "Most projects, %(number)d each time, were active in %(name)s.",
            "Most projects, %(number)d each time, were active in %(name)s.",
            "number",
        ),
    ),
    "country": Kind(
        gettext_lazy("Projects by country"),
        gettext_lazy("Country"),
        ngettext_lazy("%(number)d project is in %(name)s.", "Most projects, %(number)d, are in %(name)s.", "number"),
        ngettext_lazy(
            "Most projects, %(number)d each, are in %(name)s.",
            "Most projects, %(number)d each, are in %(name)s.",
            "number",
        ),
    ),
    "theme": Kind(
        gettext_lazy("Projects by theme"),
        gettext_lazy("Theme"),
        ngettext_lazy(
            "%(number)d project has the theme %(name)s.",
            "Most projects, %(number)d, have the theme %(name)s.",
            "number",
        ),
        ngettext_lazy(
            "Most projects, %(number)d each, have the themes %(name)s.",
            "Most projects, %(number)d each, have the themes %(name)s.",
            "number",
        ),
    ),
    "donor": Kind(
        gettext_lazy("Projects by donor"),
        gettext_lazy("Donor"),
        ngettext_lazy(
            "%(number)d project is funded by %(name)s.", "Most projects, %(number)d, are funded by %(name)s.", "number"
        ),
        ngettext_lazy(
            "Most projects, %(number)d each, are funded by %(name)s.",
            "Most projects, %(number)d each, are funded by %(name)s.",
            "number",
        ),
    ),
    "status": Kind(
        gettext_lazy("Projects by status"),
        gettext_lazy("Status"),
        ngettext_lazy(
            "%(number)d project has the status %(name)s.",
            "Most projects, %(number)d, have the status %(name)s.",
            "number",
        ),
        ngettext_lazy(
            "Most projects, %(number)d each, have the status %(name)s.",
            "Most projects, %(number)d each, have the status %(name)s.",
            "number",
        ),
    ),
}
BUDGET = "budget"
NAMES = (*KINDS, BUDGET)


def first(numbers: Mapping[str, int], most: int) -> dict[str, int]:
    """Returns the most frequent of numbers, which come in this order."""
    return dict(islice(numbers.items(), most))


class Figures:
    """The figures of a selection that its address asks for: all of them with their first lines, or one with many more.

    What the address names in vain is told as ignored; `csv` is the answer when it asks for the one figure as a file.
    Pages about something else have `only` some of them, with at `most` so many lines each.
    """

    def __init__(self, selection: ProjectSelection, *, only: Collection[str] = NAMES, most: int = FEW) -> None:
        self.selection, self.language = selection, selection.language
        self.only, self.most = only, most
        self.rtl = direction(self.language) == "rtl"
        given = selection.data.get("figure", "")
        if given and given not in NAMES:
            selection.ignore("figure", given, _("There is no such figure."))
        self.asked = given if given in NAMES else ""
        self.is_csv = self._asks_for_file()

    def _asks_for_file(self) -> bool:
        given = self.selection.data.get("format", "")
        if given and given != "csv":
            self.selection.ignore("format", given, _("There is no such format."))
        elif given and not self.asked:
            self.selection.ignore("format", given, _("Name the one figure that the file is to hold."))
        return given == "csv" and bool(self.asked)

    # --- What the page shows -------------------------------------------------------------------------------------

    @cached_property
    def all(self) -> list[Figure]:
        """Returns the figures of facets that have any number, the names of all their values read together."""
        asked = [name for name in KINDS if self.asked in ("", name) and name in self.only]
        found = {name: figures.numbers(self.selection, name) for name in asked}
        for name, numbers in found.items():
            figures.want(self.selection, name, list(numbers)[: MANY if self.asked else self.most])
        return [self._figure(name, numbers) for name, numbers in found.items() if numbers]

    def _figure(self, name: str, numbers: Mapping[str, int]) -> Figure:
        kind = KINDS[name]
        columns = self._columns(numbers, self._url(name)) if name == "year" else ()
        shown = self._shown(name, numbers, columns)
        return Figure(
            name=name,
            title=kind.title,
            head=kind.head,
            lines=self.lines(name, shown),
            summary=self.summary(name, numbers),
            columns=columns,
            more=len(numbers) - len(shown),
            all_url=self._all_url(name),
            csv_url=self.selection.url(view="figures", figure=name, format="csv"),
        )

    def _shown(self, name: str, numbers: Mapping[str, int], columns: tuple[charts.Column, ...]) -> Mapping[str, int]:
        """Returns the numbers that the page prints: many of the one figure asked for, else the first of each."""
        if self.asked:
            return first(numbers, MANY)
        if name == "year":  # those of the chart, so that a mistyped year brings no thousand lines
            drawn = {str(column.year) for column in columns}
            return {value: count for value, count in numbers.items() if value in drawn or value == NONE}
        return first(numbers, self.most)

    def _all_url(self, name: str) -> str:
        """Returns where all lines of a figure are: it alone, or, of one that is alone, all values of its facet."""
        if self.asked:
            return self.selection.facet_url(name)
        return self.selection.url(view="figures", figure=name, format=None)

    def lines(self, name: str, numbers: Mapping[str, int]) -> list[Line]:
        """Returns numbers of a facet as lines, each with the list that proves it."""
        return figures.lines(self.selection, name, numbers, total=self.selection.total, url=self._url(name))

    def _url(self, name: str) -> Callable[[str], str]:
        """Returns the function that gives the list behind a number."""
        proof = figures.proof(self.selection, name)
        chosen = self.selection.chosen
        if name != "year" or not chosen["year"].wanted or chosen["from"] or chosen["to"]:
            return proof

        # Two years of one filter are joined by OR; a span beside the years is joined by AND.
        def in_span(value: str) -> str:
            return self.selection.url(**OF_FIGURES, **{"from": value, "to": value}) if value != NONE else ""

        return lambda value: proof(value) or in_span(value)

    def _columns(self, numbers: Mapping[str, int], url: Callable[[str], str]) -> tuple[charts.Column, ...]:
        years = {int(value): count for value, count in numbers.items() if value != NONE}
        return charts.columns(years, this_year=self.selection.this_year, rtl=self.rtl, url=lambda year: url(str(year)))

    def summary(self, name: str, numbers: Mapping[str, int]) -> str:
        """Returns the one sentence that says what leads a figure."""
        leading = figures.most_frequent(numbers)
        if not leading:
            return ""
        number = numbers[leading[0]]
        if number < 2 or self.selection.total < FEWEST:
            return ""
        if len(leading) > MOST_NAMED:
            return ngettext(
                "None stands out: the highest number is %(number)d project.",
                "None stands out: the highest number is %(number)d projects.",
                number,
            ) % {"number": number}
        figures.want(self.selection, name, leading)
        named = [str(self.selection.filters[name].name_of(value) or "") for value in leading]
        words = KINDS[name].leads if len(named) == 1 else KINDS[name].lead
        return words % {"number": number, "name": join(named, self.language)}

    @property
    def everything(self) -> str:
        """Returns the address of all figures."""
        return self.selection.url(view="figures", figure=None, format=None)

    @property
    def has_unproved(self) -> bool:
        """Says whether any number has no list of its own, because its filter holds a choice already."""
        return any(not line.url for figure in self.all for line in figure.lines)

    # --- Budgets -------------------------------------------------------------------------------------------------

    @cached_property
    def budget(self) -> "BudgetFigure | None":
        """Returns the figure of budgets, None where it is not asked for or there is none."""
        if self.asked not in ("", BUDGET):
            return None
        rows = self._budgets()
        return BudgetFigure(self, rows) if rows else None

    def _budgets(self) -> list[Budget]:
        return figures.budgets(self.selection.index, self.selection.ids)

    # --- As a file -----------------------------------------------------------------------------------------------

    def csv(self) -> HttpResponse:
        """Returns every number of the figure asked for as a CSV file."""
        name = f"projects-{self.asked}"
        if self.asked == BUDGET:
            head = (_("Year"), _("Currency"), _("Amount"), _("Projects"))
            rows = [
                (_("not given") if row.year == NONE else row.year, row.currency, f"{row.amount:.2f}", row.projects)
                for row in self._budgets()
            ]
            return figures.csv_of(name, head, rows)
        lines = self.lines(self.asked, figures.numbers(self.selection, self.asked))
        if self.asked == "year":  # its own key
            return figures.csv_of(name, (_("Year"), _("Projects")), [(line.label, line.count) for line in lines])
        head = (_("Key"), KINDS[self.asked].head, _("Projects"))
        return figures.csv_of(name, head, [(line.value, line.label, line.count) for line in lines])


class BudgetFigure:
    """Budgets by year of start, a chart and a column of the table for each currency; currencies are never added."""

    name, title = BUDGET, gettext_lazy("Budget by year and currency")

    def __init__(self, page: Figures, rows: list[Budget]) -> None:
        self.page, self.rows = page, rows
        projects: dict[str, int] = {}
        for row in rows:
            projects[row.currency] = projects.get(row.currency, 0) + row.projects
        self.projects = dict(sorted(projects.items(), key=lambda pair: (-pair[1], pair[0])))
        selection = page.selection
        self.all_url = selection.url(view="figures", figure=BUDGET, format=None)
        self.csv_url = selection.url(view="figures", figure=BUDGET, format="csv")
        self.more = 0
        self._in_currency = figures.proof(selection, "currency")
        self._excluded = {
            name: [f"-{value}" for value in selection.chosen[name].excluded] for name in ("started", "currency")
        }

    @cached_property
    def currencies(self) -> list[dict[str, Any]]:
        """Returns each currency with its total in words, its number of projects, its list and its chart."""
        found = []
        for currency, projects in self.projects.items():
            amounts = {int(row.year): row.amount for row in self.rows if row.currency == currency and row.year != NONE}
            total = sum((row.amount for row in self.rows if row.currency == currency), Decimal(0))
            columns = charts.columns(
                amounts, this_year=self.page.selection.this_year, rtl=self.page.rtl, text=self._amount
            )
            found.append(
                {
                    "code": currency,
                    "total": self._amount(total),
                    "projects": projects,
                    "url": self._in_currency(currency.lower()),
                    "columns": columns,
                    "summary": self._summary(currency, total, projects),
                }
            )
        return found

    @property
    def years(self) -> list[tuple[str, list[dict[str, str] | None]]]:
        """Returns each year with a cell for each currency: the amount and its list, None where there is none."""
        amounts = {(row.year, row.currency): row.amount for row in self.rows}
        return [
            (
                _("not given") if year == NONE else year,
                [self._cell(year, code, amounts.get((year, code))) for code in self.projects],
            )
            for year in dict.fromkeys(row.year for row in self.rows)
        ]

    def _cell(self, year: str, currency: str, amount: Decimal | None) -> dict[str, str] | None:
        if amount is None:
            return None
        # A project has one start and one currency: whatever is chosen of them, the two select what is behind the sum.
        known = not self.page.selection.filters["started"].problem(year)
        return {"amount": self._amount(amount), "url": self._in_both(year, currency.lower()) if known else ""}

    def _in_both(self, year: str, currency: str) -> str:
        """Returns the list of what starts in a year and has a currency, what is excluded of the two left out."""
        chosen = {"started": [year, *self._excluded["started"]], "currency": [currency, *self._excluded["currency"]]}
        return self.page.selection.url(**OF_FIGURES, **chosen)

    def _summary(self, currency: str, total: Decimal, projects: int) -> str:
        values = {"amount": self._amount(total), "currency": currency, "number": projects}
        return (
            ngettext(
                "%(amount)s %(currency)s in the budget of %(number)d project.",
                "%(amount)s %(currency)s in the budgets of %(number)d projects.",
                projects,
            )
            % values
        )

    def _amount(self, amount: Decimal) -> str:
        return _whole(round(amount), cldr_locale(self.page.language))


@lru_cache(maxsize=4096)
def _whole(amount: int, locale: str) -> str:
    """Prints a number as a language does; a page of budgets has hundreds of them."""
    return format_decimal(amount, locale=locale)
