"""Maps of countries with numbers: places from the vocabulary, layouts kept per selection."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from finder import worldmap
from finder.reading import Names
from finder.vocabulary import Vocabulary
from finder.worldmap import WORLD, Overview, Panel, Place

from . import regions

NOTE = "*"
MOST_TINTED = 60  # countries of a selection; where nearly all are tinted it says nothing, and each takes its time
MOST_ON_ONE = 60  # countries on the large map of a selection, which has its regions and a table beside it
# Beyond so many countries maps of the world have fewer, and those of regions print number and name as one: a page has
# to stay light, and every country there is has its circle on it.
CROWDED = 120  # countries
# The maps of narrower screens: how many countries, and how they are drawn.
_MIDDLE = (36, {"width": 660, "height": 380, "radius": 3.9, "largest": 18, "font_size": 12, "span": 110, "margin": 20})
_TALL = (30, {"width": 360, "height": 290, "radius": 3.4, "largest": 15, "font_size": 11.5, "span": 90, "margin": 14})
_PHONE = (30, {"width": 320, "height": 260, "radius": 3.4, "largest": 15, "font_size": 12, "span": 40, "margin": 14})
# Around the value in the address of a circle whose list is not known yet (`open_places`); no address has such signs.
OPEN = CLOSE = "~~"


@dataclass(frozen=True)
class Plate:
    """A small map of one region, with the number of projects in its countries and the list that shows them."""

    code: str
    name: str
    url: str
    count: int
    panel: Panel


@dataclass(frozen=True)
class WorldMap:
    """A map of everything: the overview, those for narrower screens, and a plate for each region."""

    overview: Overview
    middle: Panel
    tall: Panel
    plates: tuple[Plate, ...]

    @property
    def is_partial(self) -> bool:
        """Says whether a country is, at some width, neither on the map of the world nor on those of busiest regions."""
        every = _places(self.overview.panel).union(self.overview.panel.outside)
        near = _places(*(plate.panel for plate in self.busiest))
        return any(not every <= near | _places(world) for world in (self.overview.panel, self.middle, self.tall))

    @property
    def busiest(self) -> tuple[Plate, ...]:
        """Returns the plates of the regions with the most projects, two rows of four with the key to the maps."""
        return self.plates[:7]


@dataclass(frozen=True)
class Atlas:
    """The maps of a selection beside its filters: a large one, those for narrower screens, and panels by region."""

    overview: Overview
    middle: Panel
    tall: Panel
    panels: tuple[tuple[str, Panel], ...]

    @property
    def on_every_map(self) -> set[Place]:
        """Returns the places that are on the map of the world at every width."""
        return _places(self.overview.panel) & _places(self.middle) & _places(self.tall)

    @property
    def is_partial(self) -> bool:
        """Says whether a country is, at some width, only on the map of its region."""
        return not self.on_every_map.issuperset(_places(*(panel for _code, panel in self.panels)))


def _places(*panels: Panel) -> set[Place]:
    return {circle.place for panel in panels for circle in panel.circles}


def places_of(
    vocabulary: Vocabulary, page_names: Names, counts: Mapping[str, int], *, list_url: str = ""
) -> tuple[Place, ...]:
    """Returns a place for each country (key) that is public; it links to the country's page.

    With `list_url` it links to the list that its number counts: that address with the country as its query. The names
    of the page learn which countries need their note on it.
    """
    places = []
    for key, count in counts.items():
        if entry := vocabulary.get("country", key):
            name = vocabulary.names.get("country", key)
            longitude, latitude = entry.point
            note = NOTE if name.note else ""
            if note:
                page_names.mention([name])
            url = f"{list_url}?country={key}" if list_url else name.url
            places.append(Place(entry.code, str(name), count, url, longitude, latitude, note))
    return tuple(places)


def open_places(places: tuple[Place, ...], *, linked: Callable[[str], bool] = lambda code: True) -> tuple[Place, ...]:
    """Returns places whose circles lead to a list still to be named, so that equal numbers are drawn once."""
    return tuple(
        replace(place, href=f"{OPEN}{place.code.lower()}{CLOSE}" if linked(place.code.lower()) else "")
        for place in places
    )


def small(places: tuple[Place, ...]) -> Panel | None:
    """Returns the small map of a page's margin, None without places."""
    if not places:
        return None
    return worldmap.panel(places, width=288, height=230, font_size=11.5, numbers=False, span=40)


