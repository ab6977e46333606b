"""The list of a kind in the desk: states as tabs, filters with their numbers, one page of rows, ways out of nothing.

A page costs the same at any size: the keys of one page are found first, by an index, and only these objects are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext

from .. import kinds, texts
from ..models import SavedFilter, TitleKey
from .columns import Row
from .counting import Counts, Opened, names_for
from .filters import Choice, Filter, LongFilter, ShortFilter, StateFilter

OPEN, AMONG, EVERY = "open", "among", "every"
OF_THE_MOMENT = (OPEN, AMONG, EVERY)
TITLE = "shown_title"


@dataclass(frozen=True)
class Chip:
    """One choice that holds, in words, and the address without it; `left` is how many would then be there."""

    title: str
    name: str
    url: str
    language: str = ""
    left: int | None = None

    @property
    def direction(self) -> str:
        return texts.direction(self.language) if self.language else ""


class DeskList(ChangeList):
    """A list of the desk; its filters are of `filters.Filter`, its rows are given what `Columns` shows."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        self.of_the_moment = {name: request.GET.get(name, "") for name in OF_THE_MOMENT}
        super().__init__(request, *args, **kwargs)
        self.title = str(self.opts.verbose_name_plural)

    # --- Addresses ----------------------------------------------------------------------------------------------------

    def get_filters_params(self, params: dict | None = None) -> dict:
        found = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in OF_THE_MOMENT}

    def get_query_string(self, new_params: dict | None = None, remove: list[str] | None = None) -> str:
        """Returns the address with other parameters; a list is sorted by one column at a time."""
        changed = {**dict.fromkeys(OF_THE_MOMENT), **(new_params or {})}
        if isinstance(order := changed.get(ORDER_VAR), str):
            changed[ORDER_VAR] = order.split(".")[0]
        return super().get_query_string(changed, remove)

    def address(self, changed: dict[str, Any]) -> str:
        """Returns the address of the list with some parameters changed, from its first page."""
        return self.get_query_string(changed)

    @property
    def query_string(self) -> str:
        """Returns what of the address says which objects, and how: what a saved filter keeps."""
        kept = {name: value for name, value in self.filter_params.items() if name not in OF_THE_MOMENT}
        return urlencode(sorted(kept.items()), doseq=True)

    # --- What is in the list ------------------------------------------------------------------------------------------

    def _get_default_ordering(self) -> tuple[str, ...]:
        return getattr(self.model_admin, "list_order", None) or super()._get_default_ordering()

    @cached_property
    def filters(self) -> list[Filter]:
        return [spec for spec in self.filter_specs if isinstance(spec, Filter)]

    def get_results(self, request: HttpRequest) -> None:
        """Counts, and reads one page."""
        search = self._search if self.query else None
        whole, in_one = self.model._default_manager.all(), self.model_admin.counts_in_one
        self.counts = Counts(self.filters, whole, search, in_one=in_one)
        self.counts.count_short()
        self.opened = self._opened()
        self.names = names_for(self.filters, self.opened)
        self.result_count = self.counts.total
        self.full_result_count, self.show_full_result_count, self.show_admin_actions = None, False, True
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        self.paginator.count = self.result_count
        self.multi_page = self.result_count > self.list_per_page
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.result_list = self._rows(request, self._keys())

    def _search(self, queryset: QuerySet) -> QuerySet:
        return self.model_admin.get_search_results(self.request, queryset, self.query)[0]

    def _keys(self) -> list[int]:
        """Returns the primary keys of the page that is asked for, in order.

        Where the order of some titles is not known yet, as after a language was added, the keys give the order: a list
        may be out of order, but never leaves something out.
        """
        by_title = self._by_title()
        ordered = self.queryset.values_list("pk", flat=True) if by_title is None else by_title
        if self.show_all and self.can_show_all:
            page, wanted = slice(None), self.result_count
        else:
            try:
                number = self.paginator.page(self.page_num).number
            except InvalidPage as error:
                raise IncorrectLookupParameters from error
            page = slice((number - 1) * self.list_per_page, number * self.list_per_page)
            wanted = min(self.list_per_page, max(self.result_count - page.start, 0))
        found = list(ordered[page])
        if by_title is not None and len(found) < wanted:
            found = list(self.queryset.order_by("key", "pk").values_list("pk", flat=True)[page])
        return found

    def _by_title(self) -> QuerySet | None:
        """Returns the keys in the order of titles, along the index of these; None for another order."""
        first = self.queryset.query.order_by[0]
        if first not in (TITLE, f"-{TITLE}"):
            return None
        rows = TitleKey.objects.filter(kind=kinds.of(self.model).name, language=texts.active_language())
        found = self.counts.narrow()
        if found is not None:
            rows = rows.filter(object_id__in=found.values("pk"))
        sign = "-" if first.startswith("-") else ""
        return rows.order_by(f"{sign}sort_key", f"{sign}object_id").values_list("object_id", flat=True)

    def _rows(self, request: HttpRequest, pks: list[int]) -> list[Any]:
        found = self.model_admin.get_queryset(request).order_by()
        found = found.select_related(*getattr(self.model_admin, "list_reads", ())) if pks else found.none()
        by_pk = {obj.pk: obj for obj in found.filter(pk__in=pks)}
        rows = [by_pk[pk] for pk in pks if pk in by_pk]
        self.pk_attname = self.lookup_opts.pk.attname  # Django sets it later
        for obj in rows:
            url = add_preserved_filters(
                {"opts": self.opts, "preserved_filters": self.preserved_filters}, self.url_for_result(obj)
            )
            obj.row = Row(url=url, query=self.query)
        if rows and hasattr(self.model_admin, "read_page"):
            self.model_admin.read_page(rows)
        return rows

    # --- What the page says of it -------------------------------------------------------------------------------------

    @cached_property
    def tabs(self) -> list[Choice]:
        """Returns the states as tabs, the whole first."""
        states = [one for one in self.filters if isinstance(one, StateFilter)]
        if not states:
            return []
        state = states[0]
        whole = Choice(
            "",
            pgettext("state", "all"),
            self.counts.without_state,
            self.address({state.parameter_name: None}),
            not state.is_used,
        )
        return [whole, *self.counts.choices(state, self.address)]

    @cached_property
    def sides(self) -> list["Side"]:
        """Returns the filters that stand beside the list."""
        shown = (one for one in self.filters if not isinstance(one, StateFilter))
        sides = [Side(one, self) for one in shown if one.is_used or not one.is_aside]
        return [side for side in sides if side.is_long or side.choices]

    @cached_property
    def chips(self) -> list[Chip]:
        """Returns what is chosen, one by one, to be taken off."""
        return [self._chip(one) for one in self.filters if one.is_used]

    def _chip(self, one: Filter) -> Chip:
        url = self.address({one.parameter_name: None})
        if isinstance(one, ShortFilter):
            return Chip(str(one.title), str(one.offered()[one.value]), url)
        name = self.name_of(one)
        return Chip(str(one.title), name, url, name.language if name.is_fallback else "")

    def name_of(self, one: LongFilter) -> texts.Shown:
        """Returns the name of what is chosen in a long filter; an unknown key names itself."""
        known = (named.name for named in self.names if (named.kind, named.key) == (one.named, one.value))
        return next(known, texts.Shown(one.value, texts.active_language()))

    def _opened(self) -> Opened | None:
        name = self.of_the_moment[OPEN]
        one = next((one for one in self.filters if one.parameter_name == name and isinstance(one, LongFilter)), None)
        if one is None:
            return None
        among, every = texts.fold(self.of_the_moment[AMONG]), bool(self.of_the_moment[EVERY])
        return Opened(one, self.counts, among=among, every=every)

    @cached_property
    def ways_out(self) -> list[Chip]:
        """Returns, for a list in which nothing is left, each choice that would bring something back when taken off."""
        found = []
        for one in self.filters if self.result_count == 0 else ():
            if one.is_used:
                rest = self.counts.narrow(one)
                left = (self.counts.whole if rest is None else rest).count()
                if left:
                    chip = self._chip(one)
                    found.append(Chip(chip.title, chip.name, chip.url, chip.language, left))
        return found

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips or self.query)

    @property
    def without_search(self) -> str:
        return self.address({SEARCH_VAR: None})

    @property
    def whole_url(self) -> str:
        return "?"

    @property
    def first(self) -> int:
        """Returns the place in the list of the first row of the page."""
        return 0 if not self.result_list else (self.page_num - 1) * self.list_per_page + 1

    @property
    def last(self) -> int:
        return self.first + len(self.result_list) - 1 if self.result_list else 0

    @cached_property
    def saved(self) -> list[SavedFilter]:
        """Returns the filters that the person, or anybody for everybody, has named in this list."""
        found = SavedFilter.objects.filter(list=self.opts.label_lower).seen_by(self.request.user)
        return list(found.select_related("by"))

    @property
    def open_saved(self) -> SavedFilter | None:
        return next((one for one in self.saved if one.query == self.query_string), None)

    @property
    def can_be_saved(self) -> bool:
        return bool(self.query_string) and self.open_saved is None

    def page_url(self, number: int) -> str:
        return self.get_query_string({PAGE_VAR: number})

    @cached_property
    def pages(self) -> list[tuple[int | str, str]]:
        """Returns the pages to go to: (number, address), "…" where some are left out."""
        if not self.multi_page or (self.show_all and self.can_show_all):
            return []
        shown = self.paginator.get_elided_page_range(self.page_num)
        return [(number, self.page_url(number) if isinstance(number, int) else "") for number in shown]

    @property
    def hidden(self) -> Iterator[tuple[str, str]]:
        """Yields the parameters that a form of the list has to carry along, besides its own."""
        for name, values in self.filter_params.items():
            if name not in (*OF_THE_MOMENT, SEARCH_VAR):
                yield from ((name, value) for value in values)


