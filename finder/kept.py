"""What a process keeps of what it has worked out, for as long as nothing that is public becomes another.

Everything kept is as of a *state*: the number of the last change, and the moments at which something next appears or
goes by itself (`state_of`). A table (`Kept`) holds answers as of one state only: a newer one empties it, and what is
worked out by somebody who is still in an older one is not kept.

| table | keeps | most |
| --- | --- | --- |
| `vocabulary.answers` | answers about everything public | 2,000 |
| `vocabulary.lately` | what the last selections showed: their panel, their page, a view that takes long | 144 |
| `vocabulary.shelf` | publications with their Records, as lists show them | 400 |
| `searching.finding` | what questions, words and beginnings find | 128, 512, 128 |

What depends on nothing but what it is made of is kept with the function that makes it (`lru_cache`): maps, bars,
groups of filters. What lasts longer stands beside: `vocabulary.current` (the kinds of which there are few, and with
them 2,000 cards of projects, which hold while no name changes), and `bitmaps`, which are patched and not emptied.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from . import bitmaps

T = TypeVar("T")
State = tuple[int, tuple[datetime, ...]]
_tables: list["Kept"] = []


def state_of(change: int) -> State:
    """Returns the state of what is public as of a change."""
    return change, bitmaps.moments()


class Kept:
    """The latest answers of this process, `most` of them, as of one state. Several threads may ask at once."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._state: State | None = None
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        _tables.append(self)

    def many(self, state: State, questions: Collection[T], work: Callable[[list[T]], Mapping[T, Any]]) -> dict[T, Any]:
        """Returns the answers to several questions; those not kept are worked out together, and may have none."""
        with self._lock:
            answers = self._as_of(state)
            found = {question: answers[question] for question in questions if question in answers}
            for question in found:
                answers.move_to_end(question)
        if missing := [question for question in questions if question not in found]:
            new = work(missing)
            found.update(new)
            with self._lock:
                answers.update(new)
                while len(answers) > self._most:
                    answers.popitem(last=False)
        return found

    def _as_of(self, state: State) -> OrderedDict[Hashable, Any]:
        """Returns the answers of a state; those of one that is over are nobody's, and go with who asked."""
        if self._state is not None and state[0] < self._state[0]:
            return OrderedDict()
        if state != self._state:
            self._state, self._answers = state, OrderedDict()
        return self._answers

    def answer(self, state: State, question: Hashable, work: Callable[[], T]) -> T:
        """Returns the answer to a question, worked out where it is not kept."""
        return self.many(state, (question,), lambda _missing: {question: work()})[question]

    def forget(self) -> None:
        """Drops everything."""
        with self._lock:
            self._state, self._answers = None, OrderedDict()


def forget() -> None:
    """Empties all tables, for tests whose transactions turn time back."""
    for table in _tables:
        table.forget()
