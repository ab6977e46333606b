"""What one parameter of an address says, read as plain values; whatever it says, reading it is no error."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Q
from pyroaring import BitMap

from editorial.models import Merged

from .reading import Names

MOST_VALUES = 50
NONE = "none"
LONGEST_KEY = 64


def as_text(value: Any) -> str:
    """Returns a value of an address as text that every database can hold."""
    return str(value).replace("\x00", "").strip()


@dataclass(frozen=True)
class Ignored:
    """A parameter of the address that was left out, and why."""

    parameter: str
    value: str
    reason: str


@dataclass(frozen=True)
class Chip:
    """One chosen value, in words too, and the address of the selection without it."""

    parameter: str
    value: str
    facet: Any
    label: Any
    url: str
    excluded: bool = False
    turned: str = ""  # the address with the value excluded in place of wanted, or the other way round


@dataclass
class Chosen:
    """The values of one filter: wanted, excluded, and whether "not given" is wanted or excluded."""

    wanted: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.wanted or self.excluded)

    @property
    def all(self) -> list[str]:
        return [*self.wanted, *self.excluded]

    @property
    def given(self) -> list[str]:
        """Returns the values as an address says them."""
        return [*self.wanted, *(f"-{key}" for key in self.excluded)]

    def condition(self, any_of: Callable[[list[str]], Q], given: Q) -> Q:
        """Returns the condition, given what "has any of these" and "is given at all" mean."""

        def one(values: list[str]) -> Q:
            keys = [value for value in values if value != NONE]
            found = any_of(keys) if keys else Q(pk__in=[])
            return found | ~given if NONE in values else found

        condition = one(self.wanted) if self.wanted else Q()
        return condition & ~one(self.excluded) if self.excluded else condition

    def bits(self, everything: BitMap, any_of: Callable[[list[str]], BitMap], given: BitMap) -> BitMap:
        """Returns what is kept of everything: the twin of `condition` over sets."""

        def one(values: list[str]) -> BitMap:
            keys = [value for value in values if value != NONE]
            found = any_of(keys) if keys else BitMap()
            return found | (everything - given) if NONE in values else found

        kept = one(self.wanted) if self.wanted else everything
        return kept - one(self.excluded) if self.excluded else kept


def as_of_now(chosen: Chosen, of: str, names: Names) -> Chosen:
    """Returns what was chosen with the survivors of what was merged; costs a query only where a key is unknown."""
    keys = [key for key in chosen.all if key != NONE and len(key) <= LONGEST_KEY] if of else []
    unknown = [key for key in keys if not names.get(of, key)]
    if not unknown:
        return chosen
    into = Merged.objects.into(of, unknown)
    return Chosen(*([into.get(key, key) for key in keys] for keys in (chosen.wanted, chosen.excluded)))


class ChosenField(forms.Field):
    """Reads the repeated values of one parameter; whatever they are, it is no error."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> Chosen:
        chosen = Chosen()
        for raw in (value or [])[:MOST_VALUES]:
            text = as_text(raw).casefold()
            if text.startswith("-"):
                chosen.excluded.append(text[1:])
            elif text:
                chosen.wanted.append(text)
        return chosen


class TextField(forms.Field):
    """Reads one text; a longer one than anybody types is cut and named as ignored."""

    widget = forms.TextInput

    def clean(self, value: Any) -> str:
        return as_text(value or "")
