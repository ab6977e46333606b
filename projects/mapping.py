"""The map of a selection of projects: a circle for each country, small maps of the regions, and the table of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from finder import figures
from finder.chosen import NONE, Chosen
from finder.figures import Figure
from finder.lists import join
from finder.worldmap import Panel
from partners import maps, regions
from partners.maps import Atlas

from .figures import FEWEST, KINDS, MOST_NAMED, first
from .filters import ProjectSelection

LEAST_ON_A_PLATE = 2  # countries
MOST_IN_TABLE = 100  # countries; the page of all values has the others, and the maps have them all


@dataclass(frozen=True)
class Plate:
    """A small map of one region, with the number of projects in it (each once) and the list that shows them."""

    name: str
    url: str
    count: int
    panel: Panel


class Map:
    """The countries of a selection, each with its number: as circles on maps, and as the table beside them.

    `around` is what stands before and after a country in the address of the list that its circle leads to.
    """

    def __init__(self, selection: ProjectSelection) -> None:
        self.selection, self.language = selection, selection.language
        self.numbers = figures.numbers(selection, "country")
        self.around = figures.around(selection, "country")
        self._proof = figures.proof(selection, "country")

    @cached_property
    def atlas(self) -> Atlas | None:
        """Returns the maps, None where no project names a country."""
        known, path = self.selection.vocabulary, self.selection.path
        places = maps.places_of(known, self.selection.names, self.numbers, list_url=path)
        # A country beside the chosen ones has no list of its own, and its circle no link.
        open_places = maps.open_places(places, linked=lambda key: bool(self._proof(key)))
        return maps.atlas(open_places) if places else None

    @cached_property
    def plates(self) -> list[Plate]:
        """Returns a small map for each region, that with the most projects first, and one of what lies in no region.

        A single one has a map only where one of the world has not all of its circles; so has one with one country.
        """
        if self.atlas is None:
            return []
        wanted = set(self.selection.chosen["region"].wanted)
        url = figures.proof(self.selection, "region", lambda code: not wanted.isdisjoint(_upwards(code)))
        on_every_map = self.atlas.on_every_map
        are_several = len(self.atlas.panels) > 1
        found = [
            Plate(self._named(code), url(code) if code else "", self._count(code, panel), panel)
            for code, panel in self.atlas.panels
            if (are_several and len(panel.circles) >= LEAST_ON_A_PLATE)
            or not on_every_map.issuperset(circle.place for circle in panel.circles)
        ]
        return sorted(found, key=lambda plate: -plate.count)

    def _named(self, region: str) -> str:
        return regions.name(region, self.language) if region else _("Elsewhere")

    def _count(self, region: str, panel: Panel) -> int:
        """Returns the number of projects of a region, each once; that of none is the projects of its countries."""
        if region:
            return self.regions.get(region, 0)
        found = self.selection.index.any_of("country", [circle.place.code.lower() for circle in panel.circles])
        return found.intersection_cardinality(self.selection.ids)

    @cached_property
    def regions(self) -> dict[str, int]:
        """Returns the number of projects of each region that has a map, each project once."""
        drawn = {code for code, _panel in self.atlas.panels} if self.atlas else set()
        found = figures.numbers(self.selection, "region")
        return {code: number for code, number in found.items() if code in drawn}

    @property
    def summary(self) -> str:
        """Returns where most projects are, in a sentence: by region, or by country where there is one region only."""
        if self.selection.total < FEWEST:
            return ""
        if len(self.regions) > 1:
            return _leading(self.regions, lambda code: regions.name(code, self.language), self.language)
        return _leading(self.numbers, lambda key: str(self.selection.names.get("country", key)), self.language)

    @cached_property
    def table(self) -> Figure:
        """Returns the countries as lines, the most frequent first; the page of all values has what exceeds them."""
        selection = self.selection
        shown = first(self.numbers, maps.room(MOST_IN_TABLE, len(self.numbers)))
        return Figure(
            name="country",
            title=KINDS["country"].title,
            head=KINDS["country"].head,
            lines=figures.lines(selection, "country", shown, total=selection.total, url=self._proof),
            more=len(self.numbers) - len(shown),
            all_url=selection.facet_url("country"),
            csv_url=selection.url(view="figures", figure="country", format="csv"),
        )

    @cached_property
    def elsewhere(self) -> tuple[int, str]:
        """Returns how many projects name no country, and the list of them."""
        without = self.selection.filters["country"].bits(self.selection.index, Chosen([NONE]))
        return without.intersection_cardinality(self.selection.ids), self._proof(NONE)

    @property
    def has_unproved(self) -> bool:
        """Says whether any number has no list of its own, because a country is chosen already."""
        return any(not line.url for line in self.table.lines)


def _leading(numbers: Mapping[str, int], named: Any, language: str) -> str:
    leading = figures.most_frequent(numbers)
    if not leading or len(leading) > MOST_NAMED or numbers[leading[0]] < 2:
        return ""
    words = KINDS["country"].leads if len(leading) == 1 else KINDS["country"].lead
    return words % {"number": numbers[leading[0]], "name": join([named(value) for value in leading], language)}


def _upwards(region: str) -> list[str]:
    """Returns a region and those that it lies in."""
    found = [region]
    while above := regions.parent(found[-1]):
        found.append(above)
    return found
