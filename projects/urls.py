"""The addresses of projects, themes and documents, below a language."""

from django.urls import path

import finder.addresses  # noqa: F401 - brings `words`

from . import views

urlpatterns = [
    path("projects/", views.project_list, name="project-list"),
    path("projects/compare/", views.project_compare, name="project-compare"),
    path("projects/facets/<slug:name>/", views.project_facet, name="project-facet"),
    path("projects/<words:slug>/", views.project_detail, name="project"),
    path("themes/", views.theme_list, name="theme-list"),
    path("themes/<words:slug>/", views.theme_detail, name="theme"),
    path("documents/", views.document_list, name="document-list"),
    path("documents/<words:slug>/", views.document_detail, name="document"),
]
