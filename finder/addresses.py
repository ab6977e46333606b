"""Addresses: slugs of letters and digits of any script, and the absolute form of a path.

`<words:slug>` in a path means a slug; whoever uses it imports this module.
"""

import unicodedata

from django.conf import settings
from django.urls import register_converter

from editorial.slugs import SLUG


class SlugConverter:
    """Reads a slug in whichever normal form a browser sends it."""

    regex = SLUG

    def to_python(self, value: str) -> str:
        return unicodedata.normalize("NFC", value)

    def to_url(self, value: str) -> str:
        return value


register_converter(SlugConverter, "words")


def absolute(path: str) -> str:
    """Returns the absolute address of a path; the host comes from the settings, never from a request."""
    return f"{settings.SITE_URL}{path}"