class Side:
    """A filter as it stands beside the list."""

    def __init__(self, one: Filter, changelist: DeskList) -> None:
        self.filter, self.list = one, changelist
        self.title, self.name, self.is_long = one.title, one.parameter_name, one.is_long

    @property
    def opened(self) -> Opened | None:
        opened = self.list.opened
        return opened if opened is not None and opened.filter is self.filter else None

    @property
    def is_open(self) -> bool:
        return self.opened is not None or self.filter.is_used or not self.is_long

    @property
    def is_counted(self) -> bool:
        return not self.is_long or self.opened is not None

    @cached_property
    def choices(self) -> list[Choice]:
        if self.opened is not None:
            return self.opened.choices(self.list.names, self.list.address)
        if self.is_long:
            return []
        found = self.list.counts.choices(self.filter, self.list.address)
        return [choice for choice in found if choice.count or choice.is_chosen]

    @property
    def chosen(self) -> Chip | None:
        return self.list._chip(self.filter) if self.filter.is_used else None

    @property
    def open_url(self) -> str:
        return f"{self.list.address({OPEN: self.name})}#filter-{self.name}"

    @property
    def every_url(self) -> str:
        return f"{self.list.address({OPEN: self.name, EVERY: '1'})}#filter-{self.name}"

    @property
    def none_left(self) -> str:
        """Says why a filter offers nothing."""
        if self.opened is not None and self.opened.among:
            return gettext("No name has these words.")
        return gettext("Nothing in this list.")