def beside(places: tuple[Place, ...]) -> Panel | None:
    """Returns the map that stands beside an introduction, None without places."""
    if not places:
        return None
    return worldmap.panel(places, width=480, height=380, largest=22, span=40, all_names=False)


def beneath(places: tuple[Place, ...]) -> Panel | None:
    """Returns the same map for a phone, where it stands beneath the introduction: of the countries with the most."""
    return _narrow(places, *_PHONE) if places else None


def single(places: tuple[Place, ...]) -> Panel | None:
    """Returns the map of one country in its surroundings, None without a place."""
    if not places:
        return None
    return worldmap.panel(places, width=480, height=380, numbers=False, names=False, span=34)


def world(places: tuple[Place, ...], region_counts: Mapping[str, int], language: str) -> WorldMap | None:
    """Returns the maps of all places; `region_counts` are the numbers of projects by finest region, each once."""
    if not places:
        return None
    overview, middle, tall, panels = _layout(places)
    plates = tuple(
        Plate(
            code,
            regions.name(code, language),
            f"{reverse('project-list')}?region={code}",
            region_counts.get(code, 0),
            panel,
        )
        for code, panel in panels
        if code
    )
    return WorldMap(overview, middle, tall, tuple(sorted(plates, key=lambda plate: -plate.count)))


@functools.lru_cache(maxsize=32)
def _layout(places: tuple[Place, ...]) -> tuple[Overview, Panel, Panel, tuple[tuple[str, Panel], ...]]:
    """Lays a selection out once: it takes a tenth of a second, and the same places always give the same panels."""
    overview = worldmap.overview(places, tinted=_is_tinted(places))
    return *_on_one_base(overview, _narrow(places, *_MIDDLE), _narrow(places, *_TALL)), _by_region(places)


@functools.lru_cache(maxsize=32)
def atlas(places: tuple[Place, ...]) -> Atlas:
    """Lays the maps of a selection out, once for the same places; they are not empty."""
    overview = worldmap.overview(_largest(places, MOST_ON_ONE), width=980, height=580, tinted=_is_tinted(places))
    return Atlas(*_on_one_base(overview, _narrow(places, *_MIDDLE), _narrow(places, *_TALL)), _by_region(places))


def _on_one_base(overview: Overview, middle: Panel, tall: Panel) -> tuple[Overview, Panel, Panel]:
    """Returns the maps of a page on one base map, so that it loads no second one for a width that is not seen."""
    if overview.panel.base == middle.base == tall.base:
        return overview, middle, tall
    large, inset = (panel and replace(panel, base=WORLD) for panel in (overview.panel, overview.inset))
    return replace(overview, panel=large, inset=inset), replace(middle, base=WORLD), replace(tall, base=WORLD)


def _narrow(places: tuple[Place, ...], most: int, frame: dict[str, Any]) -> Panel:
    """Draws the map of a narrower screen: with fewer circles it has room for all of the world where they are."""
    return worldmap.panel(_largest(places, most), all_names=False, tinted=_is_tinted(places), **frame)


def _is_tinted(places: tuple[Place, ...]) -> bool:
    return len(places) <= MOST_TINTED


def room(most: int, countries: int) -> int:
    """Returns how many of at most so many things a page has room for that shows so many countries."""
    return most if countries <= CROWDED else most // 2


def _largest(places: tuple[Place, ...], most: int) -> list[Place]:
    return sorted(places, key=lambda place: (-place.count, place.code))[: room(most, len(places))]


def _by_region(places: tuple[Place, ...]) -> tuple[tuple[str, Panel], ...]:
    """Draws the finest regions one by one, on one scale, that with the most projects first.

    What lies in no region, as Antarctica, is a group of its own ("") and the last.
    """
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(regions.finest(place.code), []).append(place)
    ordered = sorted(groups, key=lambda code: (not code, -sum(place.count for place in groups[code]), code))
    options = {"tinted": _is_tinted(places), "inside": len(places) <= CROWDED}
    panels = worldmap.plates([groups[code] for code in ordered], **options)
    return tuple(zip(ordered, panels, strict=True))
