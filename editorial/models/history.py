"""What happened: revisions, which are stored snapshots, and events, which are steps that somebody took."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .. import kinds, packing


class Revision(models.Model):
    """A stored snapshot: what an object was, who made it so and when."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    saves = models.PositiveIntegerField(default=1)
    data = models.BinaryField()
    record_hash = models.CharField(max_length=32)
    was_public = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    why = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "number"], name="revision_number")]
        indexes = [models.Index(fields=["by", "kind", "object_id"], name="revision_by")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} #{self.number}.{self.saves}"

    @property
    def snapshot(self) -> kinds.Data:
        return packing.unpack(self.data)

    @property
    def mark(self) -> str:
        """The pair of revision and save number that a form carries, as "3.2"."""
        return f"{self.number}.{self.saves}"


class Event(models.Model):
    """One thing that happened to an object: a step, who took it and when."""

    class Step(models.TextChoices):
        PUBLISH = "publish", pgettext_lazy("event", "published")
        WITHDRAW = "withdraw", pgettext_lazy("event", "withdrawn")
        MERGE = "merge", pgettext_lazy("event", "merged")
        CONFIRM = "confirm", pgettext_lazy("event", "translation confirmed")
        SAME_MEANING = "same-meaning", pgettext_lazy("event", "source corrected without a change of meaning")

    MOST_ABOUT = 300

    step = models.CharField(max_length=20, choices=Step.choices)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    about = models.CharField(max_length=MOST_ABOUT, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="event_kind_key")]
        ordering = ["-pk"]
        permissions = [("publish", _("Can publish and withdraw"))]

    def __str__(self) -> str:
        return f"{self.step} {self.kind} {self.key}"
