"""Stored files as pages link them: by the name that a Record holds."""

import functools
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.encoding import filepath_to_uri
from PIL import Image

from editorial.texts import Shown


def media_url(name: str) -> str:
    """Returns the address of a stored file."""
    return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"


def media_size(name: str) -> int:
    """Returns the size of a stored file in bytes (0 when it is missing)."""
    try:
        return default_storage.size(name)
    except OSError:
        return 0


@functools.lru_cache(maxsize=4096)
def picture_size(name: str) -> tuple[int, int]:
    """Returns width and height of a stored picture in pixels, (0, 0) when it cannot be read."""
    try:
        with default_storage.open(name) as file, Image.open(file) as image:
            return image.size
    except (OSError, ValueError):
        return 0, 0


@dataclass(frozen=True)
class Picture:
    """A picture with its alternative text and credit in the reader's language."""

    name: str
    alt: Shown
    credit: Shown

    @property
    def url(self) -> str:
        return media_url(self.name)

    @property
    def width(self) -> int:
        return picture_size(self.name)[0]

    @property
    def height(self) -> int:
        return picture_size(self.name)[1]
