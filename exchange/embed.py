"""A selection of projects for the pages of other sites: light, without the frame of this one, and the only address
that may stand in a frame. What it shows is what the list of the same query string shows; every link leads there.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from projects import showing
from projects.filters import ProjectSelection

SCHEMES = ("light", "dark")


class EmbedSelection(ProjectSelection):
    """The projects that a query string selects, in the light or the dark scheme of the page around it.

    Its addresses are those of the list, for they open outside of the frame.
    """

    views = tuple(name for name, view in showing.VIEWS.items() if view.is_framed)
    shared = ProjectSelection.shared | {"scheme"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = self.data.get("scheme", "")
        self.scheme = given if given in SCHEMES else ""
        if given and not self.scheme:
            self.ignore("scheme", given, _("Possible are light and dark."))

    def url(self, /, **changes: Any) -> str:
        return super().url(**{"scheme": None, **changes})


@require_safe
@xframe_options_exempt
def project_embed(request: HttpRequest) -> HttpResponse:
    """The projects that the query string selects, for a frame in a page of another site."""
    listed = reverse("project-list")
    selection = EmbedSelection.of_request(request, path=listed)
    shown = showing.shown(selection)
    if isinstance(shown, HttpResponse):
        return shown
    context = {
        "selection": selection,
        "projects": [] if shown["part"] else selection.entries,
        "list_url": selection.url(page=None),
        "view": showing.VIEWS[selection.view].label,
        "query": selection.url(sort=None, per_page=None, view=None, figure=None, format=None).removeprefix(listed),
        **shown,
    }
    return render(request, "exchange/embed.html", context)


# An answer that a frame is unchanged is given before the view, and has to say the same (`finder.unchanged`).
project_embed.xframe_options_exempt = True
