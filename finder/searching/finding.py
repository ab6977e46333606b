"""Answers a question: which publications have all of its words, and how much each of them says of it.

Relevance is the same on both databases and needs no statistics: for each word the best place where it stands counts
(`POINTS`), and the points of the words are added. Sets are bitmaps, so that fifty thousand hits cost as much as five.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from pyroaring import BitMap

from editorial import kinds
from editorial.kinds import Kind, Weight
from editorial.models import Counter, Publication

from .. import bitmaps
from ..kept import Kept, state_of
from ..models import IndexRow
from . import analysis, documents, grammar, store
from .grammar import Item, Question
from .words import completions

POINTS = {Weight.TITLE: 8, Weight.ACRONYM: 6, Weight.OBJECTIVE: 3, Weight.REST: 1}
NAMED = 1  # a word in the name of what a project names
EXACT = 20  # all words together are the acronym
MOST_KEPT = 128
COMPLETIONS = 200  # words that a beginning may be of, the most frequent
# Organisations that have a word in common beyond these are asked by their keys in parts.
AT_ONCE = 5000

Places = dict[str, list[tuple[str, int]]]  # letters of tokens by the facet through which they reach, with their points


@dataclass(frozen=True)
class Found:
    """What a question finds: everything (`ids`), the same by points, the best first, and the terms to mark in texts.

    `ignored` are words beyond the number that is used. `completed` is the last word where nothing has it and what has a
    word that begins so was taken instead.
    """

    ids: BitMap
    scores: list[tuple[int, BitMap]] = field(default_factory=list)
    words: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    completed: str = ""


_found, _items, _begun = Kept(MOST_KEPT), Kept(4 * MOST_KEPT), Kept(MOST_KEPT)


def find(text: str, language: str, kind: str = "project", *, change: int | None = None) -> Found:
    """Returns what a reader of a language finds of a kind by a text, as of a change (default: now).

    Only what is public is found. A text without a word finds nothing. Where nothing has all of the words, the last one
    is taken as the beginning of a word: what is offered while somebody types is found as well when they stop there.
    """
    change = Counter.now() if change is None else change
    return _found.answer(
        state_of(change), (kind, language, text), lambda: _found_by(text, language, kinds.get(kind), change)
    )


def _found_by(text: str, language: str, kind: Kind, change: int) -> Found:
    question = grammar.read(text, language)
    found = _find(question, language, kind, change)
    open_ended = None if found.ids else question.open_ended
    if open_ended and _begin_so(open_ended.items[-1], change):
        more = _find(open_ended, language, kind, change)
        return replace(more, completed=open_ended.items[-1].words[-1]) if more.ids else found
    return found


def numbers_of(words: Iterable[str], language: str, kind: str, change: int) -> dict[str, int]:
    """Returns how many publications of a kind have each of some normalised words, as of a change."""
    items = tuple(Item((word,)) for word in words)
    hits = _hits(Question(items), language, kinds.get(kind), change)
    live = _live(kinds.get(kind), change, (found for item in items for found in hits[item].values()))
    return {item.words[0]: sum(found.intersection_cardinality(live) for found in hits[item].values()) for item in items}


def _find(question: Question, language: str, kind: Kind, change: int) -> Found:
    if not question.items:
        return Found(BitMap())
    hits = _hits(question, language, kind, change)
    scores: dict[int, BitMap] = {}
    for item in question.wanted:
        scores = _added(scores, hits[item]) if scores else hits[item]
        if not scores:
            break
    live = _live(kind, change, scores.values())
    if not question.wanted:
        scores = {0: live}
    gone = BitMap.union(BitMap(), *(found for item in question.excluded for found in hits[item].values()))
    scores = {points: left for points, found in scores.items() if (left := (found & live) - gone)}
    if question.whole and (exact := hits[_whole(question)].get(POINTS[Weight.ACRONYM])):
        scores = _raised(scores, exact)
    ordered = sorted(scores.items(), reverse=True)
    words = frozenset(
        term for item in question.wanted for word in (*item.words, item.joined, *_begin_so(item, change)) if word
        for term in analysis.alternatives(word)
    )  # fmt: skip
    return Found(BitMap.union(BitMap(), *scores.values()), ordered, words, question.ignored)


def _added(scores: dict[int, BitMap], hits: dict[int, BitMap]) -> dict[int, BitMap]:
    """Returns the points of what has one more word."""
    sums: dict[int, BitMap] = {}
    for points, found in scores.items():
        for more, others in hits.items():
            if both := found & others:
                sums[points + more] = sums[points + more] | both if points + more in sums else both
    return sums


def _raised(scores: dict[int, BitMap], exact: BitMap) -> dict[int, BitMap]:
    raised: dict[int, BitMap] = {}
    for points, found in scores.items():
        for total, part in ((points + EXACT, found & exact), (points, found - exact)):
            if part:
                raised[total] = raised.get(total, BitMap()) | part
    return raised


def _whole(question: Question) -> Item:
    return Item((question.whole,), acronym=True)


# --- What has a word -------------------------------------------------------------------------------------------------


def _hits(question: Question, language: str, kind: Kind, change: int) -> dict[Item, dict[int, BitMap]]:
    """Returns for each thing asked for the publications that have it, each once, under its best points."""
    items = [*question.items, *([_whole(question)] if question.whole else [])]
    by_key = {(kind.name, language, _key(item)): item for item in items}

    def asked(missing: list[Hashable]) -> dict[Hashable, dict[int, BitMap]]:
        found = _asked([by_key[key] for key in missing], language, kind, change)
        return dict(zip(missing, found, strict=True))

    hits = _items.many(state_of(change), by_key, asked)
    return {item: hits[kind.name, language, _key(item)] for item in items}


def _key(item: Item) -> Hashable:
    return item.words, item.joined, item.quoted, item.acronym, item.begun


def _asked(items: list[Item], language: str, kind: Kind, change: int) -> list[dict[int, BitMap]]:
    """Asks the index for everything in one statement, and then for what names what was found."""
    places = list(_places(kind))
    questions: list[list[tuple[str, ...]]] = []
    for item in items:
        for place in places:
            phrases = (phrase for mark, weight in place.marks for phrase in _phrases(item, mark, weight, change))
            questions.append(list(phrases))
    answers = iter(store.current().find(questions, documents.bit(language)))
    by_item = [[(place, next(answers)) for place in places] for _item in items]
    reached = _reached(by_item, change)
    found = []
    for answered in by_item:
        best: list[tuple[int, BitMap]] = []
        for place, ids in answered:
            best.append((place.points, reached(place, ids) if place.reaches else ids))
        found.append(_each_once(best))
    return found


def _each_once(parts: Iterable[tuple[int, BitMap]]) -> dict[int, BitMap]:
    """Returns what each part has that none with more points has."""
    found: dict[int, BitMap] = {}
    seen = BitMap()
    for points, ids in sorted(parts, key=lambda part: -part[0]):
        if left := ids - seen:
            found[points] = found[points] | left if points in found else left
            seen = seen | ids
    return found


@dataclass(frozen=True)
class Place:
    """Where a word may stand: the letters of its tokens with their weights, what that counts, whose names it is."""

    points: int
    marks: tuple[tuple[str, Weight], ...]
    reaches: str = ""
    kind: str = ""


def _places(kind: Kind) -> Iterator[Place]:
    """Yields where words are looked for: in the kind's own texts, and for projects in the names that reach them."""
    yield from (Place(points, ((documents.letter(kind, weight), weight),)) for weight, points in POINTS.items())
    for other in kinds.every() if kind.name == "project" else ():
        if other.search is not None and other.search.reaches:
            marks = tuple((documents.letter(other, weight), weight) for weight in POINTS)
            yield Place(NAMED, marks, other.search.reaches, other.name)


