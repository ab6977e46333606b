"""The one reading of the query strings of organisations (in a hat) and of countries."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy

from editorial.models import Publication
from editorial.texts import active_language
from finder import times
from finder.chosen import NONE, Chosen
from finder.controls import Below, Panel
from finder.filters import BY_NAME, ConditionFilter, KeysFilter, Order
from finder.models import IndexRow
from finder.selection import Selection
from finder.vocabulary import Vocabulary

from . import regions
from .models import Hat, OrganisationType


def regions_by_code() -> dict[str, str]:
    """Returns the names of all M49 regions in the active language."""
    return {code: regions.name(code, active_language()) for code in regions.codes()}


def region_of_country(key: str) -> str:
    """Returns the name of the finest region that a country lies in, in the active language."""
    code = regions.finest(key)
    return regions.name(code, active_language()) if code else gettext("Elsewhere")


def below_theme(vocabulary: Vocabulary, key: str) -> Iterable[str]:
    """Returns a theme and everything below it."""
    return vocabulary.below("theme", key)


def themes_with_projects(vocabulary: Vocabulary) -> tuple[list[str], Below]:
    """Returns the themes at the top of the tree, and the function that gives those below one, where projects are."""
    return themes_among(vocabulary, vocabulary.totals["theme"])


def themes_among(vocabulary: Vocabulary, used: Collection[str]) -> tuple[list[str], Below]:
    """Returns the themes at the top of the tree, and the function that gives those below one, as far as they are used.

    A theme is used when it, or anything below it, is among the keys given.
    """

    def below(parent: str | None) -> list[str]:
        children = (theme.key for theme in vocabulary.children("theme", parent))
        return [key for key in children if any(other in used for other in vocabulary.below("theme", key))]

    return below(None), below


def regions_of(codes: Collection[str]) -> tuple[list[str], Below]:
    """Returns those of some regions that lie in no other, and the function that gives those within one, by name."""

    def within(parent: str) -> list[str]:
        found = [code for code in codes if regions.is_region(code) and regions.parent(code) == parent]
        return sorted(found, key=lambda code: regions.name(code, active_language()))

    return within(""), within


class OfTheirProjects:
    """A filter of what projects name, which the selection asks of those projects together with its other ones."""

    def filter(self, qs: QuerySet, value: Chosen) -> QuerySet:
        return qs

    def wanted(self, value: Chosen) -> Q:
        """Returns the condition that one project has to meet."""
        return Chosen(value.wanted, [NONE] if NONE in value.excluded else []).condition(self.any_of, self.given())

    def unwanted(self, value: Chosen) -> Q | None:
        """Returns the condition that no project may meet, None without any."""
        excluded = [key for key in value.excluded if key != NONE]
        return self.any_of(excluded) if excluded else None


class ProjectKeysFilter(OfTheirProjects, KeysFilter):
    """Keeps what is named by projects that have the chosen keys."""

    rows_of = "project"


class ProjectConditionFilter(OfTheirProjects, ConditionFilter):
    """Keeps what is named by projects that meet a condition."""


class InProjectsSelection(Selection):
    """Things that projects name in one facet (donors, countries …), filtered also by those projects."""

    facet: str
    orders = {
        "name": BY_NAME,
        "-projects": Order(gettext_lazy("Most projects first"), ("-projects", "labels__sort_key", "pk"), labelled=True),
    }

    theme = ProjectKeysFilter(gettext_lazy("Theme"), facet="theme", of="theme", expand=below_theme)
    status = ProjectConditionFilter(gettext_lazy("Status"), condition=times.with_status, choices=lambda: times.STATUSES)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        asked = [
            (filter_, self.chosen[name])
            for name, filter_ in self.filters.items()
            if isinstance(filter_, OfTheirProjects) and self.chosen[name]
        ]
        # What is wanted has to meet in one project: a donor of ongoing projects on a theme, not of one of each.
        queryset = queryset.filter(self._named(*(filter_.wanted(value) for filter_, value in asked)))
        for filter_, value in asked:
            if (unwanted := filter_.unwanted(value)) is not None:
                queryset = queryset.exclude(self._named(unwanted))
        return super().filter_queryset(queryset)

    def _named(self, *conditions: Q) -> Q:
        """Returns the condition of being named, in this facet, by a public project that meets all conditions."""
        rows = IndexRow.objects.of("project", self.facet)
        if conditions:
            projects = Publication.objects.visible().of("project").filter(*conditions)
            rows = rows.filter(publication__in=projects.values("pk"))
        return Q(key__in=rows.values("value"))

    def ordered(self) -> QuerySet:
        if self.sort != "-projects":
            return super().ordered()
        counted = IndexRow.objects.of("project", self.facet).filter(value=OuterRef("key")).order_by()
        number = counted.values("value").annotate(n=Count("publication")).values("n")
        labelled = self.labelled()
        projects = Coalesce(Subquery(number, output_field=IntegerField()), 0)
        return labelled.annotate(projects=projects).order_by(*self.orders[self.sort].by)

    def counts(self) -> dict[str, int]:
        """Returns the number of public projects of each entry of the page, by key."""
        totals = self.vocabulary.totals[self.facet]
        return {entry.key: totals.get(entry.key, 0) for entry in self.entries}

    def fill(self, panel: Panel) -> None:
        """Adds to a form what asks about the projects."""
        top, below = themes_with_projects(self.vocabulary)
        panel.menu("theme", top, below=below)
        panel.menu("status", times.STATUSES)


class OrganisationSelection(InProjectsSelection):
    """The organisations that have a public project under one hat."""

    of = "organisation"

    country = KeysFilter(gettext_lazy("Country"), facet="country", of="country")
    region = KeysFilter(gettext_lazy("Region"), facet="region", choices=regions_by_code)
    kind = KeysFilter(gettext_lazy("Kind"), facet="type", choices=lambda: dict(OrganisationType.choices))

    def __init__(self, *args: Any, hat: Hat, **kwargs: Any) -> None:
        self.hat, self.facet = hat, hat.value
        super().__init__(*args, **kwargs)

    @cached_property
    def panel(self) -> Panel:
        """Returns the controls of the list's form; values that no organisation has are not offered."""
        known, panel = self.vocabulary, Panel(self)
        found = known.kept("values of organisations", self._values)
        panel.menu("kind", [value for value in OrganisationType.values if value in found["type"]])
        panel.menu("country", [key for key in known.of("country") if key in found["country"]])
        top, below = regions_of({code for key in found["country"] for code in regions.around(key)})
        panel.menu("region", top, below=below)
        self.fill(panel)
        return panel

    @staticmethod
    def _values() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {"country": set(), "type": set()}
        for facet, value, _count in IndexRow.objects.counts("organisation", *found):
            found[facet].add(value)
        return found


class CountrySelection(InProjectsSelection):
    """The countries that have a public project."""

    of = "country"
    facet = "country"
    default_per_page = 100  # an alphabet is read as a whole

    region = KeysFilter(gettext_lazy("Region"), facet="region", choices=regions_by_code, has_none=False)

    @cached_property
    def panel(self) -> Panel:
        """Returns the controls of the list's form."""
        panel = Panel(self)
        top, below = regions_of(self.vocabulary.totals["region"])
        panel.menu("region", top, below=below)
        self.fill(panel)
        return panel
