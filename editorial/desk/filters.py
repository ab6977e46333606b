"""The filters of a list: what each offers, how it narrows the list down, and what its choices are counted by.

A short filter stands in the list with the numbers of all its choices; several of them are counted together
(`counting`). A long one (countries, donors) is counted only when somebody opens it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, F, Model, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .. import findings, kinds, texts
from ..models import Gap, Revision, State, TextState


def language_name(code: str) -> str:
    """Returns the name of a language in the active language."""
    return str(get_language_info(code)["name_translated"])


@dataclass
class Choice:
    """One value that a filter offers, with how many objects it would leave; `url` is "" where it would leave none."""

    value: str
    name: str
    count: int | None
    url: str
    is_chosen: bool


class Filter(admin.ListFilter):
    """One question to a list: a parameter of its address, with one value at a time.

    One that `is_aside` is not offered: other pages lead here with it.
    """

    template = "admin/filter.html"
    parameter_name: str
    is_long = False
    is_aside = False

    def __init__(self, request: HttpRequest, params: dict, model: type[Model], model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.model, self.user = model, request.user
        self.value = (params.pop(self.parameter_name, None) or [""])[-1]

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str]:
        return [self.parameter_name]

    def choices(self, changelist: Any) -> list[Choice]:
        return changelist.counts.choices(self)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return self.narrow(queryset) if self.is_used else queryset

    @property
    def is_used(self) -> bool:
        """Tells whether a value is chosen that means something."""
        return bool(self.value)

    def narrow(self, queryset: QuerySet) -> QuerySet:
        """Keeps what the chosen value asks for."""
        raise NotImplementedError


class ShortFilter(Filter):
    """A filter whose values are all known beforehand."""

    def offered(self) -> Mapping[str, str | Promise]:
        """Returns the name of every value, in the order in which they are offered."""
        raise NotImplementedError

    @property
    def is_used(self) -> bool:
        return self.value in self.offered()


class ColumnFilter(ShortFilter):
    """A short filter that follows from columns of the row itself, so that many are counted in one query.

    `group` names the query: columns of few values together, those of many apart.
    """

    group = "facts"

    def columns(self) -> Mapping[str, Any]:
        """Returns the expressions that tell the values of a row, by names of their own."""
        raise NotImplementedError

    def values_of(self, row: Mapping[str, Any]) -> Iterable[str]:
        """Returns the values to which a row of these columns belongs."""
        raise NotImplementedError


class StateFilter(ColumnFilter):
    """Keeps what the public has in one of the states; drawn as tabs above the list."""

    title = _("state")
    parameter_name = "state"

    def offered(self) -> Mapping[str, str | Promise]:
        return dict(State.choices)

    def columns(self) -> Mapping[str, Any]:
        return {"state": F("state")}

    def values_of(self, row: Mapping[str, Any]) -> Iterable[str]:
        return (row["state"],)

    def narrow(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value)


class ChoiceFilter(ColumnFilter):
    """Keeps rows with one value of a field that has choices; made by `of`."""

    field: str

    @classmethod
    def of(cls, field: str, title: str | Promise, parameter: str = "") -> type["ChoiceFilter"]:
        """Returns the filter of a field."""
        return type(cls.__name__, (cls,), {"field": field, "title": title, "parameter_name": parameter or field})

    def offered(self) -> Mapping[str, str | Promise]:
        return {str(value): name for value, name in self.model._meta.get_field(self.field).flatchoices if value}

    def columns(self) -> Mapping[str, Any]:
        return {f"column_{self.field}": F(self.field)}

    def values_of(self, row: Mapping[str, Any]) -> Iterable[str]:
        return (row[f"column_{self.field}"],)

    def narrow(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.field: self.value})


class FlagFilter(ChoiceFilter):
    """Keeps rows in which a box is ticked, or is not; made by `of`."""

    def offered(self) -> Mapping[str, str | Promise]:
        return {"1": pgettext_lazy("answer", "yes"), "0": pgettext_lazy("answer", "no")}

    def values_of(self, row: Mapping[str, Any]) -> Iterable[str]:
        return ("1" if row[f"column_{self.field}"] else "0",)

    def narrow(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.field: self.value == "1"})


SampleFilter = FlagFilter.of("sample", _("sample data"))


class TextsFilter(ColumnFilter):
    """Keeps objects whose texts in the chosen language are in one state."""

    group = "languages"
    state: TextState.State

    def offered(self) -> Mapping[str, str | Promise]:
        return {code: language_name(code) for code in texts.site_languages()}

    def columns(self) -> Mapping[str, Any]:
        return {"language_states": F("language_states")}

    def values_of(self, row: Mapping[str, Any]) -> Iterable[str]:
        pairs = (pair.partition(":") for pair in row["language_states"].split())
        return [language for language, _colon, state in pairs if state == self.state]

    def narrow(self, queryset: QuerySet) -> QuerySet:
        pair = f"{self.value}:{self.state.value}"  # codes of more than two letters may end like others
        return queryset.filter(Q(language_states__startswith=pair) | Q(language_states__contains=f" {pair}"))


class StaleFilter(TextsFilter):
    title = _("texts out of date")
    parameter_name = "stale"
    state = TextState.State.STALE


class MissingFilter(TextsFilter):
    title = _("texts incomplete")
    parameter_name = "missing"
    state = TextState.State.MISSING


class NoneFilter(TextsFilter):
    title = _("texts not started")
    parameter_name = "none"
    state = TextState.State.NONE


TEXT_FILTERS = (StaleFilter, MissingFilter, NoneFilter)


class RowsFilter(ShortFilter):
    """A short filter that asks other tables, for ids of objects."""

    def counts(self, queryset: QuerySet | None) -> Iterable[QuerySet]:
        """Yields queries of (parameter, value, number), within the objects of a queryset (None: within all)."""
        raise NotImplementedError


class GapFilter(RowsFilter):
    """Keeps what lacks a fact."""

    title = _("missing facts")
    parameter_name = "gap"

    def offered(self) -> Mapping[str, str | Promise]:
        return {fact.code: fact.title for fact in findings.facts(kinds.of(self.model))}

    def narrow(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(pk__in=findings.lacking(kinds.of(self.model), self.value))

    def counts(self, queryset: QuerySet | None) -> Iterable[QuerySet]:
        kind = kinds.of(self.model)
        rows = Gap.objects.filter(kind=kind.name)
        if queryset is not None:
            rows = rows.filter(object_id__in=queryset.values("pk"))
        yield counted(rows, F("fact"), self.parameter_name)
        for fact in findings.facts(kind):
            if fact.ids:
                found = self.model._default_manager if queryset is None else queryset
                yield counted(found.filter(pk__in=fact.ids()).order_by(), Value(fact.code), self.parameter_name)


class MineFilter(RowsFilter):
    """Keeps what the person has saved at some time."""

    title = pgettext_lazy("filter", "mine")
    parameter_name = "mine"

    def offered(self) -> Mapping[str, str | Promise]:
        return {"1": _("saved by me")}

    def narrow(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(pk__in=saved_by(self.user, kinds.of(self.model)))

    def counts(self, queryset: QuerySet | None) -> Iterable[QuerySet]:
        found = self.model._default_manager if queryset is None else queryset
        rows = found.filter(pk__in=saved_by(self.user, kinds.of(self.model))).order_by()
        yield counted(rows, Value("1"), self.parameter_name)


def saved_by(person: AbstractBaseUser, kind: kinds.Kind) -> QuerySet:
    """Returns the ids of the objects of a kind that a person has saved."""
    return Revision.objects.filter(kind=kind.name, by=person.pk).order_by().values("object_id")


def counted(rows: QuerySet, value: Any, parameter: str) -> QuerySet:
    """Returns the query of (parameter, value, number) of some rows, by an expression that gives the value."""
    rows = rows.annotate(parameter=Value(parameter), choice=value).values("parameter", "choice")
    return rows.annotate(number=Count("pk")).values_list("parameter", "choice", "number")


class LongFilter(Filter):
    """A filter by another kind of thing, of which there are many: its choices load when it is opened."""

    is_long = True
    named: str  # the kind of what is chosen

    def counts(self, queryset: QuerySet | None) -> QuerySet:
        """Returns (primary key of the choice, number), the most frequent first, within a queryset (None: all)."""
        raise NotImplementedError


class FieldFilter(LongFilter):
    """Keeps objects that name the chosen thing in a field of their own."""

    field: str

    def narrow(self, queryset: QuerySet) -> QuerySet:
        chosen = kinds.get(self.named).model._base_manager.filter(key=self.value)
        return queryset.filter(**{f"{self.field}__in": chosen.values("pk")})

    def counts(self, queryset: QuerySet | None) -> QuerySet:
        rows = (self.model._default_manager.all() if queryset is None else queryset).order_by()
        rows = rows.exclude(**{self.field: None}).values_list(self.field)
        return rows.annotate(number=Count("pk")).order_by("-number", self.field)


class RowFilter(LongFilter):
    """Keeps objects that name the chosen thing in a row of another table: `owner` and `field` are its two ends.

    `several` says that an object may name the same thing more than once.
    """

    owner: str
    field: str
    several = False

    def rows(self) -> QuerySet:
        """Returns the rows that count."""
        raise NotImplementedError

    def narrow(self, queryset: QuerySet) -> QuerySet:
        chosen = kinds.get(self.named).model._base_manager.filter(key=self.value)
        return queryset.filter(
            pk__in=self.rows().filter(**{f"{self.field}__in": chosen.values("pk")}).values(self.owner)
        )

    def counts(self, queryset: QuerySet | None) -> QuerySet:
        rows = self.rows().order_by()
        if queryset is not None:
            rows = rows.filter(**{f"{self.owner}__in": queryset.order_by().values("pk")})
        rows = rows.values_list(self.field)
        return rows.annotate(number=Count(self.owner, distinct=self.several)).order_by("-number", self.field)


@dataclass(frozen=True)
class Named:
    """Something that a long filter offers, by the name that the reader is shown."""

    kind: str
    pk: int
    key: str
    name: texts.Shown


def names_of(wanted: Iterable[tuple[str, Q]]) -> list[Named]:
    """Returns the names of things of several kinds, each kind with its condition, in one query."""
    queries = []
    for name, condition in wanted:
        kind = kinds.get(name)
        masters = kind.model._base_manager.filter(condition).order_by().values("pk")
        rows = kind.model._parler_meta.root_model.objects.filter(master__in=masters).order_by()
        rows = rows.annotate(kind_name=Value(name))
        columns = ("kind_name", "master_id", "master__key", "master__source_language", "language_code", kind.title)
        queries.append(rows.values_list(*columns))
    found: dict[tuple[str, int, str, str], dict[str, str]] = {}
    for name, pk, key, source, language, title in queries[0].union(*queries[1:], all=True) if queries else ():
        found.setdefault((name, pk, key, source), {})[language] = title
    language = texts.active_language()
    return [
        Named(name, pk, key, texts.shown(titles, language, source) or texts.Shown(key, language))
        for (name, pk, key, source), titles in found.items()
    ]
