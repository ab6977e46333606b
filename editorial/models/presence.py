"""Who has the form of which object open (`editorial.desk.presence` keeps it)."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Presence(models.Model):
    """One person before the form of one object: since when, and when they were last seen."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "person"], name="presence_once")]
        indexes = [models.Index(fields=["seen"], name="presence_seen")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.object_id}"
