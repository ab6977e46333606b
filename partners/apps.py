"""Who we do it with, and where."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Partners(AppConfig):
    name = "partners"
    verbose_name = _("Organisations and countries")

    def ready(self) -> None:
        from . import home, reading, records  # noqa: F401 - registers how entries are read, and the home of the desk

        records.register()
