"""The home page and the content pages, below a language; content pages come last of all addresses."""

from django.urls import path

import finder.addresses  # noqa: F401 - brings `words`

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("<words:slug>/", views.page, name="page"),
]
