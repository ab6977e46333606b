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
