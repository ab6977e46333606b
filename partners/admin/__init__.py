"""The admin of organisations and countries."""

from . import countries, organisations

__all__ = ["countries", "organisations"]
