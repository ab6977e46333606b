"""The home page and the content pages, below a language; content pages come last of all addresses."""

from django.urls import path, register_converter

from finder.addresses import SlugConverter

from . import views

register_converter(SlugConverter, "words")

urlpatterns = [
    path("", views.home, name="home"),
    path("<words:slug>/", views.page, name="page"),
]
