"""Questions that depend on today, over the columns `starts`, `ends` and `held` of publications.

`starts` and `ends` are the first and the last possible day of a period, or none. Nothing that depends on today is ever
stored, so that a project begins and ends without anybody saving it.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from editorial.models import Publication

STATUSES = {
    "planned": pgettext_lazy("status", "planned"),
    "ongoing": pgettext_lazy("status", "ongoing"),
    "completed": pgettext_lazy("status", "completed"),
    "suspended": pgettext_lazy("status", "suspended"),
    "cancelled": pgettext_lazy("status", "cancelled"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """A status as pages print it: its value, and its name in the reader's language; both "" without any."""

    value: str

    @property
    def label(self) -> str:
        return gettext("not given") if self.value == "none" else str(STATUSES.get(self.value, ""))


_HAS_PERIOD = Q(starts__isnull=False) | Q(ends__isnull=False)


def today() -> date:
    """Returns today's date in the time zone of the site."""
    return timezone.localdate()


def with_status(status: str, day: date | None = None) -> Q:
    """Returns the condition of having a status ("none": neither dates nor one set by hand) on a day (today)."""
    day = day or today()
    free = Q(held="")
    return {
        "planned": free & Q(starts__gt=day),
        "ongoing": free & (Q(starts__lte=day) | Q(starts=None)) & (Q(ends__gte=day) | Q(ends=None)) & _HAS_PERIOD,
        "completed": free & Q(ends__lt=day),
        "suspended": Q(held="suspended"),
        "cancelled": Q(held="cancelled"),
        "none": free & Q(starts=None, ends=None),
    }[status]


def status_of(publication: Publication, day: date | None = None) -> str:
    """Returns the status of one publication on a day (today), "" for none."""
    day = day or today()
    if publication.held:
        return publication.held
    if publication.starts is None and publication.ends is None:
        return ""
    if publication.ends is not None and publication.ends < day:
        return "completed"
    return "planned" if publication.starts is not None and publication.starts > day else "ongoing"


def active_between(first: int | None, last: int | None, day: date | None = None) -> Q:
    """Returns the condition of being active on at least one day of the years from `first` to `last`, both included.

    Without an end a project is active through the current year; without a start only in the year of its end.
    """
    this_year = (day or today()).year
    begin = date(first, 1, 1) if first else date.min
    finish = date(last, 12, 31) if last else date.max
    open_end = Q(ends=None) if begin.year <= this_year else Q(ends=None, starts__gte=begin)
    whole = Q(starts__lte=finish) & (Q(ends__gte=begin) | open_end)
    # Without a start: active in the year of the end alone.
    return whole | Q(starts=None, ends__gte=begin, ends__lte=finish)


def starting_in(year: str) -> Q:
    """Returns the condition of starting in a year; "none" is without a start."""
    if year == "none":
        return Q(starts=None)
    return Q(starts__gte=date(int(year), 1, 1), starts__lte=date(int(year), 12, 31))


UNDATED = Q(starts=None, ends=None)


def newest_first() -> OrderBy:
    """Returns the order by start, the newest first; what has no start comes last."""
    return F("starts").desc(nulls_last=True)
