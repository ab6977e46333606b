"""What we do."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Projects(AppConfig):
    name = "projects"
    verbose_name = _("Projects and documents")

    def ready(self) -> None:
        # Each registers what it adds: figures beside other pages, the home of the desk, how entries are read.
        from . import beside, home, reading, records  # noqa: F401

        records.register()
