"""What is known of the texts and facts of working copies: the state of every translation, and rows that lists count.

`FieldState` is kept for its own sake. The other tables only sum up what can be computed from working copies, so that
lists and the home of the desk never compute it for every object; they are written in the transaction of each save.
"""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from .lists import TitleKey


class FieldState(models.Model):
    """From which source text one translated text was made, and how far it is.

    Whether the translation is missing, out of date or complete is computed (`editorial.freshness`), never stored.
    `made_from` may stay "" while its hash is that of the source text as it stands: the text is written down when the
    source moves away from it. So a comparison word by word never depends on history, and a hundred thousand objects
    whose translations are up to date do not store every source text twice.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("translation", "draft")
        TRANSLATED = "translated", pgettext_lazy("translation", "translated")
        REVIEWED = "reviewed", pgettext_lazy("translation", "reviewed")

    class Origin(models.TextChoices):
        TYPED = "typed", pgettext_lazy("translation", "typed")
        MEMORY = "memory", pgettext_lazy("translation", "taken from memory")
        MACHINE = "machine", pgettext_lazy("translation", "made by a machine")
        IMPORT = "import", pgettext_lazy("translation", "imported")
        COPIED = "copied", pgettext_lazy("translation", "copied")

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    source_language = models.CharField(max_length=10)
    made_from = models.TextField(blank=True)
    made_from_hash = models.CharField(max_length=32)
    target_hash = models.CharField(max_length=32)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.TRANSLATED)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.TYPED)
    # Nobody looks for the texts of a person, so that these two need no index.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language", "field"], name="field_state_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language} {self.field}"


class TextStateQuerySet(QuerySet):
    """Questions to the summary of all translations."""

    def lacking(self, kind: str, language: str, state: str) -> Self:
        """Returns the ids of the objects of a kind whose texts in a language are "stale", "missing", "none" …

        An object is in one state, the most urgent: one with a text out of date and another missing is "stale".
        """
        return self.filter(kind=kind, language=language, state=state).values("object_id")


class TextState(models.Model):
    """How far the texts of one object are in one language, its source language included, in one row."""

    class State(models.TextChoices):
        SOURCE = "source", pgettext_lazy("texts", "source")
        DONE = "done", pgettext_lazy("texts", "complete")
        REVIEW = "review", pgettext_lazy("texts", "to review")
        STALE = "stale", pgettext_lazy("texts", "out of date")
        MISSING = "missing", pgettext_lazy("texts", "incomplete")
        NONE = "none", pgettext_lazy("texts", "not started")

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices)
    of = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    review = models.PositiveSmallIntegerField(default=0)
    stale = models.PositiveSmallIntegerField(default=0)
    missing = models.PositiveSmallIntegerField(default=0)

    objects = TextStateQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "language"], name="text_state_once")]
        indexes = [models.Index(fields=["kind", "language", "state", "object_id"], name="text_state_found")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language}: {self.state}"


class Gap(models.Model):
    """A fact that an object lacks, under the code that its kind gives it (`Kind.facts`)."""

    kind = models.CharField(max_length=20)
    fact = models.CharField(max_length=30)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "fact"], name="gap_once")]
        indexes = [models.Index(fields=["kind", "fact", "object_id"], name="gap_found")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.fact}"


class Pending(models.Model):
    """A working copy that the public has not got as it stands: in which state it is, and who saved it last.

    What is public as it stands has no row, so that the table is short; it holds all kinds together, so that the home
    of the desk asks one table for what somebody saved last, and not every kind.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    state = models.CharField(max_length=10)
    saved_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="pending_once")]
        indexes = [
            models.Index(fields=["state", "saved_at"], name="pending_state"),
            models.Index(fields=["by", "saved_at"], name="pending_by"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.state}"


def forget(kind: str, pks: Iterable[int]) -> None:
    """Removes what is known of objects that are gone."""
    pks = list(pks)
    for model in (FieldState, TextState, Gap, Pending, TitleKey):
        model.objects.filter(kind=kind, object_id__in=pks).delete()
