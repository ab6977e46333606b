"""What was merged into what."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone


class MergedQuerySet(QuerySet):
    """Questions to what was merged."""

    def into(self, kind: str, keys: list[str]) -> dict[str, str]:
        """Returns, of some keys of a kind, those that were merged away, each with the key that stands for it now."""
        return dict(self.filter(kind=kind, key__in=keys).values_list("key", "survivor"))

    def of(self, kind: str, object_id: str | int) -> Self:
        return self.filter(kind=kind, object_id=object_id)


class Merged(models.Model):
    """A key that was merged away, and the one that stands for it for ever.

    When the survivor is merged into a third one, the row leads on to that: there is never a second step. Revisions of
    what was merged away stay under its `object_id`.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    object_id = models.BigIntegerField()
    survivor = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = MergedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="merged_once")]
        indexes = [models.Index(fields=["kind", "survivor"], name="merged_survivor")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.survivor}"
