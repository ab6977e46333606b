"""Slugs in addresses: letters and digits of any script, joined by hyphens."""

import unicodedata

from editorial.slugs import SLUG


class SlugConverter:
    """Reads a slug in whichever normal form a browser sends it."""

    regex = SLUG

    def to_python(self, value: str) -> str:
        return unicodedata.normalize("NFC", value)

    def to_url(self, value: str) -> str:
        return value
