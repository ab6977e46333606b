"""The order of relevance, and sets of publications as conditions of a query."""

from array import array
from typing import Any

from django.db.models import BooleanField, F, Func
from pyroaring import BitMap

from ..bitmaps import Index
from .finding import Found

FEW = 2000  # so many are sorted by their places, more found by walking along all


class Among(Func):
    """The condition that a row's primary key is in a set: one parameter, however large the set."""

    output_field = BooleanField()

    def __init__(self, ids: BitMap) -> None:
        super().__init__(F("pk"))
        self.ids = ids

    def _line(self) -> str:
        return ",".join(map(str, self.ids))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[str, ...]]:
        column, parameters = compiler.compile(self.source_expressions[0])
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column of ours
        return sql, (*parameters, f"[{self._line()}]")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[str, ...]]:
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::bigint[])", (*parameters, f"{{{self._line()}}}")


def _places(index: Index) -> array:
    """Returns for each primary key its place by start plus one, the newest highest; 0 is without a start."""
    places = array("I", bytes(4 * (index.live.max() + 1 if index.live else 0)))
    for place, pk in enumerate(index.orders["starts"].pks, start=1):
        places[pk] = place
    return places


def newest_first(index: Index, ids: BitMap, first: int, count: int) -> list[int]:
    """Returns the keys at places `first` to `first + count` of a set, the newest start first."""
    if len(ids) > FEW:
        return index.ordered("-starts", ids, first, count)
    places = index.kept("places by start", lambda: _places(index))
    return sorted(ids, key=lambda pk: (places[pk], pk), reverse=True)[first : first + count]


def ranked(found: Found, within: BitMap, index: Index, first: int, count: int) -> list[int]:
    """Returns the keys at places `first` to `first + count` of what was found within a set, the most relevant first."""
    keys: list[int] = []
    for _points, ids in found.scores:
        part = ids & within
        if first < len(part):
            keys += newest_first(index, part, first, count - len(keys))
        first = max(0, first - len(part))
        if len(keys) == count:
            break
    return keys
