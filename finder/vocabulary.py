"""The kinds of which there are few (countries, themes, pages, the site), read as a whole and kept until a change.

Every page needs some of them: the site's name, the menu, the names of countries in filters. One small query, for the
number of the last publication, says whether what a process has read before still holds.
"""

from collections.abc import Callable, Collection, Hashable
from copy import copy
from typing import Any, Self, TypeVar

from editorial import kinds
from editorial.models import Counter, Label, Publication

from . import bitmaps, kept, reading
from .models import IndexRow
from .reading import Entry, Name, Names

T = TypeVar("T")
LONGEST_QUESTION = 2000
MOST_LASTING = 2000
answers, lately, shelf = kept.Kept(2000), kept.Kept(144), kept.Kept(400)
# The facets of projects whose totals pages show.
COUNTED = ("country", "region", "theme", "agency", "partner", "donor", "language")


class Vocabulary:
    """The public things of few kinds, in one language, as of one change."""

    def __init__(self, language: str, change: int) -> None:
        self.language, self.change = language, change
        self._lasting: dict[Hashable, Any] = {}
        few = [kind.name for kind in kinds.every() if kind.few]
        # Asked for what is visible, and for the publisher, databases would look through everything that is public.
        labels = Label.objects.filter(language=language).select_related("publication__record")
        own = [label for label in labels.filter(kind__in=few).order_by("sort_key") if label.publication.is_visible]
        # Every page names the publisher of the site too.
        publisher = labels.filter(kind="organisation", key__in=IndexRow.objects.of("site", "publisher").values("value"))
        named = [label for label in publisher if label.publication.is_visible]
        self._known = {(label.kind, label.key): Name.of(label, language) for label in (*own, *named)}
        self.names = Names(language, known=self._known)
        self._entries: dict[str, dict[str, Entry]] = {kind: {} for kind in few}
        for entry in reading.read([label.publication for label in own], language, self.names):
            self._entries[entry.record["kind"]][entry.key] = entry

        self.state = kept.state_of(change)

    def as_of(self, change: int) -> Self:
        """Returns the same things as of another change; who goes on with this one stays in the state that it began in.

        Else what it has counted already would be kept as an answer of today.
        """
        other = copy(self)
        other.change, other.state = change, kept.state_of(change)
        return other

    def of(self, kind: str) -> dict[str, Entry]:
        """Returns the entries of a kind by key, in the order of their names."""
        return self._entries[kind]

    def get(self, kind: str, key: str) -> Entry | None:
        return self._entries[kind].get(key)

    def below(self, kind: str, key: str) -> list[str]:
        """Returns the keys of an entry and of everything below it in its tree."""
        found = [key]
        for parent in found:  # grows as it goes; a tree that bites its tail still ends
            for other, entry in self._entries[kind].items():
                if entry.record["parent"] == parent and other not in found:
                    found.append(other)
        return found

    def children(self, kind: str, key: str | None) -> list[Entry]:
        """Returns the entries directly below one (None: those at the top), in the order set by editors."""
        entries = self._entries[kind]
        # What hangs below something that is not public moves up to the top: it is never lost.
        children = [
            entry
            for entry in entries.values()
            if (entry.record["parent"] if entry.record["parent"] in entries else None) == key
        ]
        return sorted(children, key=lambda entry: entry.record["position"])

    def index(self, kind: str) -> bitmaps.Index:
        """Returns the bitmaps of a kind as of this vocabulary or newer."""
        return bitmaps.current(kind, self.change)

    @property
    def totals(self) -> dict[str, dict[str, int]]:
        """Returns the number of public projects of each value of each facet, the most frequent first.

        Of organisations those are among the values that were withdrawn after a project named them.
        """
        return self.kept("totals", self._totals)

    def _totals(self) -> dict[str, dict[str, int]]:
        index = self.index("project")
        found = {facet: index.totals(facet) for facet in COUNTED}
        few = {facet: known for facet, known in self._entries.items() if facet in found}
        return found | {
            facet: {value: number for value, number in found[facet].items() if value in known}
            for facet, known in few.items()
        }

    def named(self, facet: str, kind: str) -> int:
        """Returns how many public things of a kind projects name in a facet."""
        return len(self.totals[facet].keys() & self.keys(kind))

    def keys(self, kind: str) -> set[str]:
        """Returns the keys of everything public of a kind."""
        public = Publication.objects.visible().of(kind)
        return self.kept(("public", kind), lambda: set(public.values_list("key", flat=True)))

    def publications(self, pks: Collection[int]) -> list[Publication]:
        """Returns public things by primary key, in this order, with their Records; those lately shown cost no query."""

        def asked(missing: list[int]) -> dict[int, Publication]:
            # What was withdrawn since the primary keys were read has no Record any more.
            found = Publication.objects.filter(pk__in=missing, record__isnull=False).select_related("record")
            return {publication.pk: publication for publication in found}

        found = shelf.many(self.state, pks, asked)
        return [found[pk] for pk in pks if pk in found]

    def new_names(self) -> Names:
        """Returns the names of a page: those of few kinds, and those that other pages have read since the change."""
        return Names(self.language, known=self._known, shelf=self.kept(("names", self.language), dict))

    def lasting(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Returns the answer to a question about names: kept while no organisation and nothing of few kinds changes.

        What else it depends on belongs into the question, such as the change number of a project.
        """
        if question not in self._lasting:
            if len(self._lasting) > MOST_LASTING:
                self._lasting.clear()
            self._lasting[question] = answer()
        return self._lasting[question]

    def lately(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Returns the answer to one of the last few questions asked about a selection.

        For what a reader asks again at once, by turning pages, sorting, or seeing a selection in another way.
        """
        if len(repr(question)) > LONGEST_QUESTION:
            return answer()
        return lately.answer(self.state, (self.language, question), answer)

    def kept(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Returns the answer to a question about everything public, worked out once until the next publication.

        Only for answers that take long when the catalogue is large, and of which there are few different ones.
        """
        return answers.answer(self.state, question, answer)


_known: dict[str, Vocabulary] = {}


def current(language: str, change: int | None = None) -> Vocabulary:
    """Returns the vocabulary as of now, or as of a change that was just read: no query when it is known already."""
    change = Counter.now() if change is None else change
    if bitmaps.moments():
        bitmaps.follow(change)  # something may have appeared or gone by itself
    known = _known.get(language)
    if known is None or (known.change < change and not _still_holds(known, change)):
        known = _known[language] = Vocabulary(language, change)
    elif known.change < change or known.state != kept.state_of(known.change):
        known = _known[language] = known.as_of(max(change, known.change))
    return known


def at_hand(language: str) -> Vocabulary | None:
    """Returns what this process read last, old as it may be: for pages that must not ask the database."""
    return _known.get(language)


def _still_holds(known: Vocabulary, change: int) -> bool:
    """Tells whether nothing that a vocabulary holds was published since: only projects and documents, for instance."""
    bitmaps.follow(change)
    return bitmaps.unchanged(["organisation", *(kind.name for kind in kinds.every() if kind.few)], known.change)


def forget() -> None:
    """Drops what was read, for tests whose transactions turn time back."""
    _known.clear()
    kept.forget()
