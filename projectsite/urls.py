"""The map of the site: machines first, staff, then every public room under a language."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("health/", include("projectsite.health")),
    path("admin/", admin.site.urls),
]
