"""The catalogue in forms that other programs read."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Exchange(AppConfig):
    name = "exchange"
    verbose_name = _("Exchange")
