"""The controls of a list's form: which values each filter offers, and what the form carries along unseen.

A form shows what readers choose most; everything else that an address may say (`country=-az`, an organisation in any
role) has no control, and is kept in hidden fields, so that applying the form never loses a part of the selection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from . import times
from .chosen import NONE
from .reading import Name

if TYPE_CHECKING:
    from .selection import Selection

Below = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Option:
    """One value of a filter: what it is called, whether it is chosen, and the values below it in its tree.

    `count` is the number that stands beside it, None where none is known. An excluded value is chosen as `-value`.
    """

    value: str
    label: Any
    chosen: bool
    below: tuple[Option, ...] = ()
    depth: int = 0
    count: int | None = None
    excluded: bool = False

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
    """The values that one filter offers: those seen at once, those behind "show all", how many are chosen or excluded.

    `url` is the page of all its values, of which there are `total`.
    """

    name: str
    label: Any
    options: tuple[Option, ...]
    more: tuple[Option, ...] = ()
    url: str = ""
    total: int = 0
    is_open: bool = False

    @property
    def chosen(self) -> int:
        return sum(line.chosen or line.excluded for option in (*self.options, *self.more) for line in option.lines())

    @property
    def with_notes(self) -> list[Name]:
        """Returns the names among its options beside which a note has to stand."""
        return [line.label for line in self.lines if isinstance(line.label, Name) and line.label.note]

    @property
    def lines(self) -> list[Option]:
        """Returns all values in one row, each with its depth in the tree, for a menu."""
        return [line for option in (*self.options, *self.more) for line in option.lines()]


@dataclass(frozen=True)
class _Asked:
    """What a group is to offer."""

    name: str
    first: tuple[str, ...]
    rest: tuple[str, ...] = ()
    below: Below | None = None
    single: bool = False
    url: str = ""
    total: int = 0
    is_open: bool = False

    @property
    def key(self) -> tuple:
        return self.name, self.first, self.rest, self.single, self.url, self.total, self.is_open


class Panel:
    """The controls of one selection, in the order in which they are added."""

    def __init__(self, selection: Selection, fields: Iterable[str] = ()) -> None:
        """Takes the selection and the names of those filters whose field the template itself prints."""
        self.selection, self.groups = selection, {}
        self._fields = {"q", *fields}
        self._shown: set[tuple[str, str]] = set()
        self._without: set[tuple[str, str]] = set()

    def fill(self, add: Callable[[], None]) -> None:
        """Adds the groups that a function adds, or those that the same selection had when it was seen before."""

        def filled() -> tuple[dict[str, Group], set[tuple[str, str]], set[tuple[str, str]]]:
            add()
            return self.groups, self._shown, self._without

        selection = self.selection
        self.groups, self._shown, self._without = selection.lately("panel", filled)
        selection.names.mention(name for group in self.groups.values() for name in group.with_notes)

    def checks(self, name: str, values: Iterable[str], *, most: int = 0, **options: Any) -> None:
        """Adds boxes to tick; with `most`, the first ones and those chosen, the rest behind "show all"."""
        values = list(dict.fromkeys(values))
        chosen = self.selection.chosen[name].all
        first = [value for i, value in enumerate(values) if not most or i < most or value in chosen]
        rest = [value for value in values if value not in first]
        self._add(_Asked(name, tuple(first), tuple(rest), **options))

    def frequent(self, name: str, *, most: int, none: bool = True, is_open: bool = False) -> None:
        """Adds boxes for the values that occur most often beside what else is chosen; all others have a page."""
        chosen = [value for value in self.selection.chosen[name].all if value != NONE]
        values = dict.fromkeys([*self.selection.most_frequent(name, most), *chosen, *([NONE] if none else [])])
        total = len(self.selection.index.totals(self.selection.filters[name].held))
        url = self.selection.facet_url(name) if total > most else ""
        self._add(_Asked(name, tuple(values), url=url, total=total, is_open=is_open))

    def menu(self, name: str, values: Iterable[str], *, below: Below | None = None) -> None:
        """Adds a menu of one value; a second one chosen is carried along."""
        self._add(_Asked(name, tuple(values), below=below, single=True))

    def _add(self, asked: _Asked) -> None:
        selection = self.selection
        if selection.chosen[asked.name] or selection.index is not None:  # with numbers, the whole panel is kept
            self.groups[asked.name] = self._group(asked)
            return
        # Where nothing is chosen a group is the same for everybody, until something is published or the day ends.
        question = (type(selection).__name__, selection.language, times.today(), asked.key)
        self.groups[asked.name] = selection.vocabulary.kept(question, lambda: self._group(asked))
        selection.names.mention(self.groups[asked.name].with_notes)

    def _group(self, asked: _Asked) -> Group:
        filter_, given = self.selection.filters[asked.name], self.selection.chosen[asked.name]
        wanted = given.wanted
        chosen, without = (wanted[:1], []) if asked.single else (wanted, given.excluded)
        names = filter_.choices() if filter_.choices else {}
        numbers = self._numbers(asked, [*chosen, *without])

        def options_of(values: Iterable[str], depth: int = 0) -> Iterator[Option]:
            for value in values:
                # What is no longer public has no name, and is not offered.
                label = names[value] if value in names else filter_.name_of(value)
                if label is not None:
                    self._shown.add((asked.name, value))
                    under = tuple(options_of(asked.below(value), depth + 1)) if asked.below else ()
                    yield Option(value, label, value in chosen, under, depth, numbers.get(value), value in without)

        options, more = tuple(options_of(asked.first)), tuple(options_of(asked.rest))
        # What is chosen is always offered, so that it can be let go.
        lost = (value for value in (*chosen, *without) if (asked.name, value) not in self._shown)
        options += tuple(options_of(lost))
        self._shown -= {(asked.name, value) for value in wanted if value not in chosen}
        self._without |= {(asked.name, value) for value in without}
        return Group(asked.name, str(filter_.label), options, more, asked.url, asked.total, asked.is_open)

    def _numbers(self, asked: _Asked, chosen: list[str]) -> dict[str, int]:
        """Returns the numbers of all values of a group, those below them in the tree included."""
        if self.selection.index is None:
            return {}
        values = dict.fromkeys((*asked.first, *asked.rest, *chosen))
        for value in (waiting := list(values)) if asked.below else ():
            waiting += [other for other in asked.below(value) if other not in values]
            values |= dict.fromkeys(waiting)
        return self.selection.beside(asked.name, values)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Returns what is chosen and has no control, as pairs of parameter and value."""
        pairs: list[tuple[str, str]] = []
        for name, value in self.selection.chosen.items():
            if isinstance(value, str):
                pairs += [(name, value)] if value and name not in self._fields else []
                continue
            wanted = [key for key in value.wanted if (name, key) not in self._shown] if value else []
            excluded = [f"-{key}" for key in value.excluded if (name, key) not in self._without] if value else []
            pairs += [(name, key) for key in (*wanted, *excluded)]
        return pairs
