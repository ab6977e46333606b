"""Choices with a search: named in the reader's language, and without a script a line in which a name is typed."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models

from ..models import WorkingCopy

MOST_OFFERED = 30  # of the objects that a typed name may mean


def label(obj: models.Model) -> str:
    """Returns how choices name an object: its title in the reader's language, and its acronym."""
    title = str(obj)
    if not isinstance(obj, WorkingCopy):
        return title
    acronym = obj.shown("acronym") if "acronym" in obj.aggregate.texts else getattr(obj, "acronym", "")
    return f"{title} ({acronym})" if acronym and acronym != title else title


class TypedChoice:
    """Beside a choice with a search, a line for a name, which browsers show that run no script.

    A name that means one object chooses it. One that may mean several brings the form back with these to choose from.
    """

    template_name = "admin/form/choice.html"
    asked: str
    offered: dict[str, str]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {
            "typed_name": f"{name}-typed",
            "asked_name": f"{name}-asked",
            "asked": getattr(self, "asked", ""),
            "select_template": "django/forms/widgets/select.html",
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        typed = (data.get(f"{name}-typed") or "").strip()
        if not typed or (chosen and typed == data.get(f"{name}-asked")):  # the choice is the answer to the name
            return chosen
        found = list(self.choices.queryset.matching(typed)[: MOST_OFFERED + 1])
        if len(found) == 1:
            return [*(chosen or ()), str(found[0].pk)] if self.allow_multiple_selected else str(found[0].pk)
        self.asked, self.offered = typed, {str(obj.pk): label(obj) for obj in found[:MOST_OFFERED]}
        return [*(chosen or ()), typed] if self.allow_multiple_selected else typed  # no key, so that it is refused

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list:
        """Returns what is chosen, and what a typed name may mean."""
        (_group, options, index), *_more = super().optgroups(name, [one for one in value if _is_key(one)], attr)
        if hasattr(self, "offered") and not self.allow_multiple_selected and not any(not o["value"] for o in options):
            options.insert(0, self.create_option(name, "", "", False, 0))  # so that nobody chooses by not choosing
        there = {str(option["value"]) for option in options}
        for key, words in getattr(self, "offered", {}).items():
            if key not in there:
                options.append(self.create_option(name, key, words, set(), len(options)))
        return [(None, options, index)]


def _is_key(value: Any) -> bool:
    return not value or str(value).isdecimal()


class KnownSelect(TypedChoice, AutocompleteSelect):
    """A choice with a search that needs no query for the label of an object that was read already."""

    known: dict[str, str]

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list:
        """Returns the one chosen option, from what is known where that is enough."""
        known = getattr(self, "known", {})
        if len(value) != 1 or str(value[0]) not in known:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, value[0], known[str(value[0])], {str(value[0])}, len(options)))
        return [(None, options, 0)]


class KnownSelectMultiple(TypedChoice, AutocompleteSelectMultiple):
    """Several choices with a search; each is taken away by itself."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """Leaves out the sign that clears them all: it would stand in their list and be no item of it."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}
