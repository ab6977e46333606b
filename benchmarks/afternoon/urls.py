"""The addresses of the site, and the two pages that it is compared with."""

from django.urls import path

from projectsite.urls import handler400, handler403, handler404, handler500, urlpatterns

from . import views

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("en/limit/", views.limit),
    path("en/plain/", views.plain),
    *urlpatterns,
]
