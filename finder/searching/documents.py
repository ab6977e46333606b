"""What of a Record is searched: one document for each language it is written in, as a row of tokens.

A token is a term with a letter in front that says of which kind and of which weight it is ("aeright": a title, in
English). One index holds every kind, and a question asks it once for each weight. `FILLER` keeps words of two fields
from standing side by side.
"""

import string
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from editorial import kinds, texts
from editorial.kinds import Data, Kind, Weight

from . import analysis

FILLER = "0"
# What PostgreSQL holds of one document and of one word in it; SQLite is held to the same.
MOST_TOKENS = 16_000
MOST_OF_ONE = 255
MOST_LANGUAGES = 12
EVERY_LANGUAGE = (1 << MOST_LANGUAGES) - 1


@dataclass(frozen=True)
class Document:
    """The tokens of a publication in one language, under an id that says who may find it: see `id_of`."""

    id: int
    tokens: list[str]


def letter(kind: Kind, weight: Weight) -> str:
    """Returns the letter of the tokens of a kind in one weight."""
    return string.ascii_lowercase[4 * kind.search.number + weight]


def bit(language: str) -> int:
    """Returns the bit of the readers of a language; 0 for a language that the site does not have."""
    codes = texts.site_languages()[:MOST_LANGUAGES]
    return 1 << codes.index(language) if language in codes else 0


def id_of(publication: int, number: int, readers: int) -> int:
    """Returns the id of a document: 47 bits of its publication, 4 of its place, 12 of the languages of its readers."""
    return publication << 16 | number << MOST_LANGUAGES | readers


def ids_of(publication: int) -> tuple[int, int]:
    """Returns the first and the last id that documents of a publication may have."""
    return publication << 16, (publication << 16) + 0xFFFF


def documents(publication: int, record: Data) -> list[Document]:
    """Returns the documents of a publication: none for a kind that is not searched."""
    kind = kinds.get(record["kind"])
    if kind.search is None:
        return []
    by_language: dict[str, list[tuple[Weight, str, str]]] = {}
    common: list[tuple[Weight, str, str]] = []
    readers: dict[str, int] = {}
    for weight, given in kind.search.fields(record):
        if isinstance(given, str):
            language = getattr(given, "language", "")
            common += [(weight, language, str(given))] if given else []
            continue
        for language, text in given.items():
            if text:
                by_language.setdefault(language, []).append((weight, language, text))
        for code in texts.site_languages() if given and not kind.search.everywhere else ():
            language = texts.shown(given, code, record["source"]).language
            readers[language] = readers.get(language, 0) | bit(code)
    if kind.search.everywhere or not by_language:
        fields = [*common, *(field for fields in by_language.values() for field in fields)]
        return [Document(id_of(publication, 0, EVERY_LANGUAGE), tokens(kind, fields))] if fields else []
    return [
        Document(id_of(publication, number, _readers(language, readers)), tokens(kind, [*common, *fields]))
        for number, (language, fields) in enumerate(by_language.items())
    ]


def _readers(language: str, shown_to: dict[str, int]) -> int:
    """Returns the bits of those who may find a text: its own readers, those who are shown it, all for a fallback."""
    if language in texts.order("", ""):
        return EVERY_LANGUAGE
    return bit(language) | shown_to.get(language, 0)


def tokens(kind: Kind, fields: Iterable[tuple[Weight, str, str]]) -> list[str]:
    """Returns the tokens of some fields, each given by weight, language and text."""
    found: list[str] = []
    for weight, language, text in fields:
        mark = letter(kind, weight)
        for run in _runs(weight, language, text):
            if found:
                found.append(FILLER)
            found += [mark + term for term in run]
    return _held(found)


def _runs(weight: Weight, language: str, text: str) -> Iterator[list[str]]:
    """Yields the terms of a text in their order, and then each of its compounds as one term."""
    terms = analysis.terms_of("" if weight is Weight.ACRONYM else language)
    text = analysis.normalised(analysis.plain(text))
    words = analysis.WORD.findall(analysis.without_apostrophes(text))
    yield [terms[word] for word in words]
    yield from ([terms[word]] for word in sorted(set(analysis.letters_apart(text))))
    if weight is Weight.ACRONYM:
        yield from ([terms[word]] for word in sorted({"".join(words), *analysis.joined(text)} - {"", *words}))
        yield [analysis.WHOLE + "".join(words)]
    elif "-" in text or "/" in text:
        yield from ([terms[word]] for word in sorted(set(analysis.joined(text))))


def _held(found: list[str]) -> list[str]:
    """Returns no more tokens than every database holds, nor one of them more often."""
    del found[MOST_TOKENS:]
    if len(found) <= MOST_OF_ONE:
        return found
    frequent = {token for token, times in Counter(found).items() if times > MOST_OF_ONE}
    if not frequent - {FILLER}:
        return found
    seen: Counter[str] = Counter()
    for place, token in enumerate(found):
        if token in frequent:
            seen[token] += 1
            if seen[token] > MOST_OF_ONE:
                found[place] = FILLER
    return found
