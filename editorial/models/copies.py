"""Working copies: what staff edit of everything that can become public."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.models import TranslatableModel

from .. import keys, kinds, slugs, texts
from .lists import TitleKey
from .merged import Merged
from .public import MOST_WORDS, Address, Publication
from .summaries import forget


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

    def delete(self) -> tuple[int, dict[str, int]]:
        """Deletes the objects, and what is known of their texts and facts."""
        pks = list(self.values_list("pk", flat=True))
        deleted = super().delete()
        forget(kinds.of(self.model).name, pks)
        return deleted

    delete.alters_data = True
    delete.queryset_only = True

    def with_compared_state(self) -> Self:
        """Annotates `compared_state`: what the public has (a `State`), by comparing the stored hashes."""
        kind = kinds.of(self.model)
        current = Publication.objects.filter(kind=kind.name, key=OuterRef("key")).order_by("-pk")
        return self.annotate(
            public_hash=Subquery(current.values("record_hash")[:1]),
            public_by_name=Subquery(current.values("by_name")[:1]),
        ).annotate(
            compared_state=Case(
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
        """Annotates `shown_title`: what sorts the title that a reader of `language` is shown."""
        rows = TitleKey.objects.filter(kind=kinds.of(self.model).name, object_id=OuterRef("pk"), language=language)
        return self.annotate(shown_title=Subquery(rows.values("sort_key")[:1]))


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
    # What lists show, filter and count, written by whatever changes it: comparing hashes and texts for every object
    # of a list takes most of a second.
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    language_states = models.CharField(max_length=300, default="", editable=False)
    updated_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        verbose_name=_("last saved by"),
        related_name="+",
        db_index=False,
    )

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

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Deletes the object, and what is known of its texts and facts."""
        pk = self.pk
        deleted = super().delete(*args, **kwargs)
        forget(kinds.of(self).name, [pk])
        return deleted

    def _is_key_taken(self, key: str) -> bool:
        """Tells whether a key names something, or ever named something public: what is gone is never somebody else."""
        kind, taken = kinds.of(self).name, type(self)._base_manager
        return any(
            rows.exists()
            for rows in (
                taken.filter(key=key),
                Publication.objects.filter(kind=kind, key=key),
                Address.objects.filter(kind=kind, key=key),
                Merged.objects.filter(kind=kind, key=key),
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
