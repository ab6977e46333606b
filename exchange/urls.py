"""The addresses of the catalogue in other forms, below a language."""

from django.urls import path, register_converter

import finder.addresses  # noqa: F401 - brings `words`

from . import embed, suggestions, views
from .citations import STYLES


class StyleConverter:
    """Reads the name of a style of citation."""

    regex = "|".join(STYLES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StyleConverter, "citation")

urlpatterns = [
    path("suggest/", suggestions.suggest, name="suggest"),
    path("embed/projects/", embed.project_embed, name="project-embed"),
    path("projects.atom", views.project_feed, name="project-feed"),
    path("projects/<words:slug>.<citation:style>", views.citation, name="project-citation"),
]
