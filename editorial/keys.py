"""Keys: one short ASCII word an object, the same in every language, made once and never changed."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from . import slugs

MAX_LENGTH = 40
validate_key = RegexValidator(
    r"\A(?!none\Z)[a-z0-9][a-z0-9-]*\Z",
    _("A key holds lower-case letters a–z, digits and hyphens, does not start with a hyphen and is not “none”."),
)


def from_text(text: str) -> str:
    """Returns the key that a name suggests, or "" when it has no Latin letters or digits."""
    ascii_text = unicodedata.normalize("NFKD", slugs.slugify(text, "en")).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if len(key) > MAX_LENGTH:
        key = key[: MAX_LENGTH + 1].rpartition("-")[0] or key[:MAX_LENGTH]
    return "" if key == "none" else key


def make(names: Iterable[str], is_taken: Callable[[str], bool], *, kind: str) -> str:
    """Returns a free key made from the first name that suggests one; else the kind and a random number."""
    suggested = next((key for name in names if name and (key := from_text(name))), None)
    return slugs.free(suggested or f"{kind}-{secrets.token_hex(3)}", is_taken)
