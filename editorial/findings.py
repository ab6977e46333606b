"""What an object should have and has not: for the side of its form, for lists and for the home of the desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext, ngettext

from . import kinds, snapshots
from .kinds import Data, Fact, Kind, Level
from .models import Gap, TextState, WorkingCopy


@dataclass(frozen=True)
class Finding:
    """One thing to mend: what, how bad, why it matters, and where in the form; `language` is the tab, "" for any."""

    code: str
    level: Level
    message: str | Promise
    why: str | Promise = ""
    field: str = ""
    anchor: str = ""
    language: str = ""


def facts(kind: Kind) -> tuple[Fact, ...]:
    """Returns the facts that objects of a kind should have, in the order in which lists offer them."""
    return kind.facts


def of(obj: WorkingCopy, data: Data | None = None) -> list[Finding]:
    """Returns what is to mend in an object as it is saved: errors first, then facts, then languages.

    `data` is its snapshot, where the caller has it already.
    """
    kind = kinds.of(obj)
    data = data or snapshots.take(obj)
    found = [_of_fact(kind, fact) for fact in kind.facts if _is_lacking(fact, obj, data)]
    if not any(fields.get(kind.title) for fields in data["texts"].values()):
        message = gettext("It has no title in any language.")
        found.append(Finding("title", Level.ERROR, message, "", kind.title, f"id_{kind.title}"))
    found += _of_languages(kind, obj)
    return sorted(found, key=lambda finding: finding.level is not Level.ERROR)


def _is_lacking(fact: Fact, obj: WorkingCopy, data: Data) -> bool:
    if fact.lacks is not None:
        return fact.lacks(data)
    rows = fact.ids()
    return rows.filter(**{_only_column(rows): obj.pk}).exists()


def _only_column(rows: QuerySet) -> str:
    return rows.query.values_select[0]


def _of_fact(kind: Kind, fact: Fact) -> Finding:
    is_part = fact.where in {part.name for part in kind.aggregate.parts}
    anchor = f"{fact.where}-group" if is_part else f"id_{fact.where}"
    return Finding(fact.code, fact.level, fact.message, fact.why, fact.where, anchor)


def _of_languages(kind: Kind, obj: WorkingCopy) -> Iterator[Finding]:
    """Yields a finding for each language that was begun and is out of date or incomplete."""
    rows = TextState.objects.filter(kind=kind.name, object_id=obj.pk, state__in=("stale", "missing"))
    for row in rows.order_by("language"):
        language = get_language_info(row.language)["name_translated"]
        if row.stale:
            message = ngettext(
                "%(language)s: %(count)d text is out of date.",
                "%(language)s: %(count)d texts are out of date.",
                row.stale,
            ) % {"language": language, "count": row.stale}
            why = gettext("The source text was changed after it was translated.")
            yield Finding("stale", Level.WARNING, message, why, kind.title, f"id_{kind.title}", row.language)
        if row.missing:
            message = ngettext(
                "%(language)s: %(count)d text is missing.",
                "%(language)s: %(count)d texts are missing.",
                row.missing,
            ) % {"language": language, "count": row.missing}
            why = gettext("Visitors read these texts in another language.")
            yield Finding("missing", Level.WARNING, message, why, kind.title, f"id_{kind.title}", row.language)


# --- Lists and the home -------------------------------------------------------------------------------------------


def lacking(kind: Kind, code: str) -> QuerySet:
    """Returns the ids of the objects of a kind that lack a fact; none for a code that the kind does not know."""
    fact = next((fact for fact in kind.facts if fact.code == code), None)
    if fact is None:
        return Gap.objects.none().values("object_id")
    if fact.ids is not None:
        return fact.ids()
    return Gap.objects.filter(kind=kind.name, fact=code).values("object_id")


def counts(kind: Kind) -> dict[str, int]:
    """Returns how many objects of a kind lack each fact, in the order of its facts; zeros are left out."""
    stored = dict(Gap.objects.filter(kind=kind.name).order_by().values_list("fact").annotate(count=Count("pk")))
    found = {
        fact.code: stored.get(fact.code, 0) if fact.ids is None else fact.ids().order_by().distinct().count()
        for fact in kind.facts
    }
    return {code: count for code, count in found.items() if count}
