"""The addresses of the desk: the list and the forms of a model, and objects as links by their names."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import NoReverseMatch, reverse

from .. import kinds, texts
from ..models import WorkingCopy


def address(opts: Any, view: str, *pks: Any) -> str:
    """Returns the address of a view of a model (its `_meta`): "changelist", "add", or "change" with a primary key."""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{view}", args=[quote(pk) for pk in pks])


@dataclass(frozen=True)
class Link:
    """Something of the desk by its name, which may be in another language than the page, and its form ("" for none)."""

    name: texts.Shown | str
    url: str


def link_to(obj: WorkingCopy) -> Link:
    """Returns the link to the form of a working copy."""
    try:
        url = address(obj._meta, "change", obj.pk)
    except NoReverseMatch:
        url = ""
    return Link(obj.shown(kinds.of(obj).title) or obj.key, url)
