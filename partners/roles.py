"""The roles that organisations have in projects, as far as this room needs to know them: which hat each puts on."""

from collections.abc import Mapping
from typing import Any

from finder import counts

from .models import Hat

# Filled by the room that has the roles, when the site starts.
_hats: dict[str, Hat] = {}
_labels: dict[str, Any] = {}


def register(hats: Mapping[str, Hat], labels: Mapping[str, Any]) -> None:
    """Makes known which hat each role puts on and what it is called, in the order in which roles are printed."""
    _hats.update(hats)
    _labels.update(labels)
    counts.names("organisation", *finer_facets().values())


def under(hat: Hat) -> list[str]:
    """Returns the roles that put a hat on."""
    return [role for role, worn in _hats.items() if worn is hat]


def every() -> list[str]:
    """Returns all roles, in the order in which they are printed."""
    return list(_hats)


def label(role: str) -> str:
    """Returns what a role is called in the reader's language."""
    return str(_labels[role])


def finer_facets() -> dict[str, str]:
    """Returns the facet of the index rows for each role that is not all that its hat means."""
    return {role: f"as-{role}" for role, hat in _hats.items() if len(under(hat)) > 1}
