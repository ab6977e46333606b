"""The words that stand in the catalogue, for completing what is being typed and for mending what was mistyped."""

import re
from collections import Counter
from collections.abc import Iterable

from django.db import connection

from editorial import kinds
from editorial.kinds import Data

from . import analysis
from .finding import find, numbers_of
from .grammar import read as read_question

TABLE = "finder_word"
SHORTEST, LONGEST = 3, 40
BATCH = 5000
MOST_TRIED = 4
MOST_MENDED = 3  # words of one question
FEW_HITS = 3  # a word with fewer may be mistyped, too
_COLUMNS = "(word, shown, start, ending, length, number)"
_PIECE = re.compile(r"\S+")

# --- Keeping ---------------------------------------------------------------------------------------------------------


class Words:
    """Words with how they are written and the number of Records in which each stands."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self.number: Counter[str] = Counter()

    def add(self, record: Data) -> None:
        """Takes the words of a Record."""
        surfaces: set[str] = set()
        for _weight, given in kinds.get(record["kind"]).search.fields(record):
            for text in (given,) if isinstance(given, str) else given.values():
                surfaces.update(analysis.WORD.findall(analysis.plain(text).lower()))
        found: dict[str, str] = {}
        for surface in sorted(surfaces):
            for word in analysis.words(surface):
                if SHORTEST <= len(word) <= LONGEST and not word.isdigit():
                    found.setdefault(word, surface)
        self.number.update(found.keys())
        for word, surface in found.items():
            self.shown.setdefault(word, surface)

    def rows(self) -> Iterable[tuple[str, str, str, str, int, int]]:
        """Yields the rows of the table."""
        for word, number in self.number.items():
            yield word, self.shown[word], word[:2], word[-2:], len(word), number


def learn(record: Data) -> None:
    """Adds the words of a Record that are not known yet; how frequent they are is counted when all is built anew."""
    words = Words()
    words.add(record)
    _insert(words)


def replace(words: Words) -> None:
    """Puts words in the place of all that are known."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
    _insert(words)


def _insert(words: Words) -> None:
    rows = sorted(words.rows())
    statement = f"INSERT INTO {TABLE} {_COLUMNS} VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (word) DO NOTHING"  # noqa: S608
    with connection.cursor() as cursor:
        for first in range(0, len(rows), BATCH):
            cursor.executemany(statement, rows[first : first + BATCH])


# --- Completing ------------------------------------------------------------------------------------------------------


def completions(prefix: str, most: int) -> list[str]:
    """Returns the most frequent words that begin with a normalised prefix."""
    statement = f"SELECT word FROM {TABLE} WHERE word >= %s AND word < %s ORDER BY number DESC, word LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [prefix, prefix + "\U0010ffff", most])
        return [row[0] for row in cursor.fetchall()]


# --- Mending ---------------------------------------------------------------------------------------------------------


def mended(text: str, language: str, kind: str, change: int) -> str | None:
    """Returns a text with its mistyped words put right, None where there is nothing to put right.

    What is returned finds something: words of which nothing is found (or next to nothing, while a word like it is
    frequent) give way to the word like them that is found most often.
    """
    question = read_question(text, language)
    single = {item.words[0] for item in question.wanted if len(item.words) == 1 and not item.quoted}
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
    tried = {other for found in near.values() for _distance, _number, other, _shown in found}
    hits = numbers_of(sorted(tried), language, kind, change) if tried else {}
    better = {}
    for word, found in near.items():
        enough = 10 * rare[word] + 1
        good = [(distance, -hits[other], shown) for distance, _n, other, shown in found if hits[other] >= enough]
        if good:
            better[word] = min(good)[2]
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
        lengths = len(word) - _most_of(word), len(word) + _most_of(word)
        parts += [part.format("start"), part.format("ending")]
        parameters += [place, word[:2], *lengths, place, word[-2:], *lengths]
    found: dict[str, list[tuple[str, str, int]]] = {word: [] for word in words}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        for place, *row in cursor.fetchall():
            found[words[place]].append(tuple(row))
    return found


def _nearest(word: str, rows: list[tuple[str, str, int]]) -> list[tuple[int, int, str, str]]:
    """Returns those of some words that differ least from one, of equals the most frequent first."""
    most, letters = _most_of(word), set(word)
    alike = {row for row in rows if row[0] != word and len(letters ^ set(row[0])) <= 2 * most}
    measured = ((distance_of(word, other, most), -number, other, shown) for other, shown, number in alike)
    return sorted(row for row in measured if row[0] <= most)[:MOST_TRIED]


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
