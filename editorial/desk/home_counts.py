"""The numbers of the home, all read by one query from the rows that every save keeps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from django.db.models import CharField, Count, F, QuerySet, Value

from .. import kinds
from ..models import Gap, Pending, State, TextState


@dataclass
class Counts:
    """How many objects are in which state, lack which fact, and have their texts how far in which language."""

    states: dict[str, dict[str, int]] = field(default_factory=dict)
    gaps: dict[str, dict[str, int]] = field(default_factory=dict)
    languages: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, languages_of: str) -> Self:
        """Counts everything; languages are those of one kind."""
        counts = cls()
        first, *others = _questions(languages_of)
        for what, group, name, number in first.union(*others, all=True):
            getattr(counts, what).setdefault(group, {})[name] = number
        return counts

    def of_state(self, state: State, kind: str = "") -> int:
        """Returns how many objects, of a kind or of all, are in a state other than public."""
        numbers = self.states.get(state, {})
        return numbers.get(kind, 0) if kind else sum(numbers.values())


def _questions(languages_of: str) -> Iterator[QuerySet]:
    yield _grouped(Pending.objects.all(), "states", F("state"), F("kind"))
    yield _grouped(Gap.objects.all(), "gaps", F("kind"), F("fact"))
    yield _grouped(TextState.objects.filter(kind=languages_of), "languages", F("language"), F("state"))
    for kind in kinds.every():
        for fact in kind.facts:
            if fact.ids is not None:
                rows = kind.model._base_manager.filter(pk__in=fact.ids())
                yield _grouped(rows, "gaps", _text(kind.name), _text(fact.code))


def _grouped(rows: QuerySet, what: str, group: F | Value, name: F | Value) -> QuerySet:
    rows = rows.order_by().annotate(home_what=_text(what), home_group=group, home_name=name)
    return (
        rows.values("home_what", "home_group", "home_name")
        .annotate(home_number=Count("*"))
        .values_list("home_what", "home_group", "home_name", "home_number")
    )


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())
