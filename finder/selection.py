"""The one reading of a list's query string: which publications it selects, in which order, and what it could not read.

A list is a `Selection`: a django-filter FilterSet over publications. Its filters understand repeated values (OR),
`-value` (not), and `none` (not given); filters combine with AND. A value that means nothing is never an error and never
silently ignored: it is named in `ignored`, with the reason.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import quote_plus

import django_filters
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from editorial.models import Label, Publication

from . import relaxing, search, times
from .chosen import LONGEST_KEY, MOST_VALUES, NONE, Chip, Chosen, Ignored, as_of_now
from .counting import Counting
from .filters import BY_NAME, RELEVANCE, Order, SearchFilter
from .lists import join
from .reading import Entry, Names, read
from .views import names, vocabulary
from .vocabulary import COUNTED, Vocabulary

T = TypeVar("T")
LONGEST = 200
MOST_IGNORED = 5
MANY = 1_000_000_000
PER_PAGE = (20, 50, 100)
FEW = 2000  # so many are put into an order of names by the database, more by walking along all names


class Selection(Counting, django_filters.FilterSet):
    """A list of one kind of publication, as a query string describes it, for a reader of one language."""

    of: ClassVar[str]  # the kind of publication listed
    orders: ClassVar[dict[str, Order]] = {"name": BY_NAME}
    default_order: ClassVar[str] = "name"
    default_per_page: ClassVar[int] = PER_PAGE[0]
    # Parameters that are no filters: they say how the same things are shown.
    shared: ClassVar[frozenset[str]] = frozenset({"sort", "page", "per_page", "view"})
    views: ClassVar[tuple[str, ...]] = ("list",)

    q = SearchFilter(label=pgettext_lazy("name of a filter", "Search"))

    def __init__(self, data: QueryDict, *, names: Names, vocabulary: Vocabulary, path: str = "") -> None:
        self.language, self.path = vocabulary.language, path
        self.vocabulary, self.names = vocabulary, names
        self.ignored: list[Ignored] = []
        self.ignored_more = 0
        super().__init__(data=data, queryset=Publication.objects.all())
        self.chosen = self._read()
        self.sort = self._sort()
        self.per_page = self._per_page()

    @classmethod
    def of_request(cls, request: HttpRequest, data: QueryDict | None = None, **options: Any) -> Self:
        """Returns the selection that a request's query string describes, or that other data describe for it."""
        return cls(
            request.GET if data is None else data,
            names=names(request),
            vocabulary=vocabulary(request),
            **{"path": request.path, **options},
        )

    # --- Reading ---------------------------------------------------------------------------------------------------

    def _read(self) -> dict[str, Any]:
        """Returns what each filter was given, without what means nothing."""
        # Each field reads whatever there is: the form around them, which costs as much as the page, is not needed.
        cleaned = {
            name: filter_.field.clean(self.data.getlist(name) if filter_.is_many else self.data.get(name))
            for name, filter_ in self.filters.items()
        }
        for name, value in cleaned.items():
            if isinstance(value, Chosen) and self.filters[name].of:
                keys = [key for key in value.all if key != NONE and len(key) <= LONGEST_KEY]
                self.names.want((self.filters[name].of, key) for key in keys)
        for name, value in cleaned.items():
            if isinstance(value, Chosen):
                cleaned[name] = self._checked(name, as_of_now(value, self.filters[name].of, self.names))
            elif value:
                cleaned[name] = self._text(name, value)
        for name in self.data:
            if name not in self.filters and name not in self.shared:
                reason = _("There is no such filter.")
                for value in self.data.getlist(name)[:3]:
                    self.ignore(name, value, reason)
        if (view := self.data.get("view") or self.views[0]) not in self.views:
            self.ignore("view", view, _("There is no such view."))
        self.view = view if view in self.views else self.views[0]
        return cleaned

    def _checked(self, name: str, value: Chosen) -> Chosen:
        checked = Chosen()
        for values, kept, sign in ((value.wanted, checked.wanted, ""), (value.excluded, checked.excluded, "-")):
            for key in dict.fromkeys(values):
                if problem := self.filters[name].problem(key):
                    self.ignore(name, f"{sign}{key}", problem)
                else:
                    kept.append(key)
        if len(self.data.getlist(name)) > MOST_VALUES:
            self.ignore(name, "…", _("Only the first %(count)d values are used."), count=MOST_VALUES)
        return checked

    def _text(self, name: str, value: str) -> str:
        if (given := len(self.data.getlist(name))) > 1:
            self.ignore(name, self.data.getlist(name)[0], _("Only the last of %(count)d values is used."), count=given)
        if len(value) > LONGEST:
            self.ignore(name, value[LONGEST:], _("Only the first %(count)d characters are used."), count=LONGEST)
        if problem := self.filters[name].problem(value[:LONGEST]):
            self.ignore(name, value, problem)
        return "" if problem else value[:LONGEST]

    def ignore(self, parameter: str, value: str, reason: str, **values: Any) -> None:
        """Notes that a parameter was left out, and why; of very many, only how many more there are."""
        if len(self.ignored) == MOST_IGNORED:
            self.ignored_more += 1
            return
        shown = value if len(value) <= 80 else f"{value[:80]}…"
        self.ignored.append(Ignored(parameter, shown, str(reason) % values if values else str(reason)))

    def _sort(self) -> str:
        given = self.data.get("sort", "")
        self.usual_order = RELEVANCE if RELEVANCE in self.offered else self.default_order
        if given and given not in self.offered:
            self.ignore("sort", given, _("There is no such order."))
        return given if given in self.offered else self.usual_order

    @cached_property
    def offered(self) -> dict[str, Order]:
        """Returns the orders there are: that of relevance only for what was searched."""
        return {name: order for name, order in self.orders.items() if name != RELEVANCE or self.chosen["q"]}

    @cached_property
    def found(self) -> search.Found:
        """Returns what the words of the search find, whatever else is chosen."""
        return search.find(self.chosen["q"], self.language, self.of, change=self.vocabulary.change)

    def _per_page(self) -> int:
        given = self.data.get("per_page", "")
        if given and given not in map(str, PER_PAGE):
            self.ignore("per_page", given, _("Possible are 20, 50 and 100."))
            return self.default_per_page
        return int(given or self.default_per_page)

    # --- Selecting -------------------------------------------------------------------------------------------------

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        # Databases test conditions in the order in which they stand: the rarest first, those that need the row last.
        names = sorted(self.chosen, key=self._frequency)
        for name in names:
            queryset = self.filters[name].filter(queryset, self.chosen[name])
        # Index rows of this kind say the kind already; asking it of each row again would double the time.
        is_said = self._frequency(names[0]) < MANY and not self.filters[names[0]].rows_of
        return queryset.visible() if is_said else queryset.of(self.of).visible()

    def _frequency(self, name: str) -> int:
        """Estimates how many publications a filter keeps, from the totals that are known anyway."""
        facet, value = getattr(self.filters[name], "facet", ""), self.chosen[name]
        if not isinstance(value, Chosen) or not value.wanted or NONE in value.wanted or facet not in COUNTED:
            return MANY
        totals = self.vocabulary.totals[facet]
        return sum(totals.get(key, 0) for key in self.filters[name].keys(value.wanted))

    @property
    def is_filtered(self) -> bool:
        """Says whether anything is chosen at all."""
        return any(self.chosen.values())

    def ordered(self) -> QuerySet:
        """Returns the publications selected, in the order asked for."""
        order = self.orders[self.sort]
        queryset = self.labelled() if order.labelled else self.qs
        return queryset.order_by(*order.by)

    def labelled(self) -> QuerySet:
        """Joins the one label of each publication in the reader's language, for ordering by it."""
        return self.qs.filter(labels__kind=self.of, labels__language=self.language)

    @cached_property
    def page(self) -> Page:
        """Returns the page asked for, of primary keys; a page that does not exist is named and the nearest shown."""
        given = self.data.get("page", "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
        rows, total = self._rows(max(number, 1))
        paginator = Paginator(range(total), self.per_page)
        if given and not 1 <= number <= paginator.num_pages:
            self.ignore("page", given, _("The last page is %(last)d."), last=paginator.num_pages)
        page = paginator.page(max(1, min(number, paginator.num_pages)))
        page.object_list = rows if rows or not total else self._rows(page.number)[0]
        return page

    def lately(self, what: str, answer: Callable[[], T], **changes: Any) -> T:
        """Returns an answer about this selection, kept for whoever comes back to it on the same day.

        `changes` are those of its address (see `url`), where the answer depends on more or on less of it.
        """
        question = what, type(self).__name__, times.today(), self.url(**changes)
        return self.vocabulary.lately(question, answer)

    def _rows(self, number: int) -> tuple[list[int], int]:
        """Returns the primary keys on a page and the number of all."""
        return self.lately("rows", lambda: self._rows_from((number - 1) * self.per_page), page=number, view=None)

    def _rows_from(self, first: int) -> tuple[list[int], int]:
        """Returns both from the bitmaps or, where there are none, from one query when a filter is set.

        Without a filter an index gives the page at once, and counting is a question of its own.
        """
        if self.index is not None:
            return self.keys(first, self.per_page), len(self.ids)
        ordered = self.ordered()
        if not self.is_filtered:
            return list(ordered.values_list("pk", flat=True)[first : first + self.per_page]), self.qs.count()
        counted = ordered.annotate(found=Window(Count("pk"))).values_list("pk", "found")
        rows = list(counted[first : first + self.per_page])
        if rows or not first:
            return [pk for pk, _found in rows], rows[0][1] if rows else 0
        return [], self.qs.count()

    def keys(self, first: int, count: int) -> list[int]:
        """Returns the primary keys at places `first` to `first + count` of what is selected, in the order asked for."""
        order = self.orders[self.sort]
        if self.index is None:
            return list(self.ordered().values_list("pk", flat=True)[first : first + count])
        if self.sort == RELEVANCE:
            return search.ranked(self.found, self.ids, self.index, first, count)
        if order.walk:
            return self.index.ordered(order.walk, self.ids, first, count)
        labels = Label.objects.filter(kind=self.of, language=self.language).order_by("sort_key", "publication")
        return self.part(labels, "publication", first, count)

    def part(self, rows: QuerySet, column: str, first: int, count: int) -> list[int]:
        """Returns the keys at places `first` to `first + count` of what is selected, in the order of some rows.

        The rows are of everything that is public, and hold its primary key in a column.
        """
        keys = rows.values_list(column, flat=True)
        if len(self.ids) <= FEW:
            return list(keys.filter(**{f"{column}__in": list(self.ids)})[first : first + count])
        if not self.is_filtered and self.index.moment is None:
            return list(keys[first : first + count])
        return list(islice(filter(self.ids.__contains__, keys.iterator(chunk_size=2000)), first, first + count))

    @property
    def total(self) -> int:
        """Returns how many publications are selected."""
        return self.page.paginator.count

    @cached_property
    def entries(self) -> list[Entry]:
        """Returns the entries of the page: their Records in one query, the names of what they name in another."""
        return self._entries(list(self.page.object_list))

    def first(self, limit: int) -> list[Entry]:
        """Returns the first entries of the selection, whatever the page."""
        return self._entries(self.keys(0, limit))

    def _entries(self, order: list[int]) -> list[Entry]:
        return read(self.vocabulary.publications(order), self.language, self.names)

    # --- Saying ----------------------------------------------------------------------------------------------------

    def url(self, /, **changes: Any) -> str:
        """Returns the address of this selection with some parameters changed (None removes one).

        What the site does not know is not carried along.
        """
        pairs = self._encoded | {
            name: _encoded(name, value if isinstance(value, list) else [value]) if value is not None else ""
            for name, value in changes.items()
        }
        if "page" not in changes:
            pairs["page"] = ""
        encoded = "&".join(filter(None, pairs.values()))
        return f"{self.path}?{encoded}" if encoded else self.path

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """Returns the parameters of the address that mean something, each as it stands in an address."""
        known = self.filters.keys() | self.shared
        return {name: _encoded(name, self._understood(name)) for name in self.data if name in known}

    def _understood(self, name: str) -> list[str]:
        """Returns the values of a parameter without those that were ignored; keys are those of what is public now."""
        if name in self.filters:
            value = self.chosen[name]
            return value.given if isinstance(value, Chosen) else [value] if value else []
        present = {"sort": self.sort, "view": self.view, "per_page": str(self.per_page)}
        if name in present:
            return [present[name]] if self.data[name] == present[name] else []
        return [value for value in self.data.getlist(name)[:MOST_VALUES] if value and len(value) <= LONGEST_KEY]

    @cached_property
    def chips(self) -> list[Chip]:
        """Returns every chosen value in words, each with the address that leaves it out."""
        return [chip for name, value in self.chosen.items() if value for chip in self._chips(name, value)]

    def _chips(self, name: str, value: Any) -> Iterable[Chip]:
        label = self.filters[name].label
        if not isinstance(value, Chosen):
            yield Chip(name, value, label, value, self.url(**{name: None}))
            return
        for keys, sign in ((value.wanted, ""), (value.excluded, "-")):
            for key in keys:
                others = [given for given in value.given if given != f"{sign}{key}"]
                turned = self.url(**{name: [*others, key if sign else f"-{key}"]})
                shown = self.filters[name].name_of(key)
                yield Chip(name, key, label, shown, self.url(**{name: others or None}), bool(sign), turned)

    @property
    def filters_used(self) -> int:
        """Returns how many values are chosen, the words of a search left out."""
        return sum(chip.parameter != "q" for chip in self.chips)

    @cached_property
    def ways_out(self) -> relaxing.WaysOut:
        """Returns what leaving out one value, or keeping one alone, would find."""
        return relaxing.ways_out(self)

    @cached_property
    def meant(self) -> tuple[str, str] | None:
        """Returns the search without mistyped words and the address of what that finds; None where there is no need."""
        return relaxing.meant(self)

    def facet_url(self, name: str) -> str:
        """Returns the address of the page of all values of a filter, within this selection."""
        return self.url().replace(self.path, f"{self.path}facets/{name}/", 1)

    @property
    def clear_url(self) -> str:
        """Returns the address without any filter; sort and page size stay."""
        return self.url(**dict.fromkeys([*self.filters, *(ignored.parameter for ignored in self.ignored)]))

    @property
    def sort_choices(self) -> list[tuple[str, Any, bool]]:
        """Returns the orders there are: value, name, and whether it is the present one."""
        return [(value, order.label, value == self.sort) for value, order in self.offered.items()]

    @cached_property
    def sentence(self) -> str:
        """Returns everything that is chosen as one line: "Status: completed or planned · Country: not Georgia"."""
        parts: dict[tuple[str, bool], list[str]] = {}
        for chip in self.chips:
            parts.setdefault((str(chip.facet), chip.excluded), []).append(str(chip.label))
        return " · ".join(
            (_("%(facet)s: not %(values)s") if excluded else _("%(facet)s: %(values)s"))
            % {"facet": facet, "values": join(values, self.language, style="or")}
            for (facet, excluded), values in parts.items()
        )

    @property
    def per_page_choices(self) -> list[tuple[int, bool]]:
        """Returns the lengths that a page may have, and whether each is the present one."""
        return [(number, number == self.per_page) for number in PER_PAGE]


def _encoded(name: str, values: Iterable[str]) -> str:
    return "&".join(f"{name}={quote_plus(str(value), safe='/-')}" for value in values)
