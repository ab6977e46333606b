"""What somebody typed, read by hand: words, "phrases" and -exclusions. Whatever it is, reading it is no error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import analysis

MOST_ITEMS = 12
SHORTEST_BEGINNING = 3
_QUOTES = re.compile("[“”„‟«»\u2033＂]")
_BEGUN = re.compile(r"[^\W_]\*$")
_PIECES = re.compile(r'(?<!\S)(-?)"([^"]*)(?:"|$)|(\S+)')


@dataclass(frozen=True)
class Item:
    """One thing that is looked for, or not to be found: words in a row.

    `joined` is a compound as one word; `acronym` says that only acronyms are looked at, `begun` that the last word is
    the beginning of one.
    """

    words: tuple[str, ...]
    joined: str = ""
    excluded: bool = False
    quoted: bool = False
    acronym: bool = False
    begun: bool = False


@dataclass(frozen=True)
class Question:
    """What is looked for, the words that stood beyond the last that is used, and all of it as if it were an acronym."""

    items: tuple[Item, ...]
    ignored: tuple[str, ...] = ()

    @property
    def wanted(self) -> list[Item]:
        return [item for item in self.items if not item.excluded]

    @property
    def excluded(self) -> list[Item]:
        return [item for item in self.items if item.excluded]

    @property
    def whole(self) -> str:
        """Returns all the words that are wanted as one: what "thb ifs 1" is when it is an acronym."""
        words = [word for item in self.wanted for word in item.words]
        return "".join(words) if len(words) <= 6 else ""

    @property
    def open_ended(self) -> "Question | None":
        """Returns the question with its last word as the beginning of one; None where that makes no sense."""
        last = self.items[-1] if self.items and not self.ignored else None
        if last is None or last.excluded or last.quoted or last.begun or len(last.words[-1]) < SHORTEST_BEGINNING:
            return None
        return Question((*self.items[:-1], replace(last, begun=True)))


def read(text: str, language: str) -> Question:
    """Returns what a text asks a reader's catalogue for."""
    items = list(dict.fromkeys(_items(text)))
    empty = analysis.empty_words(language)
    telling = [item for item in items if item.excluded or item.quoted or not set(item.words) <= empty]
    if any(not item.excluded for item in telling):
        items = telling
    return Question(tuple(items[:MOST_ITEMS]), tuple(" ".join(item.words) for item in items[MOST_ITEMS:]))


def _items(text: str) -> Iterator[Item]:
    text = analysis.without_apostrophes(analysis.normalised(_QUOTES.sub('"', analysis.plain(text))))
    for sign, quoted, piece in _PIECES.findall(text):
        if not piece:
            if words := tuple(analysis.words(quoted)):
                yield Item(words, excluded=bool(sign), quoted=True)
            continue
        excluded = len(piece) > 1 and piece.startswith("-")
        found = list(_of_piece(piece, excluded))
        if found and _BEGUN.search(piece) and len(found[-1].words[-1]) >= SHORTEST_BEGINNING:
            found[-1] = replace(found[-1], begun=True)
        yield from found


def _of_piece(piece: str, excluded: bool) -> Iterator[Item]:
    """Yields what stands between two spaces: a word, a compound, or several of them with other signs between."""
    piece = piece.replace('"', " ")
    place = 0
    for found in analysis.COMPOUND.finditer(piece):
        yield from (Item((word,), excluded=excluded) for word in analysis.WORD.findall(piece[place : found.start()]))
        words = tuple(analysis.WORD.findall(found.group()))
        yield Item(words, "".join(words) if len(words) <= 8 else "", excluded)
        place = found.end()
    yield from (Item((word,), excluded=excluded) for word in analysis.WORD.findall(piece[place:]))
