"""What the house keeps of everything that becomes public: working copies, revisions, publications, addresses."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.models import TranslatableModel

from . import keys, kinds, slugs, snapshots, texts

# More than the longest search that a public page takes can hold of plain words.
MOST_WORDS = 100


class State(models.TextChoices):
    """What the public has of an object, beside its working copy."""

    DRAFT = "draft", pgettext_lazy("state", "draft")
    PUBLIC = "public", pgettext_lazy("state", "public")
    AHEAD = "ahead", pgettext_lazy("state", "changes not yet public")
    NAME = "name", pgettext_lazy("state", "public by name only")
    WITHDRAWN = "withdrawn", pgettext_lazy("state", "withdrawn")


class WorkingCopyQuerySet(TranslatableQuerySet):
    """Questions to the working copies of any kind."""

    def with_texts(self) -> Self:
        """Reads the texts of all languages together, so that no text costs a query of its own."""
        return self.prefetch_related("translations")

    def with_state(self) -> Self:
        """Annotates `state`: what the public has (a `State`), by comparing the stored hashes."""
        kind = kinds.of(self.model)
        current = Publication.objects.filter(kind=kind.name, key=OuterRef("key")).order_by("-pk")
        return self.annotate(
            public_hash=Subquery(current.values("record_hash")[:1]),
            public_by_name=Subquery(current.values("by_name")[:1]),
        ).annotate(
            state=Case(
                When(public_hash=None, then=Value(State.DRAFT)),
                When(public_hash="", then=Value(State.WITHDRAWN)),
                When(public_by_name=True, public_hash=F("name_hash"), then=Value(State.NAME)),
                When(public_by_name=False, public_hash=F("record_hash"), then=Value(State.PUBLIC)),
                default=Value(State.AHEAD),
            )
        )

    def matching(self, search: str) -> Self:
        """Keeps objects in whose names, in any language, every word of the search is found."""
        found = self
        for word in dict.fromkeys(texts.fold(search).split()[:MOST_WORDS]):
            found = found.filter(folded__contains=word)
        return found

    def by_title(self, language: str) -> Self:
        """Orders by the title a reader of `language` is shown, one row an object."""
        title = kinds.of(self.model).title
        rows = self.model._parler_meta.root_model.objects.filter(master=OuterRef("pk")).exclude(**{title: ""})
        tried = [
            Subquery(rows.filter(language_code=code).values(title)[:1])
            for code in dict.fromkeys([language, *settings.TEXT_FALLBACKS])
        ]
        own = Subquery(rows.filter(language_code=OuterRef("source_language")).values(title)[:1])
        return self.annotate(shown_title=models.functions.Lower(models.functions.Coalesce(*tried, own)))


class WorkingCopy(TranslatableModel):
    """Something that staff edit and publish: its key, source language and what is needed to compare it."""

    key = models.CharField(
        _("key"),
        max_length=64,
        unique=True,
        blank=True,
        validators=[keys.validate_key],
        help_text=_("A short word used in addresses of filters and in data. It is made once and never changes."),
    )
    source_language = models.CharField(
        _("source language"),
        max_length=10,
        choices=texts.language_choices,
        default=settings.LANGUAGE_CODE,
        help_text=_("The language in which the texts are first written; the others are translated from it."),
    )
    sample = models.BooleanField(
        _("sample data"), default=False, help_text=_("Sample data can be removed all at once.")
    )
    record_hash = models.CharField(max_length=32, default="", editable=False)
    name_hash = models.CharField(max_length=32, default="", editable=False)
    folded = models.TextField(default="", editable=False)
    updated_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)

    aggregate: kinds.Aggregate
    objects = TranslatableManager.from_queryset(WorkingCopyQuerySet)()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.shown(kinds.of(self).title) or self.key

    def clean(self) -> None:
        super().clean()
        if self.pk:
            kept = type(self)._base_manager.filter(pk=self.pk).values_list("key", flat=True).first()
            if kept and kept != self.key:
                raise ValidationError({"key": _("The key of something that exists cannot change.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.key:
            self.key = keys.make(self.key_sources(), self._is_key_taken, kind=self._meta.model_name)
        super().save(*args, **kwargs)

    def _is_key_taken(self, key: str) -> bool:
        """Tells whether a key names something, or ever named something public: what is gone is never somebody else."""
        kind, taken = kinds.of(self).name, type(self)._base_manager
        return any(
            rows.exists()
            for rows in (
                taken.filter(key=key),
                Publication.objects.filter(kind=kind, key=key),
                Address.objects.filter(kind=kind, key=key),
            )
        )

    def save_translation(self, translation: models.Model, *args: Any, **kwargs: Any) -> None:
        """Saves one language of the texts, with a slug made from the title where there is none."""
        fill_slug(self, translation)
        super().save_translation(translation, *args, **kwargs)

    def leads_back(self, field: str) -> bool:
        """Tells whether going on from object to object along a field ever comes round in a circle."""
        seen, other = {self.pk}, getattr(self, field)
        while self.pk and other is not None:
            if other.pk in seen:
                return True
            seen.add(other.pk)
            other = getattr(other, field)
        return False

    def key_sources(self) -> list[str]:
        """Returns the names from which the key may be made, best first."""
        return [self.safe_translation_getter(kinds.of(self).title, any_language=True) or ""]

    def all_texts(self, name: str) -> dict[str, str]:
        """Returns a text in every language that has it; costs no query after `with_texts()`."""
        return {row.language_code: value for row in self.translations.all() if (value := getattr(row, name))}

    def shown(self, name: str, language: str | None = None) -> texts.Shown:
        """Returns a text as a reader of `language` (default: the active one) is shown it."""
        return texts.shown(self.all_texts(name), language or texts.active_language(), self.source_language)


def fill_slug(obj: WorkingCopy, row: models.Model) -> None:
    """Gives one language of an object the slug that its title suggests, unless it has one or needs none."""
    kind = kinds.of(obj)
    if kind.has_address:
        slugs.fill(row, getattr(row, kind.title), reserved=kind.reserved, key=obj.key)


class Revision(models.Model):
    """A stored snapshot: what an object was, who made it so and when."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    saves = models.PositiveIntegerField(default=1)
    data = models.BinaryField()
    record_hash = models.CharField(max_length=32)
    was_public = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "number"], name="revision_number")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} #{self.number}.{self.saves}"

    @property
    def snapshot(self) -> kinds.Data:
        return snapshots.unpack(self.data)

    @property
    def mark(self) -> str:
        """The pair of revision and save number that a form carries, as "3.2"."""
        return f"{self.number}.{self.saves}"


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


class Record(models.Model):
    """The public data of one publication, as canonical JSON text; nothing queries inside it."""

    publication = models.OneToOneField(Publication, models.CASCADE, primary_key=True, related_name="record")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.publication_id)


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


class Event(models.Model):
    """One thing that happened to an object: a step, who took it and when."""

    class Step(models.TextChoices):
        PUBLISH = "publish", pgettext_lazy("event", "published")
        WITHDRAW = "withdraw", pgettext_lazy("event", "withdrawn")

    step = models.CharField(max_length=20, choices=Step.choices)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="event_kind_key")]
        ordering = ["-pk"]
        permissions = [("publish", _("Can publish and withdraw"))]

    def __str__(self) -> str:
        return f"{self.step} {self.kind} {self.key}"


class Counter(models.Model):
    """The number of the last change to what is public: one row, raised under a lock by each publication."""

    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def now(cls) -> int:
        """Returns the number of the last change."""
        return cls.objects.filter(pk=1).values_list("value", flat=True).first() or 0

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
