"""The figures of the projects that name something: made by the room of the catalogue, shown by pages of this one."""

from collections.abc import Callable

from django.http import HttpRequest

from finder.figures import Figure

Maker = Callable[[HttpRequest, str, tuple[str, ...]], list[Figure]]

# Filled by the room that has the catalogue, when the site starts.
_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Makes known who draws figures: a function of the request, a query of the catalogue, and the facets wanted."""
    _makers.append(maker)


def of(request: HttpRequest, query: str, *facets: str) -> list[Figure]:
    """Returns the figures of what a query of the catalogue selects, each number with the list that proves it."""
    return [figure for make in _makers for figure in make(request, query, facets)]
