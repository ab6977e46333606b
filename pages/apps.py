"""The pages around the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Pages(AppConfig):
    name = "pages"
    verbose_name = _("Pages and site")

    def ready(self) -> None:
        from . import home, reading, records  # noqa: F401 - registers how entries are read, and the home of the desk

        records.register()
