"""The roles that organisations have in projects, as far as this room needs to know them: which hat each puts on."""

from collections.abc import Mapping

from .models import Hat

# Filled by the room that has the roles, when the site starts.
_hats: dict[str, Hat] = {}


def register(hats: Mapping[str, Hat]) -> None:
    """Makes known which hat each role puts on, in the order in which roles are printed."""
    _hats.update(hats)


def under(hat: Hat) -> list[str]:
    """Returns the roles that put a hat on."""
    return [role for role, worn in _hats.items() if worn is hat]


def every() -> list[str]:
    """Returns all roles, in the order in which they are printed."""
    return list(_hats)
