"""The words that stand in the catalogue: kept with each publication, and asked for what begins alike."""

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
