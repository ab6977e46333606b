"""The words that stand in the catalogue, for completing what is being typed and for mending what was mistyped."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from editorial import kinds
from editorial.kinds import Data

from . import analysis

TABLE = "finder_word"
SHORTEST, LONGEST = 3, 40
BATCH = 5000
_COLUMNS = "(word, shown, start, ending, length, number)"


class Words:
    """Words with how they are written and the number of Records in which each stands."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self.number: Counter[str] = Counter()

    def add(self, record: Data) -> None:
        """Takes the words of a Record."""
        found: set[str] = set()
        for _weight, given in kinds.get(record["kind"]).search.fields(record):
            for text in (given,) if isinstance(given, str) else given.values():
                found.update(_surface(text))
        for surface in found:
            for word in analysis.words(surface):
                if SHORTEST <= len(word) <= LONGEST and not word.isdigit():
                    self.number[word] += 1
                    self.shown.setdefault(word, surface)

    def rows(self) -> Iterable[tuple[str, str, str, str, int, int]]:
        """Yields the rows of the table."""
        for word, number in self.number.items():
            yield word, self.shown[word], word[:2], word[-2:], len(word), number


def _surface(text: str) -> set[str]:
    return set(analysis.WORD.findall(analysis.plain(text).lower()))


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
    marks = f"INSERT INTO {TABLE} {_COLUMNS} VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (word) DO NOTHING"  # noqa: S608
    with connection.cursor() as cursor:
        for first in range(0, len(rows), BATCH):
            cursor.executemany(marks, rows[first : first + BATCH])
