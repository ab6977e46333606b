"""Periods on one axis of years, so that a reader compares them."""

from collections.abc import Sequence

from django.db.models import QuerySet
from pyroaring import BitMap

from editorial.models import Publication
from editorial.texts import direction

from . import charts, times
from .bitmaps import Index
from .reading import Entry, Names, read

LATEST = 12


def newest(index: Index, ids: BitMap, names: Names, limit: int = LATEST, first: int = 0) -> list[Entry]:
    """Returns the newest things of a set of keys, from the place `first` on, in one query."""
    keys = index.ordered("-starts", ids, first, limit)
    found = Publication.objects.filter(pk__in=keys, record__isnull=False).select_related("record") if keys else ()
    by_key = {publication.pk: publication for publication in found}
    return read([by_key[key] for key in keys if key in by_key], names.language, names)


def latest(publications: QuerySet, names: Names, limit: int = LATEST) -> list[Entry]:
    """Returns the newest of some projects, with their bars drawn on one axis."""
    newest = publications.order_by(times.newest_first(), "-pk").select_related("record")[:limit]
    projects = read(newest, names.language, names)
    draw(projects, names.language)
    return projects


def draw(projects: Sequence[Entry], language: str, *, with_today: bool = False) -> charts.Axis:
    """Gives each project its `bar` on the one axis that holds them all, and returns the axis.

    With `with_today` the axis reaches to the present year, so that a single period has its place in time.
    """
    today, rtl = times.today(), direction(language) == "rtl"
    periods = [project.span for project in projects] + ([(today, today)] if with_today else [])
    first, last = charts.axis_years(periods, today=today)
    for project in projects:
        project.bar = charts.bar(*project.days, first_year=first, last_year=last, today=today, rtl=rtl)
    return charts.axis(first, last, today=today, rtl=rtl)
