"""The one small table behind every filter, facet and count."""

from typing import Self

from django.db import models
from django.db.models import Count, QuerySet

from editorial.models import Publication


class IndexRowQuerySet(QuerySet):
    """Questions to the index rows of one kind of publication."""

    def of(self, kind: str, facet: str, values: list[str] | None = None) -> Self:
        rows = self.filter(of=kind, facet=facet)
        return rows if values is None else rows.filter(value__in=values)

    def counts(self, kind: str, *facets: str) -> Self:
        """Groups by value: rows of (facet, value, count), the most frequent first."""
        rows = self.filter(of=kind, facet__in=facets).values_list("facet", "value")
        return rows.annotate(count=Count("publication")).order_by("facet", "-count", "value")


class IndexRow(models.Model):
    """One fact of one publication: of=project, facet=donor, value=eu. Holds keys only, never a word of a language."""

    of = models.CharField(max_length=20)
    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="index_rows")

    objects = IndexRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "facet", "value", "publication"], name="index_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of} {self.facet}={self.value}"


class StoredIndex(models.Model):
    """The bitmaps of one kind of publication (`finder.bitmaps`), kept so that a new process loads what it would build.

    They are as of the change number `change`. `rebuilt` is the number at which they were last built from the index
    rows as a whole, because things went away without leaving a trace of their own: who read before has to load them.
    """

    kind = models.CharField(max_length=20, primary_key=True)
    change = models.BigIntegerField()
    rebuilt = models.BigIntegerField()
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} as of {self.change}"
