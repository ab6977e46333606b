"""The readable part of an address, made from a title in its own script."""

import re
import unicodedata
from collections.abc import Callable

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .texts import MARKS

MAX_LENGTH = 80
SLUG = r"[\w]+(?:-+[\w]+)*"
validate_slug = RegexValidator(
    rf"\A{SLUG}\Z", _("An address holds letters and digits of any script, joined by hyphens.")
)

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SPECIAL = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_BREAKS = re.compile(r"[\W_]+")


def slugify(title: str, language: str) -> str:
    """Returns a slug of at most 80 characters: Latin letters lose their accents, other scripts stay as they are."""
    text = unicodedata.normalize("NFC", title).casefold()
    if language == "de":
        text = text.translate(_GERMAN)
    text = MARKS.sub("", text.translate(_SPECIAL))
    plain = []
    for char in text:
        if unicodedata.combining(char):  # a mark that composes with no letter: "İ" in lower case
            continue
        base = unicodedata.normalize("NFKD", char)
        plain.append(base[0] if len(base) > 1 and base[0].isascii() else char)
    slug = _BREAKS.sub("-", "".join(plain)).strip("-")
    if len(slug) > MAX_LENGTH:
        slug = slug[: MAX_LENGTH + 1].rpartition("-")[0][:MAX_LENGTH] or slug[:MAX_LENGTH]
    return slug


def free(slug: str, is_taken: Callable[[str], bool]) -> str:
    """Returns the slug, or the first of slug-2, slug-3 … that is not taken."""
    number, candidate = 1, slug
    while is_taken(candidate):
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def fill(row: models.Model, title: str, *, reserved: frozenset[str] = frozenset(), key: str = "") -> None:
    """Gives a translation row (`slug`, `language_code`) without a slug one made from its title, unique by language."""
    if row.slug or not title:
        return
    others = type(row)._default_manager.filter(language_code=row.language_code).exclude(pk=row.pk)

    def is_taken(slug: str) -> bool:
        return slug in reserved or others.filter(slug=slug).exists()

    row.slug = free(slugify(title, row.language_code) or key, is_taken)
