"""The numbers of a selection: how many of its publications have each value of a facet, and the list that proves each.

Nothing here reads a publication: the bitmaps of a selection know how many have each value, and what their budgets sum
up to. The numbers come as plain dictionaries, the most frequent value first; `Line` adds what a page prints
beside a number, and `csv_of` is the same as a file.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from babel.numbers import format_percent
from django.http import HttpResponse
from pyroaring import BitMap

from editorial.texts import cldr_locale, direction, sort_key

from . import charts, times
from .bitmaps import Index
from .chosen import NONE, Chosen
from .selection import Selection

_MARK = "~~"  # stands for the value in the pattern of an address; no sign of it needs escaping
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for the beginning of a formula
# What an address says of a figure alone, which the list behind a number does not need.
_OF_FIGURES = dict.fromkeys(("view", "figure", "format", "group"))


# --- Numbers ---------------------------------------------------------------------------------------------------------


def numbers(selection: Selection, facet: str) -> dict[str, int]:
    """Returns the number of selected publications of each value of a facet, the most frequent first.

    Statuses come in the order of a life, years one after the other; "none" (not given) is a value of these two. What
    lies below a theme counts for the theme, too. What is asked of everything public is kept until something changes.
    """
    if selection.is_filtered:
        return _numbers(selection, facet)
    question = ("figure", selection.of, facet, times.today())
    return selection.vocabulary.kept(question, lambda: _numbers(selection, facet))


def _numbers(selection: Selection, facet: str) -> dict[str, int]:
    found = selection.numbers_by(facet)
    if facet not in ("status", "year"):
        return found
    order = [value for value in times.STATUSES if value in found] if facet == "status" else sorted(found, key=int)
    without = selection.filters[facet].bits(selection.index, Chosen([NONE])).intersection_cardinality(selection.ids)
    return {value: found[value] for value in order} | ({NONE: without} if without else {})


@dataclass(frozen=True, slots=True)
class Budget:
    """What the publications that start in one year ("none": without a start) have in one currency, and how many."""

    year: str
    currency: str
    amount: Decimal
    projects: int


def budgets(index: Index, within: BitMap) -> list[Budget]:
    """Returns the budgets of a set by year of start and currency, years one after the other.

    Each sum is of one currency only.
    """
    years = [*sorted(index.totals("starts"), key=int), NONE]
    found = []
    for year in years:
        begun = within & index.any_of("starts", [year]) if year != NONE else within - index.given("starts")
        for currency, number in sorted(index.counts("currency", begun).items()):
            own = begun & index.any_of("currency", [currency])
            found.append(Budget(year, currency.upper(), index.amount(own), number))
    return found


# --- Lines -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A figure as a page prints it (parts/figure.html): what it shows in a sentence, a chart, and a table with bars.

    `more` says how many lines were left out; `all_url` shows them, `csv_url` gives all numbers as a file.
    """

    name: str
    title: Any
    head: Any
    lines: Sequence["Line"]
    summary: str = ""
    columns: tuple[charts.Column, ...] = ()
    more: int = 0
    all_url: str = ""
    csv_url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a figure: its value, what that is called, its share of the selection, its list, and its bar.

    `url` is "" where no list shows just these publications (see `proof`).
    """

    value: str
    label: Any
    count: int
    share: str
    url: str
    stripe: charts.Stripe


def proof(selection: Selection, facet: str, is_within: Callable[[str], bool] | None = None) -> Callable[[str], str]:
    """Returns a function that gives the address of the list behind the number of a value of a facet.

    The list is the same selection with the value in place of those of its facet. Values of one facet are joined by OR:
    of a value outside of what is chosen no list shows just what it has in common with the choice, so it has none.
    `is_within` says whether a value lies within what is chosen, where the filter itself does not know.
    """
    before, after = around(selection, facet)
    filter_ = selection.filters[facet]
    wanted = set(filter_.keys(selection.chosen[facet].wanted))
    is_within = is_within or (lambda value: wanted.issuperset(filter_.keys([value])))
    return lambda value: f"{before}{quote(value)}{after}" if not wanted or is_within(value) else ""


def around(selection: Selection, facet: str) -> tuple[str, str]:
    """Returns what stands before and after a value of a facet in the address of the list that it leads to."""
    excluded = [f"-{key}" for key in selection.chosen[facet].excluded]
    pattern = selection.url(**{**_OF_FIGURES, facet: [_MARK, *excluded]})
    before, _mark, after = pattern.partition(f"{facet}={_MARK}")
    return f"{before}{facet}=", after


def lines(
    selection: Selection, facet: str, found: Mapping[str, int], *, total: int, url: Callable[[str], str] | None = None
) -> list[Line]:
    """Returns the numbers of a facet of a selection as lines; `total` is how many things are selected.

    Of equal numbers those that are named come in the order of their names, which are read in one query together with
    everything else that was wanted of `selection.names`.
    """
    want(selection, facet, found)
    filter_, language = selection.filters[facet], selection.language
    url = url or proof(selection, facet)
    found_lines = ranked(found, filter_.name_of, url, total=total, language=language, are_statuses=facet == "status")
    if getattr(filter_, "of", ""):
        found_lines.sort(key=lambda line: (-line.count, sort_key(str(line.label), language)))
    return found_lines


def ranked(
    found: Mapping[str, int],
    named: Callable[[str], Any],
    url: Callable[[str], str],
    *,
    total: int,
    language: str,
    are_statuses: bool = False,
) -> list[Line]:
    """Returns numbers by value with all that a page prints beside them; the longest bar fills its place.

    A value without a name was withdrawn after being named, and is left out.
    """
    rtl, most = direction(language) == "rtl", max(found.values(), default=0)
    found_lines = []
    for value, count in found.items():
        if name := named(value):
            drawn = charts.stripe(count, most, rtl=rtl, status=value if are_statuses else "")
            found_lines.append(Line(value, name, count, percent(count, total, language), url(value), drawn))
    return found_lines


def want(selection: Selection, facet: str, values: Iterable[str]) -> None:
    """Notes that the names of the values of a facet will be asked for."""
    if of := getattr(selection.filters[facet], "of", ""):
        selection.names.want((of, value) for value in values if value != NONE)


def percent(part: int, whole: int, language: str) -> str:
    """Returns a share as a language prints it; one below a hundredth keeps a decimal."""
    return _percent(round(1000 * part / whole) if whole else 0, cldr_locale(language))


@lru_cache(maxsize=4096)
def _percent(per_mille: int, locale: str) -> str:
    share = Decimal(per_mille) / 1000
    return format_percent(share if per_mille < 10 else round(share, 2), "#,##0.#%", locale=locale)


def most_frequent(found: Mapping[str, int]) -> list[str]:
    """Returns the values that share the highest number; not given is none of them."""
    given = {value: count for value, count in found.items() if value != NONE}
    most = max(given.values(), default=0)
    return [value for value, count in given.items() if count == most]


# --- Files -----------------------------------------------------------------------------------------------------------


def csv_of(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Returns rows as a CSV file (RFC 4180, UTF-8 with its mark, so that spreadsheets read every script)."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: Any) -> str:
    """Returns a value as the text of a cell; what a spreadsheet would run as a formula gets an apostrophe before it."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
