"""What may be uploaded, and under which name it is stored: names are never reused, so no file is overwritten."""

import secrets
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

DOCUMENTS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt", "epub", "zip")
PICTURES = ("jpg", "jpeg", "png", "webp")
MAX_PIXELS = 50_000_000

_check_document = FileExtensionValidator(DOCUMENTS)
_check_picture = FileExtensionValidator(PICTURES)


def _stored(folder: str, filename: str) -> str:
    path = PurePosixPath(filename)
    stem = "".join(char if char.isalnum() else "-" for char in path.stem).strip("-")[:60] or "file"
    return f"{folder}/{stem}-{secrets.token_hex(4)}{path.suffix.lower()}"


def document_name(_row: models.Model, filename: str) -> str:
    """Returns the media name of an uploaded document."""
    return _stored("documents", filename)


def picture_name(_row: models.Model, filename: str) -> str:
    """Returns the media name of an uploaded picture."""
    return _stored("pictures", filename)


def logo_name(_row: models.Model, filename: str) -> str:
    """Returns the media name of an uploaded logo."""
    return _stored("logos", filename)


def _check_size(file: File) -> None:
    try:
        size = file.size
    except OSError as error:  # a stored file that is gone; whoever saves the form is told, not sent away
        raise ValidationError(_("The file is missing. Give it again, or remove it.")) from error
    if size > settings.MAX_UPLOAD_MEGABYTES * 1024 * 1024:
        raise ValidationError(
            _("The file is larger than %(limit)s MB."), params={"limit": settings.MAX_UPLOAD_MEGABYTES}
        )


def validate_document(file: File) -> None:
    """Refuses files that are too large or of a kind that a reader cannot open safely."""
    _check_document(file)
    _check_size(file)


def validate_picture(file: File) -> None:
    """Refuses pictures that are too large, too many pixels wide and high, or no pictures."""
    _check_picture(file)
    _check_size(file)
    try:
        with Image.open(file) as image:
            width, height = image.size
            is_known = image.format in {"JPEG", "PNG", "WEBP"}
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        is_known, width, height = False, 0, 0
    finally:
        file.seek(0)
    if not is_known:
        raise ValidationError(_("This is not a picture in JPEG, PNG or WebP."))
    if width * height > MAX_PIXELS:
        raise ValidationError(_("The picture has more than 50 million pixels."))
