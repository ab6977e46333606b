"""Writes down how far every translation is, what an object lacks and what is not public: in the transaction of a save.

What is computed stands in `freshness`; whoever wants to know asks `translations` and `findings`.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from . import freshness, kinds, survivors, texts
from .freshness import Save, States
from .kinds import Data, Kind
from .models import FieldState, Gap, Pending, Revision, State, TextState, TitleKey

COUNTS = ("state", "of", "done", "review", "stale", "missing")
# The columns of a state that a save may change.
WRITTEN = (
    "source_language",
    "made_from",
    "made_from_hash",
    "target_hash",
    "status",
    "origin",
    "by",
    "at",
    "reviewed_by",
    "reviewed_at",
)
_UNCHANGED = object()


# --- States of translations as plain data -------------------------------------------------------------------------


def plain(row: FieldState) -> Data:
    """Returns the state that a row holds as `freshness` and snapshots have it."""
    state = {
        "source": row.source_language,
        "hash": row.made_from_hash,
        "own": row.target_hash,
        "at": freshness.moment(row.at),
    }
    further = {
        "text": row.made_from,
        "status": row.status if row.status != FieldState.Status.TRANSLATED else "",
        "origin": row.origin if row.origin != FieldState.Origin.TYPED else "",
        "by": row.by_id,
        "reviewed_by": row.reviewed_by_id,
        "reviewed_at": freshness.moment(row.reviewed_at) if row.reviewed_at else "",
    }
    return state | {name: value for name, value in further.items() if value}


def columns(kind: str, pk: int, field: str, language: str, state: Data) -> dict[str, Any]:
    """Returns the columns of the row that holds a plain state."""
    reviewed_at = state.get("reviewed_at")
    return {
        "kind": kind,
        "object_id": pk,
        "field": field,
        "language": language,
        "source_language": state["source"],
        "made_from": state.get("text", ""),
        "made_from_hash": state["hash"],
        "target_hash": state["own"],
        "status": state.get("status", FieldState.Status.TRANSLATED.value),
        "origin": state.get("origin", FieldState.Origin.TYPED.value),
        "by_id": state.get("by"),
        "at": datetime.fromisoformat(state["at"]),
        "reviewed_by_id": state.get("reviewed_by"),
        "reviewed_at": datetime.fromisoformat(reviewed_at) if reviewed_at else None,
    }


def known(kind: str, pk: int) -> States:
    """Returns the states of all translations of an object: {field: {language: state}}."""
    found: States = {}
    for row in FieldState.objects.filter(kind=kind, object_id=pk):
        found.setdefault(row.field, {})[row.language] = plain(row)
    return found


def write(kind: str, pk: int, states: States, before: States | None = None) -> None:
    """Makes the rows of an object what plain states say; what has not changed is not written again.

    `before` is what the rows say, where the caller knows it.
    """
    there = _by_place(known(kind, pk) if before is None else before)
    wanted = _by_place(states)
    rows = FieldState.objects.filter(kind=kind, object_id=pk)
    if gone := there.keys() - wanted.keys():
        rows.filter(pk__in=[row.pk for row in rows if (row.field, row.language) in gone]).delete()
    changed = [columns(kind, pk, *place, state) for place, state in wanted.items() if there.get(place) != state]
    if changed:
        FieldState.objects.bulk_create(
            [FieldState(**values) for values in changed],
            update_conflicts=True,
            unique_fields=["kind", "object_id", "language", "field"],
            update_fields=WRITTEN,
        )


def _by_place(states: States) -> dict[tuple[str, str], Data]:
    return {(field, language): state for field, by in states.items() for language, state in by.items()}


# --- After a save -------------------------------------------------------------------------------------------------


def settle(kind: Kind, pk: int, data: Data, before: Data | None, save: Save) -> None:
    """Brings up to date what is known of an object's texts and facts; `data` is given the states that hold now."""
    recorded = data.pop("states", {})
    states = freshness.settled(kind, data, before, recorded, save)
    if states:
        data["states"] = states
    write(kind.name, pk, states, recorded)
    sum_up(kind, pk, data)


