"""What somebody may be typing: the names of projects, organisations, countries and themes, within milliseconds.

The last word may be a beginning. Names that begin as the text does come first; then those that have all of its words.
Nothing is looked for to the end: of very many that match, some are enough.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from editorial import kinds, texts
from editorial.kinds import Weight
from editorial.models import Label

from ..reading import Name
from ..vocabulary import Vocabulary
from . import analysis, documents, store
from .words import completions

MOST = {"project": 4, "organisation": 3, "country": 2, "theme": 2}
MOST_WORDS = 8
COMPLETIONS = 10
TAKEN = 200  # so many are found by words at most, of which the newest are offered
SHORTEST = 2  # letters of a word that is completed


@dataclass(frozen=True)
class Suggestion:
    """Something public that may be meant, with the number of projects that name it; None for a project."""

    name: Name
    number: int | None = None


def suggest(text: str, known: Vocabulary) -> list[Suggestion]:
    """Returns what a reader may be typing, as of what is known: projects, organisations, countries, themes."""
    words = analysis.words(analysis.plain(text))[:MOST_WORDS]
    if not words:
        return []
    is_open = not text[-1:].isspace()
    ends = _endings(words[-1], is_open)
    found: list[Suggestion] = []
    for kind in ("project", "organisation"):
        names = _beginning(kind, text, known.language)
        if len(names) < MOST[kind]:
            names += _with_words(kind, words[:-1], ends, known.language, {name.key for name in names})
        found += [Suggestion(name, _number(name, known)) for name in names[: MOST[kind]]]
    for kind in ("country", "theme"):
        found += [Suggestion(name, _number(name, known)) for name in _few(kind, words, is_open, known)]
    return found


def _endings(word: str, is_open: bool) -> list[str]:
    """Returns the words that the last one may become, itself first."""
    more = completions(word, COMPLETIONS) if is_open and len(word) >= SHORTEST else []
    return list(dict.fromkeys([word, *more]))


def _number(name: Name, known: Vocabulary) -> int | None:
    reaches = kinds.get(name.kind).search.reaches
    return known.index("project").totals(reaches).get(name.key, 0) if reaches else None


def _beginning(kind: str, text: str, language: str) -> list[Name]:
    """Returns the names that begin as a text does, by the order of names."""
    start = texts.sort_key(text, language)
    if not start:
        return []
    start += b" " if text[-1:].isspace() else b""
    rows = Label.objects.filter(kind=kind, language=language, sort_key__gte=start, sort_key__lt=start + b"\xff")
    return [Name.of(label, language) for label in rows.order_by("sort_key", "publication")[: MOST[kind]]]


def _with_words(kind: str, words: list[str], ends: list[str], language: str, without: set[str]) -> list[Name]:
    """Returns names that have all of some words and one of some endings, the newest first."""
    questions = [_asked(kind, [word]) for word in words] + [_asked(kind, ends)]
    found = store.current().some(questions, documents.bit(language), TAKEN)
    newest = sorted(found, reverse=True)[: MOST[kind] + len(without)]
    labels = Label.objects.filter(publication__in=newest, language=language).order_by("-publication")
    return [Name.of(label, language) for label in labels if label.key not in without]


def _asked(kind: str, words: Iterable[str]) -> list[tuple[str, ...]]:
    """Returns the tokens of words in the names of a kind."""
    declared, raw = kinds.get(kind), analysis.terms_of("")
    title, acronym, rest = (
        documents.letter(declared, weight) for weight in (Weight.TITLE, Weight.ACRONYM, Weight.REST)
    )
    marks = (title, rest) if declared.search.everywhere else (title,)
    return [
        *((mark + term,) for word in words for mark in marks for term in analysis.alternatives(word)),
        *((acronym + raw[word],) for word in words),
    ]


def _few(kind: str, words: list[str], is_open: bool, known: Vocabulary) -> Iterator[Name]:
    """Yields the names of a kind of which there are few that have all words.

    Those that begin with them come first, and those that projects name before others.
    """
    names = known.kept(("words of names", kind, known.language), lambda: _words_of_names(kind, known))
    numbers = known.index("project").totals(kinds.get(kind).search.reaches)
    found = []
    for place, (key, own) in enumerate(names.items()):
        meeting = [number for number, word in enumerate(own) if _meets(word, words[-1], is_open)]
        if meeting and set(words[:-1]) <= set(own):
            begins = own[: len(words) - 1] == words[:-1] and len(words) - 1 in meeting
            found.append((not begins, not numbers.get(key), place, key))
    yield from (known.names.get(kind, row[-1]) for row in sorted(found)[: MOST[kind]])


def _meets(word: str, asked: str, is_open: bool) -> bool:
    return word.startswith(asked) if is_open else word == asked


def _words_of_names(kind: str, known: Vocabulary) -> dict[str, list[str]]:
    return {key: analysis.words(entry.title) for key, entry in known.of(kind).items()}
