"""What we do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Projects(AppConfig):
    name = "projects"
    verbose_name = _("Projects and documents")

    def ready(self) -> None:
        from . import home, reading, records  # noqa: F401 - registers how entries are read, and the home of the desk

        records.register()
