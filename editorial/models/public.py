"""What the public has: publications with their Records, labels and addresses, and the counter of their changes."""

import json
from typing import Any, Self

from django.db import connection, models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from .. import texts
from .history import Revision

# More than the longest search that a public page takes can hold of plain words.
MOST_WORDS = 100


class PublicationQuerySet(QuerySet):
    """Questions to what is, was or will be public."""

    def visible(self, at: Any = None) -> Self:
        """Keeps what the public has at a moment (default: now)."""
        at = at or timezone.now()
        return self.filter(Q(visible_until=None) | Q(visible_until__gt=at), visible_from__lte=at)

    def of(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def matching(self, search: str) -> Self:
        """Keeps what has every word of the search in one of its names, in any language, whatever the case."""
        found = self
        for word in dict.fromkeys(texts.fold(search).split()[:MOST_WORDS]):
            found = found.filter(folded__contains=word)
        return found


class Publication(models.Model):
    """One object made public for a period of time: what lists, filters and orders need of it.

    The Record itself stands beside it (`Record`), so that this row stays short. A withdrawn object keeps its row, with
    an end, without Record, labels and index rows, so that mirrors learn of the withdrawal.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="publications")
    record_hash = models.CharField(max_length=32)
    by_name = models.BooleanField(default=False)
    sample = models.BooleanField(default=False)
    visible_from = models.DateTimeField(default=timezone.now)
    visible_until = models.DateTimeField(null=True, blank=True)
    first_published = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    held = models.CharField(max_length=12, blank=True)
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    change = models.BigIntegerField(default=0, db_index=True)
    folded = models.TextField(default="")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(visible_until=None), name="publication_one_open_period"
            )
        ]
        indexes = [
            models.Index(fields=["kind", "key"], name="publication_kind_key"),
            # The moment comes after the kind and the open end, so that a list in the order of dates is not tempted to
            # take this one and sort everything.
            models.Index(fields=["kind", "visible_until", "visible_from"], name="publication_visible"),
            models.Index(fields=["kind", "starts", "id"], name="publication_starts"),
            models.Index(fields=["kind", "ends", "id"], name="publication_ends"),
            models.Index(
                fields=["kind", "held", "ends", "starts", "visible_until", "visible_from"], name="publication_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_visible(self) -> bool:
        """Tells whether the public has it at this moment."""
        now = timezone.now()
        return self.visible_from <= now and (self.visible_until is None or self.visible_until > now)


class Record(models.Model):
    """The public data of one publication, as canonical JSON text; nothing queries inside it."""

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="record")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.publication_id)

    @cached_property
    def data(self) -> dict[str, Any]:
        """Returns the text as plain data, read once; nobody changes it."""
        return json.loads(self.text)


class Label(models.Model):
    """What a list needs of something public, in one language of the site, with the fallback resolved.

    `shown_in` is the language the name is really in; `sort_key` are bytes that sort alike on every database; `slug`
    is the address inside the room ("" for kinds without one).
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    name = models.TextField()
    acronym = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    slug = models.CharField(max_length=300, blank=True)
    shown_in = models.CharField(max_length=10)
    sort_key = models.BinaryField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "language"], name="label_language")]
        indexes = [
            models.Index(fields=["kind", "key", "language"], name="label_kind_key"),
            models.Index(fields=["kind", "language", "sort_key", "publication"], name="label_sorted"),
        ]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """Every public slug there ever was: the current one answers, the others redirect to it for ever."""

    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=64)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language", "path"], name="address_once")]
        indexes = [
            models.Index(fields=["kind", "path"], name="address_path"),
            models.Index(fields=["kind", "key", "language"], name="address_key"),
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.path}"


class Counter(models.Model):
    """The number of the last change to what is public: one row, raised under a lock by each publication."""

    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def now(cls) -> int:
        """Returns the number of the last change: every request asks, so in plain SQL, at an eighth of the time."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT value FROM {cls._meta.db_table} WHERE id = 1")  # noqa: S608 - a table's own name
            row = cursor.fetchone()
        return row[0] if row else 0

    @classmethod
    def lock(cls) -> None:
        """Makes whoever else publishes wait until this transaction ends."""
        cls.objects.get_or_create(pk=1)
        cls.objects.select_for_update().get(pk=1)

    @classmethod
    def next(cls, count: int = 1) -> int:
        """Raises the counter by `count` and returns its new value; the row stays locked until the transaction ends."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(value=F("value") + count)
        return cls.now()
