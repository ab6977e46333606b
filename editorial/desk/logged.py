"""What Django's history keeps of a step: data that it puts into words, in the language of whoever reads it."""

from typing import Any

from django.db import models
from django.utils import translation

Entry = dict[str, dict[str, Any]]


def changed(model: type[models.Model], *fields: str) -> Entry:
    """Returns that fields were changed, as the form of the model would have it."""
    with translation.override(None):
        return {"changed": {"fields": [str(model._meta.get_field(name).verbose_name) for name in fields]}}


def added(model: type[models.Model], name: str) -> Entry:
    """Returns that something that belongs to the object was added."""
    return {"added": _named(model, name)}


def deleted(model: type[models.Model], name: str) -> Entry:
    """Returns that something that is now part of the object was deleted."""
    return {"deleted": _named(model, name)}


def _named(model: type[models.Model], name: str) -> dict[str, str]:
    with translation.override(None):
        return {"name": str(model._meta.verbose_name), "object": name}
