"""Who else has a form open: one row for each person and object, renewed while the form is in sight.

There is no cookie beyond that of the session and nothing is kept in a process, so that any number of workers agree.
Who has not been seen for a while counts as gone; the row goes when somebody next opens the same form.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, models
from django.utils import formats, timezone
from django.utils.translation import gettext

from .. import kinds
from ..models import Presence

ALIVE = timedelta(seconds=90)  # three times the pause between two signs of life
PAUSE = 30  # seconds


@dataclass(frozen=True)
class Other:
    """Somebody else before the same form."""

    name: str
    since: datetime

    @property
    def words(self) -> str:
        time = formats.time_format(timezone.localtime(self.since), "TIME_FORMAT")
        return gettext("%(person)s has this open too, since %(time)s") % {"person": self.name, "time": time}


def come(obj: models.Model, person: Any) -> list[Other]:
    """Notes that a person has the form of an object open, and returns who else has: three queries, always.

    While somebody else's long step keeps the database to itself, nothing is noted: a form opens all the same.
    """
    try:
        _note(obj, person)
    except OperationalError:
        return []
    rows = Presence.objects.filter(kind=kinds.of(obj).name, object_id=obj.pk).exclude(person=person)
    rows = rows.select_related("person").order_by("since")
    return [Other(row.person.get_full_name() or row.person.get_username(), row.since) for row in rows]


def _note(obj: models.Model, person: Any) -> None:
    now, kind = timezone.now(), kinds.of(obj).name
    Presence.objects.filter(seen__lt=now - ALIVE).delete()
    Presence.objects.bulk_create(
        [Presence(kind=kind, object_id=obj.pk, person=person, since=now, seen=now)],
        update_conflicts=True,
        unique_fields=["kind", "object_id", "person"],
        update_fields=["seen"],
    )


def leave(obj: models.Model, person: Any) -> None:
    """Notes that a person left the form of an object."""
    Presence.objects.filter(kind=kinds.of(obj).name, object_id=obj.pk, person=person).delete()
