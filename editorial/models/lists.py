"""What the lists of the desk keep for themselves: the order of titles, and filters that people have named."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TitleKey(models.Model):
    """The bytes by which a reader of one language finds an object in a list sorted by title.

    They are those of the title that this reader is shown, made by `editorial.texts.sort_key`, so that both databases
    sort alike and the index gives a page of any list without looking at the others. Labels hold the same for what is
    public; a working copy may be a draft, or have another title than the public one.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=10)
    sort_key = models.BinaryField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "language"], name="title_key_once")]
        indexes = [models.Index(fields=["kind", "language", "sort_key", "object_id"], name="title_key_sorted")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language}"


class SavedFilterQuerySet(QuerySet):
    """Questions to the filters that people have named."""

    def seen_by(self, person: models.Model) -> Self:
        """Keeps a person's own filters and those that everybody shares."""
        return self.filter(Q(by=person) | Q(shared=True))


class SavedFilter(models.Model):
    """A list narrowed down in one way, under a name: the query string of its address, which stays plain."""

    list = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(_("for everybody"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["list", "by", "name"], name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name