def sum_up(kind: Kind, pk: int, data: Data) -> None:
    """Writes the rows by which lists and the home know a snapshot: one a language, and one for each fact it lacks."""
    counts = {count.language: count for count in summary_of(kind, data)}
    there = {row.language: row for row in TextState.objects.filter(kind=kind.name, object_id=pk)}
    if gone := there.keys() - counts.keys():
        TextState.objects.filter(kind=kind.name, object_id=pk, language__in=gone).delete()
    changed = [
        count
        for language, count in counts.items()
        if language not in there or any(getattr(there[language], name) != getattr(count, name) for name in COUNTS)
    ]
    TextState.objects.bulk_create(
        [TextState(kind=kind.name, object_id=pk, **vars(count)) for count in changed],
        update_conflicts=True,
        unique_fields=["kind", "object_id", "language"],
        update_fields=COUNTS,
    )
    kind.model._base_manager.filter(pk=pk).update(language_states=freshness.packed(counts.values()))
    facts = {fact.code for fact in kind.lacking(data)}
    recorded = set(Gap.objects.filter(kind=kind.name, object_id=pk).values_list("fact", flat=True))
    if recorded - facts:
        Gap.objects.filter(kind=kind.name, object_id=pk, fact__in=recorded - facts).delete()
    Gap.objects.bulk_create([Gap(kind=kind.name, object_id=pk, fact=fact) for fact in sorted(facts - recorded)])


def summary_of(kind: Kind, data: Data) -> Iterable[freshness.LanguageCount]:
    """Yields how far the texts of a snapshot are in each language of the site."""
    return freshness.counts_of(kind, data, data.get("states", {}), texts.site_languages())


# --- What is not public -------------------------------------------------------------------------------------------


def renew_pending(kind: Kind, keys: Collection[str], by: Any = _UNCHANGED) -> None:
    """Brings up to date which of some objects the public has not got as they stand; `by` saved them just now."""
    rows = kind.model.objects.filter(key__in=keys).with_compared_state().order_by()
    columns = ("pk", "compared_state", "updated_at", "state")
    found, moved = {}, {}
    for pk, state, saved, before in rows.values_list(*columns):
        found[pk] = state, saved
        if state != before:
            moved.setdefault(state, []).append(pk)
    for state, pks in moved.items():
        kind.model._base_manager.filter(pk__in=pks).update(state=state)
    public = [pk for pk, (state, _saved) in found.items() if state == State.PUBLIC]
    if public:
        Pending.objects.filter(kind=kind.name, object_id__in=public).delete()
    Pending.objects.bulk_create(
        [
            Pending(kind=kind.name, object_id=pk, state=state, saved_at=saved, by=None if by is _UNCHANGED else by)
            for pk, (state, saved) in found.items()
            if state != State.PUBLIC
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["state", "saved_at"] if by is _UNCHANGED else ["state", "saved_at", "by"],
    )


# --- All over again -----------------------------------------------------------------------------------------------


def rebuild(
    kind: Kind, pks: Collection[int], *, renew: Callable[[int, Data], None] = lambda _pk, _data: None
) -> Collection[int]:
    """Makes everything here anew for some objects, from their latest revisions; states that are known stay.

    A translation of which nothing is known counts as made from the source text as it stands. `renew` is given what is
    read of each object, before what the public has is compared. Returns those objects that have a revision.
    """
    latest = {}
    for revision in Revision.objects.filter(kind=kind.name, object_id__in=pks).order_by("number"):
        latest[revision.object_id] = revision
    keys = []
    for pk, revision in latest.items():
        data = survivors.as_of_now(revision.snapshot)
        renew(pk, data)
        data["states"] = known(kind.name, pk)
        save = Save(at=revision.saved_at, by=revision.by_id, origin="typed" if revision.by_id else "import")
        settle(kind, pk, data, data, save)
        keys.append(data["key"])
    renew_pending(kind, keys)
    return latest.keys()


def lack_rows() -> bool:
    """Tells whether nothing is known yet of the texts of some kind, or of the order of its titles in some language."""
    return any(
        not rows.objects.filter(kind=kind.name, language=language).exists()
        for kind in kinds.every()
        if kind.model._base_manager.exists()
        for language in texts.site_languages()
        for rows in (TextState, TitleKey)
    )