def _begin_so(item: Item, change: int) -> list[str]:
    """Returns the words of the catalogue that something may be the beginning of, as of a change."""
    if not item.begun:
        return []
    begun = item.words[-1]
    return _begun.answer(state_of(change), begun, lambda: completions(begun, COMPLETIONS))


def _phrases(item: Item, mark: str, weight: Weight, change: int) -> Iterator[tuple[str, ...]]:
    """Yields the tokens by which something may stand under a mark."""
    raw, end = analysis.terms_of(""), analysis.ANY if item.begun else ""
    if item.acronym:
        if weight is Weight.ACRONYM:
            yield (mark + analysis.WHOLE + item.words[0],)
        return
    if weight is Weight.ACRONYM:
        yield (*(mark + raw[word] for word in item.words[:-1]), mark + raw[item.words[-1]] + end)
        if item.joined and not item.quoted:
            yield (mark + raw[item.joined] + end,)
        return
    asked = analysis.begun(item.words, _begin_so(item, change)) if item.begun else analysis.phrases(item.words)
    for terms in asked:
        yield tuple(mark + term for term in terms)
    if item.joined and len(item.words) > 1:
        joined = analysis.begun([item.joined], ()) if item.begun else [(t,) for t in analysis.alternatives(item.joined)]
        yield from ((mark + term,) for (term,) in joined)


# --- What is public, and what names what -----------------------------------------------------------------------------


def _live(kind: Kind, change: int, sets: Iterable[BitMap]) -> BitMap:
    """Returns everything of a kind that is public; of a kind without bitmaps only what was found of it."""
    if bitmaps.is_held(kind.name):
        return bitmaps.current(kind.name, change).live
    public = Publication.objects.of(kind.name).visible()
    found = BitMap.union(BitMap(), *sets)
    return BitMap(list((among(public, found) if found else public).values_list("pk", flat=True)))


def among(publications: QuerySet, ids: BitMap) -> QuerySet:
    """Keeps the publications of a set; few enough that a database takes their numbers one by one."""
    return publications.filter(pk__in=list(ids))


def _reached(by_item: Sequence[Sequence[tuple[Place, BitMap]]], change: int) -> Callable[[Place, BitMap], BitMap]:
    """Returns the function that gives the projects which name some publications; their keys are read together."""
    wanted = BitMap.union(BitMap(), *(ids for answered in by_item for place, ids in answered if place.reaches))
    keys: dict[int, str] = {}
    numbers = list(wanted)
    for first in range(0, len(numbers), AT_ONCE):
        rows = Publication.objects.visible().filter(pk__in=numbers[first : first + AT_ONCE])
        keys.update(rows.values_list("pk", "key"))

    def projects(place: Place, ids: BitMap) -> BitMap:
        named = [keys[pk] for pk in ids if pk in keys]
        if not named:
            return BitMap()
        if bitmaps.is_held("project"):
            return bitmaps.current("project", change).any_of(place.reaches, named)
        rows = IndexRow.objects.of("project", place.reaches, named)
        return BitMap(list(rows.values_list("publication", flat=True)))

    return projects
