"""How what is public is found and shown: index rows, selection, figures, map, periods."""

from django.apps import AppConfig


class Finder(AppConfig):
    name = "finder"
    verbose_name = "Finding"

    def ready(self) -> None:
        from . import index, removal, search

        index.connect()
        search.connect()
        removal.connect()
