"""The addresses of organisations, a list for each hat, and of countries, below a language."""

from django.urls import path, re_path

import finder.addresses  # noqa: F401 - brings `words`

from . import views
from .models import Hat

urlpatterns = [
    path("countries/", views.country_list, name="country-list"),
    re_path(r"^countries/(?P<key>[a-z]{2})/$", views.country_detail, name="country"),
    *(path(f"{hat.path}/", views.organisation_list, {"hat": hat}, name=f"{hat.value}-list") for hat in Hat),
    *(
        path(f"{hat.path}/<words:slug>/", views.organisation_detail, {"hat": hat}, name=f"organisation-{hat.value}")
        for hat in Hat
    ),
]
