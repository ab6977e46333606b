"""Mends what was mistyped: the words of the catalogue that differ least from those of a question."""

import re

from django.db import connection

from . import analysis
from .finding import find, numbers_of
from .grammar import read as read_question
from .words import TABLE

MOST_TRIED = 4
MOST_MENDED = 3  # words of one question
FEW_HITS = 3  # a word with fewer may be mistyped, too
# Whoever mistypes a word mostly begins it well: words that share so many letters come first, then those with one less.
BEGINS_ALIKE = 4
# Words that share so many letters, half of the longer one at least, may differ by more: "migrants", "migration".
KINDRED, KINDRED_SLIPS = 5, 4
_PIECE = re.compile(r"\S+")

# --- Mending ---------------------------------------------------------------------------------------------------------


def mended(text: str, language: str, kind: str, change: int) -> str | None:
    """Returns a text with its mistyped words put right, None where there is nothing to put right.

    What is returned finds something: words of which nothing is found (or next to nothing, while a word like it is
    frequent) give way to the word like them, by how it begins, by its slips, and by how often it is found.
    """
    question = read_question(text, language)
    single = {item.words[0] for item in question.wanted if len(item.words) == 1 and not (item.quoted or item.begun)}
    single -= {find(text, language, kind, change=change).completed}
    hits = numbers_of(single, language, kind, change) if single else {}
    instead = _better({word: number for word, number in hits.items() if number < FEW_HITS}, language, kind, change)

    def put_right(piece: re.Match[str]) -> str:
        words = analysis.words(piece.group())
        return instead.get(words[0], piece.group()) if len(words) == 1 else piece.group()

    new = _PIECE.sub(put_right, text) if instead else text
    return new if new != text and find(new, language, kind, change=change).ids else None


def _better(rare: dict[str, int], language: str, kind: str, change: int) -> dict[str, str]:
    """Returns how the words are written that were probably meant, for those where there is one."""
    near = {word: _nearest(word, rows) for word, rows in _candidates(sorted(rare)).items()}
    tried = {other for found in near.values() for *_order, other, _shown in found}
    hits = numbers_of(sorted(tried), language, kind, change) if tried else {}
    better = {}
    for word, found in near.items():
        enough = 10 * rare[word] + 1
        good = [(*order, -hits[other], shown) for *order, _number, other, shown in found if hits[other] >= enough]
        if good:
            better[word] = min(good)[-1]
    return better


def _most_of(word: str) -> int:
    """Returns how many slips a word of its length may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def _candidates(words: list[str]) -> dict[str, list[tuple[str, str, int]]]:
    """Returns for each word those (normalised, as written, number) that begin or end alike and are about as long."""
    words = [word for word in words if _most_of(word)][:MOST_MENDED]
    if not words:
        return {}
    part = f"SELECT %s, word, shown, number FROM {TABLE} WHERE {{}} = %s AND length BETWEEN %s AND %s"  # noqa: S608
    parts, parameters = [], []
    for place, word in enumerate(words):
        most = _most_of(word)
        more = KINDRED_SLIPS if len(word) > KINDRED else most
        parts += [part.format("start"), part.format("ending")]
        parameters += [place, word[:2], len(word) - more, len(word) + more]
        parameters += [place, word[-2:], len(word) - most, len(word) + most]
    found: dict[str, list[tuple[str, str, int]]] = {word: [] for word in words}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        for place, *row in cursor.fetchall():
            found[words[place]].append(tuple(row))
    return found


def _nearest(word: str, rows: list[tuple[str, str, int]]) -> list[tuple[int, int, int, str, str]]:
    """Returns those of some words that are most like one: by how they begin, their slips, and how frequent they are.

    Each comes with these three as numbers of which the smallest is best, and with how it is written.
    """
    found = []
    for other, shown, number in set(rows):
        shared = next((place for place, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), len(word))
        if other == word or not (most := _slips(word, other, shared)):
            continue
        if (distance := distance_of(word, other, most)) <= most:
            found.append((max(0, BEGINS_ALIKE - max(shared, 2)), distance, -number, other, shown))
    return sorted(found)[:MOST_TRIED]


def _slips(word: str, other: str, shared: int) -> int:
    """Returns how many slips may lie between two words that begin with so many letters in common; 0 for no likeness."""
    if shared >= KINDRED and 2 * shared >= max(len(word), len(other)):
        return KINDRED_SLIPS
    most = _most_of(word) if shared else 1
    return most if abs(len(word) - len(other)) <= most and len(set(word) ^ set(other)) <= 2 * most else 0


def distance_of(one: str, other: str, most: int) -> int:
    """Returns how many letters were left out, put in, changed, or swapped with their neighbour; `most` + 1 for more."""
    before, last = [], list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, there in enumerate(other, start=1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != there))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == there:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]
