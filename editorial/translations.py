"""The state of every translated text, for whoever asks: lists, forms, the home; and the verbs that confirm one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext, pgettext

from . import freshness, kinds, snapshots, states, texts, workflow
from .models import Event, Revision, TextState, WorkingCopy


@dataclass(frozen=True)
class LanguageState:
    """How far the texts of an object are in one language; `state` is the most urgent: a `TextState.State`."""

    language: str
    state: str
    done: int = 0
    review: int = 0
    stale: int = 0
    missing: int = 0
    of: int = 0

    @property
    def words(self) -> str:
        """Says the state in a few words, with the number that matters."""
        if self.state == TextState.State.STALE:
            return ngettext("%(count)d out of date", "%(count)d out of date", self.stale) % {"count": self.stale}
        if self.state == TextState.State.MISSING:
            return ngettext("%(count)d missing", "%(count)d missing", self.missing) % {"count": self.missing}
        if self.state == TextState.State.REVIEW:
            return ngettext("%(count)d to review", "%(count)d to review", self.review) % {"count": self.review}
        return {
            TextState.State.SOURCE: pgettext("texts", "source"),
            TextState.State.NONE: pgettext("texts", "not started"),
        }.get(self.state, pgettext("texts", "complete"))


def states_of(kind_name: str, objects: Iterable[WorkingCopy]) -> dict[int, list[LanguageState]]:
    """Returns how far each object is in each language of the site, in the site's order; one query for all."""
    objects = list(objects)
    rows = TextState.objects.filter(kind=kind_name, object_id__in=[obj.pk for obj in objects])
    found = {
        (row.object_id, row.language): LanguageState(
            row.language, row.state, row.done, row.review, row.stale, row.missing, row.of
        )
        for row in rows
    }
    none = TextState.State.NONE
    return {
        obj.pk: [found.get((obj.pk, code)) or LanguageState(code, none) for code in texts.site_languages()]
        for obj in objects
    }


def field_states(obj: WorkingCopy, language: str) -> dict[str, str]:
    """Returns the state of each text of an object in a language: missing, stale, unconfirmed, draft, translated …

    Texts of rows are named "participations.<organisation>.<role>.note". In the source language there is no state.
    """
    return state_by_field(snapshots.take(obj), language)


def state_by_field(data: kinds.Data, language: str) -> dict[str, str]:
    """Returns the state of each text of a snapshot in a language."""
    kind, source, known = kinds.get(data["kind"]), data["source_language"], data.get("states", {})
    if language == source:
        return {}
    found = freshness.texts_of(kind, data)
    return {
        field: freshness.state_of(
            language,
            found.get(field, {}),
            known.get(field, {}),
            source,
            required=freshness.is_required(kind, field),
        )
        for field in dict.fromkeys((*freshness.counted_fields(kind), *found))
    }


@transaction.atomic
def confirm(obj: WorkingCopy, fields: Iterable[str], language: str, *, by: AbstractBaseUser | None) -> Revision:
    """Says that translations which are there are still right: they count as made from the source as it is now."""
    kind, data, now = kinds.of(obj), snapshots.take(obj), timezone.now()
    source, known = data["source_language"], data.get("states", {})
    found, fields = freshness.texts_of(kind, data), list(fields)
    for field in fields:
        if language != source and (text := found.get(field, {}).get(language)):
            kept = known.get(field, {}).get(language, {})
            made_from = freshness.fingerprint(found[field].get(source, ""))
            origin = kept.get("origin", "typed")
            state = freshness.confirmed(text, source, made_from, by=by and by.pk, at=now, origin=origin)
            known.setdefault(field, {})[language] = state
    states.write(kind.name, obj.pk, known)
    revision = workflow.save_revision(obj, by=by)
    _log(Event.Step.CONFIRM, revision, f"{language}: {', '.join(fields)}", obj, by)
    return revision


@transaction.atomic
def confirm_meaning_unchanged(obj: WorkingCopy, fields: Iterable[str], *, by: AbstractBaseUser | None) -> Revision:
    """Keeps an object whose source texts only lost a slip: what was up to date before stays so, nothing else does.

    Call it in the place of `save_revision`, after the working copy has its new texts.
    """
    fields = list(fields)
    revision = workflow.save_revision(obj, by=by, same_meaning=fields)
    _log(Event.Step.SAME_MEANING, revision, f"{obj.source_language}: {', '.join(fields)}", obj, by)
    return revision


def _log(step: Event.Step, revision: Revision, about: str, obj: WorkingCopy, by: AbstractBaseUser | None) -> None:
    Event.objects.create(
        step=step, kind=revision.kind, key=obj.key, revision=revision, by=by, about=about[: Event.MOST_ABOUT]
    )
