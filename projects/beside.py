"""What pages of other rooms show of projects: the figures of what a query of the catalogue selects."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from finder.figures import Figure
from partners import figures

from .figures import Figures
from .filters import ProjectSelection

MOST_LINES = 8  # of a figure that is one among others on a page about something else


def of_query(request: HttpRequest, query: str, facets: tuple[str, ...]) -> list[Figure]:
    """Returns the figures of what a query selects; none of one that means nothing, for that selects everything."""
    selection = ProjectSelection.of_request(request, QueryDict(query), path=reverse("project-list"))
    if selection.ignored or not selection.total:
        return []
    return Figures(selection, only=facets, most=MOST_LINES).all


figures.register(of_query)
