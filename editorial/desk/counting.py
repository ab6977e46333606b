"""How many objects each choice of a list's filters would leave, exactly, within all other choices.

Short filters that follow from columns are counted in one query each group: it counts every combination of their values
within the choices of all other filters and the search, and sums are made of it here. That also gives the length of
the list. The rest costs one query for filters by rows of other tables, and one for the long filter that is open.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from .filters import Choice, ColumnFilter, Filter, LongFilter, Named, RowsFilter, ShortFilter, StateFilter, names_of

SHOWN_FIRST = 30
GROUPS = ("facts", "languages")


class Counts:
    """The numbers of one list; `narrow` gives the list without the choices of some filters.

    `in_one` counts all short filters by columns in one query: right where rows are some thousands at most.
    """

    def __init__(
        self,
        filters: list[Filter],
        whole: QuerySet,
        search: Callable[[QuerySet], QuerySet] | None,
        *,
        in_one: bool = False,
    ) -> None:
        self.filters, self.whole, self.search, self.in_one = filters, whole.order_by(), search, in_one
        self.by_value: dict[str, Counter[str]] = {one.parameter_name: Counter() for one in filters}
        self.total = self.without_state = 0

    def narrow(self, *left_out: Filter) -> QuerySet | None:
        """Returns the list without the choices of some filters, in no order; None where it is the whole."""
        used = [one for one in self.filters if one.is_used and one not in left_out]
        is_part = self.whole.model._meta.proxy  # of the list of all organisations, donors are a part
        if not used and self.search is None and not is_part:
            return None
        found = self.whole
        for one in used:
            found = one.narrow(found)
        return self.search(found) if self.search else found

    def count_short(self) -> None:
        """Counts everything that always stands in the list."""
        by_columns = [one for one in self.filters if isinstance(one, ColumnFilter)]
        for group in GROUPS:
            self._count_columns([one for one in by_columns if group == (GROUPS[0] if self.in_one else one.group)])
        queries = [
            query for one in self.filters if isinstance(one, RowsFilter) for query in one.counts(self.narrow(one))
        ]
        for parameter, value, number in queries[0].union(*queries[1:], all=True) if queries else ():
            self.by_value[parameter][value] = number
        if not any(isinstance(one, ColumnFilter) and one.group == GROUPS[0] for one in self.filters):
            found = self.narrow()
            self.total = self.without_state = (self.whole if found is None else found).count()

    def _count_columns(self, filters: list[ColumnFilter]) -> None:
        if not filters:
            return
        columns = {name: expression for one in filters for name, expression in one.columns().items()}
        found = self.narrow(*filters)
        rows = (self.whole if found is None else found).annotate(
            **{f"by_{name}": expression for name, expression in columns.items()}
        )
        names = [f"by_{name}" for name in columns]
        for *values, number in rows.values_list(*names).annotate(number=Count("pk")):
            self._add(filters, dict(zip(columns, values, strict=True)), number)

    def _add(self, filters: list[ColumnFilter], row: Mapping[str, Any], number: int) -> None:
        """Adds rows that share their columns to the choices that would leave them in the list."""
        belongs = [tuple(one.values_of(row)) for one in filters]
        refused = [one for one, values in zip(filters, belongs, strict=True) if one.is_used and one.value not in values]
        if len(refused) > 1:
            return
        for one, values in zip(filters, belongs, strict=True):
            if not refused or refused[0] is one:
                for value in values:
                    self.by_value[one.parameter_name][value] += number
        if filters[0].group == GROUPS[0]:
            self.total += number if not refused else 0
            is_of_state = not refused or isinstance(refused[0], StateFilter)
            self.without_state += number if is_of_state else 0

    # --- Choices ------------------------------------------------------------------------------------------------------

    def choices(self, one: ShortFilter, address: Callable[[dict[str, Any]], str]) -> list[Choice]:
        """Returns the choices of a short filter; `address` gives that of the list with other parameters."""
        numbers = self.by_value[one.parameter_name]
        return [
            Choice(
                value=value,
                name=str(name),
                count=numbers[value],
                url=address({one.parameter_name: value}) if numbers[value] else "",
                is_chosen=one.value == value,
            )
            for value, name in one.offered().items()
        ]


class Opened:
    """The choices of the long filter that is open: the most frequent, all of them, or those with a word in the name."""

    def __init__(self, one: LongFilter, counts: Counts, *, among: str = "", every: bool = False) -> None:
        self.filter, self.among, self.every = one, among, every
        self.numbers: list[tuple[int, int]] = list(one.counts(counts.narrow(one)))

    @property
    def all(self) -> int:
        return len(self.numbers)

    @property
    def condition(self) -> Q:
        """Returns which of them the list has to name."""
        wanted = Q(pk__in=[pk for pk, _number in self.shown])
        for word in self.among.split():
            wanted &= Q(folded__contains=word)
        return wanted

    @property
    def shown(self) -> list[tuple[int, int]]:
        """Returns those that are shown: (primary key, number)."""
        return self.numbers if self.every or self.among else self.numbers[:SHOWN_FIRST]

    @property
    def is_cut(self) -> bool:
        return len(self.shown) < self.all

    def choices(self, names: Iterable[Named], address: Callable[[dict[str, Any]], str]) -> list[Choice]:
        """Returns the choices in their order, as far as they have names."""
        known = {named.pk: named for named in names if named.kind == self.filter.named}
        parameter = self.filter.parameter_name
        return [
            Choice(named.key, named.name, number, address({parameter: named.key}), self.filter.value == named.key)
            for pk, number in self.shown
            if (named := known.get(pk))
        ]


def names_for(filters: list[Filter], opened: Opened | None) -> list[Named]:
    """Returns the names of what is chosen in long filters and of what the open one offers."""
    wanted: dict[str, Q] = {}
    for one in filters:
        if isinstance(one, LongFilter) and one.is_used:
            wanted[one.named] = wanted.get(one.named, Q()) | Q(key=one.value)
    if opened is not None:
        name = opened.filter.named
        wanted[name] = wanted.get(name, Q()) | opened.condition
    return names_of(wanted.items())
