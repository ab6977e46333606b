"""The regions of UN M49: their names, their tree, and the countries in each (data/README.md names the sources)."""

import functools
import json
from pathlib import Path
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

FOLDER = Path(__file__).parent / "data"


@functools.cache
def _regions() -> dict[str, dict[str, Any]]:
    return json.loads((FOLDER / "regions.json").read_text(encoding="utf-8"))


@functools.cache
def places() -> dict[str, dict[str, Any]]:
    """Returns for each alpha-2 code its regions, numeric code and point, as in data/m49.json."""
    return json.loads((FOLDER / "m49.json").read_text(encoding="utf-8"))


def name(code: str, language: str) -> str:
    """Returns the name of a region in a language of the site, in English where it has none."""
    names = _regions()[code]["names"]
    return names.get(language) or names["en"]


def choices() -> list[tuple[str, Any]]:
    """Returns all regions for a form, named in the active language when printed."""
    return [(code, _active_name(code)) for code in _regions()]


_active_name = lazy(lambda code: name(code, get_language() or "en"), str)


def is_region(code: str) -> bool:
    return code in _regions()


def parent(code: str) -> str:
    """Returns the region that a region lies in, "" for those of the world."""
    return _regions()[code]["parent"]


def around(country: str) -> tuple[str, ...]:
    """Returns the regions that a country (key) lies in, the widest first."""
    place = places().get(country.upper(), {})
    return tuple(code for name in ("region", "subregion", "intermediate") if (code := place.get(name)))


def finest(country: str) -> str:
    """Returns the finest region that a country (key) lies in, "" for none."""
    return next(reversed(around(country)), "")


def codes() -> tuple[str, ...]:
    """Returns the codes of all regions."""
    return tuple(_regions())
