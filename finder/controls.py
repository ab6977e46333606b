"""The controls of a list's form: which values each filter offers, and what the form carries along unseen.

A form shows what readers choose most; everything else that an address may say (`country=-az`, an organisation in any
role) has no control, and is kept in hidden fields, so that applying the form never loses a part of the selection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from .reading import Name

if TYPE_CHECKING:
    from .selection import Selection

Below = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Option:
    """One value of a filter: what it is called, whether it is chosen, and the values below it in its tree."""

    value: str
    label: Any
    chosen: bool
    below: tuple[Option, ...] = ()
    depth: int = 0

    @property
    def holds_choice(self) -> bool:
        """Says whether it or anything below it is chosen."""
        return self.chosen or any(option.holds_choice for option in self.below)

    def lines(self) -> Iterator[Option]:
        """Yields it and everything below it, in the order of the tree."""
        yield self
        yield from chain.from_iterable(option.lines() for option in self.below)


@dataclass(frozen=True)
class Group:
    """The values that one filter offers: those seen at once, those behind "show all", and how many are chosen."""

    name: str
    label: Any
    options: tuple[Option, ...]
    more: tuple[Option, ...] = ()
    url: str = ""
    is_open: bool = False

    @property
    def chosen(self) -> int:
        return sum(line.chosen for option in (*self.options, *self.more) for line in option.lines())

    @property
    def with_notes(self) -> list[Name]:
        """Returns the names among its options beside which a note has to stand."""
        return [line.label for line in self.lines if isinstance(line.label, Name) and line.label.note]

    @property
    def lines(self) -> list[Option]:
        """Returns all values in one row, each with its depth in the tree, for a menu."""
        return [line for option in (*self.options, *self.more) for line in option.lines()]


class Panel:
    """The controls of one selection, in the order in which they are added."""

    def __init__(self, selection: Selection, fields: Iterable[str] = ()) -> None:
        """Takes the selection and the names of those filters whose field the template itself prints."""
        self.selection, self.groups = selection, {}
        self._fields = {"q", *fields}
        self._shown: set[tuple[str, str]] = set()

    def checks(self, name: str, values: Iterable[str], *, most: int = 0, **options: Any) -> None:
        """Adds boxes to tick; with `most`, the first ones and those chosen, the rest behind "show all"."""
        values = list(dict.fromkeys(values))
        chosen = self.selection.chosen[name].wanted
        first = [value for i, value in enumerate(values) if not most or i < most or value in chosen]
        rest = [value for value in values if value not in first]
        self._add(name, first, rest, **options)

    def menu(self, name: str, values: Iterable[str], *, below: Below | None = None) -> None:
        """Adds a menu of one value; a second one chosen is carried along."""
        self._add(name, values, below=below, single=True)

    def _add(
        self,
        name: str,
        first: Iterable[str],
        rest: Iterable[str] = (),
        *,
        below: Below | None = None,
        single: bool = False,
        url: str = "",
        is_open: bool = False,
    ) -> None:
        first, rest = tuple(first), tuple(rest)
        if self.selection.chosen[name]:
            self.groups[name] = self._group(name, first, rest, below=below, single=single, url=url, is_open=is_open)
            return
        # Where nothing is chosen a group is the same for everybody, until something is published.
        question = (type(self.selection).__name__, self.selection.language, name, first, rest, single, url, is_open)
        self.groups[name] = self.selection.vocabulary.kept(
            question,
            lambda: self._group(name, first, rest, below=below, single=single, url=url, is_open=is_open),
        )
        self.selection.names.mention(self.groups[name].with_notes)

    def _group(
        self,
        name: str,
        first: tuple[str, ...],
        rest: tuple[str, ...],
        *,
        below: Below | None,
        single: bool,
        url: str,
        is_open: bool,
    ) -> Group:
        filter_, wanted = self.selection.filters[name], self.selection.chosen[name].wanted
        chosen = wanted[:1] if single else wanted
        names = filter_.choices() if filter_.choices else {}

        def options_of(values: Iterable[str], depth: int = 0) -> Iterator[Option]:
            for value in values:
                # What is no longer public has no name, and is not offered.
                label = names[value] if value in names else filter_.name_of(value)
                if label is not None:
                    self._shown.add((name, value))
                    under = tuple(options_of(below(value), depth + 1)) if below else ()
                    yield Option(value, label, value in chosen, under, depth)

        options, more = tuple(options_of(first)), tuple(options_of(rest))
        # What is chosen is always offered, so that it can be let go.
        options += tuple(options_of(value for value in chosen if (name, value) not in self._shown))
        self._shown -= {(name, value) for value in wanted if value not in chosen}
        return Group(name, str(filter_.label), options, more, url, is_open)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Returns what is chosen and has no control, as pairs of parameter and value."""
        pairs: list[tuple[str, str]] = []
        for name, value in self.selection.chosen.items():
            if isinstance(value, str):
                pairs += [(name, value)] if value and name not in self._fields else []
                continue
            wanted = [key for key in value.wanted if (name, key) not in self._shown] if value else []
            excluded = [f"-{key}" for key in value.excluded] if value else []
            pairs += [(name, key) for key in (*wanted, *excluded)]
        return pairs
