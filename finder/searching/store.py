"""The index in the database. SQLite and PostgreSQL hold the same tokens and give the same sets; nobody else asks which.

A question is a list of `Asked`: alternatives, each a row of tokens that stand side by side. All of them are answered by
one statement, each by one string of ids, because reading fifty thousand rows one by one takes longer than finding them.
"""

import fcntl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, connections
from pyroaring import BitMap

from .analysis import ANY
from .documents import FILLER, Document, ids_of

TABLE = "finder_search"
Asked = Sequence[tuple[str, ...]]
# SQLite puts at most 500 selects together.
MOST_AT_ONCE = 200
MERGED_AT_ONCE = 2000  # pages of an index
REBUILDING = 0x5EA4C4  # the number of the lock of PostgreSQL; the database that it is in is part of it


class Store:
    """One of the two; `table` is another one while an index is built beside the one in use."""

    key: ClassVar[str]
    statement: ClassVar[str]
    few: ClassVar[str]
    both: ClassVar[str]

    def find(self, questions: Sequence[Asked], readers: int) -> list[BitMap]:
        """Returns the publications that answer each question, in documents that those readers may find."""
        found = [BitMap() for _question in questions]
        asked = [(number, question) for number, question in enumerate(questions) if question]
        for first in range(0, len(asked), MOST_AT_ONCE):
            part = asked[first : first + MOST_AT_ONCE]
            parameters: list[Any] = []
            for number, question in part:
                parameters += [number, self.expression(question), readers]
            with connection.cursor() as cursor:
                cursor.execute(" UNION ALL ".join([self.statement] * len(part)), parameters)
                for number, ids in cursor.fetchall():
                    found[number] = bitmap(ids)
        return found

    def some(self, questions: Sequence[Asked], readers: int, most: int) -> BitMap:
        """Returns some publications of which one document answers all questions, without looking for all of them."""
        expression = self.both.join(f"({self.expression(question)})" for question in questions)
        with connection.cursor() as cursor:
            cursor.execute(self.few, [expression, readers, most])
            return bitmap(cursor.fetchone()[0])

    def write(self, documents: Iterable[Document], table: str = TABLE) -> None:
        """Adds documents, of which none may be there."""
        rows = [(document.id, self.packed(document.tokens)) for document in documents]
        if rows:
            with connection.cursor() as cursor:
                self.put(cursor, table, rows)

    def erase(self, publication: int, table: str = TABLE) -> None:
        """Removes the documents of a publication."""
        with connection.cursor() as cursor:
            sql = f"DELETE FROM {table} WHERE {self.key} BETWEEN %s AND %s"  # noqa: S608 - our own names
            cursor.execute(sql, ids_of(publication))

    def publications(self, table: str = TABLE) -> BitMap:
        """Returns the publications that have documents."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT {self.key} >> 16 FROM {table}")  # noqa: S608
            return BitMap([row[0] for row in cursor.fetchall()])

    def holds_anything(self) -> bool:
        """Tells whether there is any document."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.key} FROM {TABLE} LIMIT 1")  # noqa: S608
            return cursor.fetchone() is not None

    def rows(self, table: str = TABLE) -> list[tuple[int, str]]:
        """Returns everything that is held, for tests that compare."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.key}, tokens FROM {table} ORDER BY 1")  # noqa: S608
            return cursor.fetchall()

    def run(self, *statements: str) -> None:
        """Runs statements one after the other."""
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def bitmap(ids: str | None) -> BitMap:
    """Returns the numbers of a line "3,5,8" as a set."""
    return BitMap(list(map(int, ids.split(",")))) if ids else BitMap()


class SQLite(Store):
    """A table of FTS5 whose tokenizer only cuts at spaces: what it is given is analysed already."""

    key = "rowid"
    statement = f"SELECT %s, group_concat(rowid >> 16) FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid & %s <> 0"  # noqa: S608
    few = (
        f"SELECT group_concat(pk) FROM (SELECT rowid >> 16 AS pk FROM {TABLE} "  # noqa: S608
        f"WHERE {TABLE} MATCH %s AND rowid & %s <> 0 LIMIT %s)"
    )
    both = " AND "

    @staticmethod
    def put(cursor: Any, table: str, rows: list[tuple[int, str]]) -> None:
        cursor.executemany(f"INSERT INTO {table} (rowid, tokens) VALUES (%s, %s)", rows)  # noqa: S608

    @staticmethod
    def packed(tokens: list[str]) -> str:
        return " ".join(tokens)

    @staticmethod
    def expression(question: Asked) -> str:
        return " OR ".join(
            f'"{" ".join(phrase).removesuffix(ANY)}"{" *" if phrase[-1].endswith(ANY) else ""}' for phrase in question
        )

    @staticmethod
    @contextmanager
    def alone() -> Iterator[None]:
        """Waits until nobody else builds an index, and makes others wait; a process that is killed holds nobody up."""
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with (settings.DATA_DIR / "rebuild_search.lock").open("w") as place:
            fcntl.flock(place, fcntl.LOCK_EX)
            yield

    def create(self, table: str) -> None:
        """Makes an empty index."""
        self.run(
            f"DROP TABLE IF EXISTS {table}",
            f"CREATE VIRTUAL TABLE {table} USING fts5(tokens, tokenize='ascii', columnsize=0)",
        )

    def finish(self, table: str) -> None:
        """Makes an index that was filled quick to ask, a step at a time: whoever publishes waits for one at most."""
        pages = -MERGED_AT_ONCE  # the first step says that everything is to be one part
        while True:
            before = connection.connection.total_changes
            self.run(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', {pages})")  # noqa: S608
            if connection.connection.total_changes - before < 2:
                return
            pages = MERGED_AT_ONCE

    def replace(self, table: str) -> None:
        """Puts another index in the place of the one in use, which is dropped by `tidy`."""
        self.run(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_old", f"ALTER TABLE {table} RENAME TO {TABLE}")

    def tidy(self) -> None:
        """Drops what was replaced: of a large index that takes a while."""
        self.run(f"DROP TABLE IF EXISTS {TABLE}_old")


class PostgreSQL(Store):
    """A table of tsvectors with a GIN index, written as they are and asked through a function that insists on it."""

    key = "id"
    statement = f"SELECT %s, {TABLE}_ids(%s, %s)"
    few = f"SELECT {TABLE}_some(%s, %s, %s)"
    both = "&"

    @staticmethod
    def put(cursor: Any, table: str, rows: list[tuple[int, str]]) -> None:
        with cursor.copy(f"COPY {table} (id, tokens) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @staticmethod
    def packed(tokens: list[str]) -> str:
        places: dict[str, list[str]] = {}
        for place, token in enumerate(tokens, start=1):
            if token != FILLER:
                places.setdefault(token, []).append(str(place))
        return " ".join(f"'{token}':{','.join(found)}" for token, found in places.items())

    @staticmethod
    def expression(question: Asked) -> str:
        def beside(phrase: tuple[str, ...]) -> str:
            return "<->".join(f"'{token.removesuffix(ANY)}'{':*' if token.endswith(ANY) else ''}" for token in phrase)

        return "|".join(f"({beside(phrase)})" for phrase in question)

    @staticmethod
    @contextmanager
    def alone() -> Iterator[None]:
        """Waits until nobody else builds an index, and makes others wait; a process that is killed holds nobody up."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [REBUILDING])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [REBUILDING])

    def create(self, table: str) -> None:
        """Makes an empty index; its tokens lie apart from the ids, so that those are few pages to read."""
        self.run(
            f"DROP TABLE IF EXISTS {table}",
            f"CREATE TABLE {table} (id bigint NOT NULL, tokens tsvector NOT NULL) WITH (toast_tuple_target = 128)",
        )

    def finish(self, table: str) -> None:
        """Makes an index that was filled quick to ask."""
        self.run(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY (id)",
            f"CREATE INDEX {table}_tokens ON {table} USING gin (tokens) WITH (fastupdate = off)",
        )

    def replace(self, table: str) -> None:
        """Puts another index in the place of the one in use."""
        self.run(
            f"DROP TABLE {TABLE}",
            f"ALTER TABLE {table} RENAME TO {TABLE}",
            f"ALTER INDEX {table}_pkey RENAME TO {TABLE}_pkey",
            f"ALTER INDEX {table}_tokens RENAME TO {TABLE}_tokens",
        )

    def tidy(self) -> None:
        """There is nothing left to drop."""


_stores = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def current() -> SQLite | PostgreSQL:
    """Returns the index of the database of this site."""
    return _stores[connections["default"].vendor]
