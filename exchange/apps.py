"""The catalogue in forms that other programs read."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Exchange(AppConfig):
    name = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        # Rooms below know no room above: pages learn here which further forms they have.
        from . import factsheets

        factsheets.connect()
