"""How far a translation is: computed from the texts and from what each translation was made from.

All here is plain data, as a snapshot holds it: `texts` of one field by language; `states` of that field by language,
each a dict with the `source` language and the `hash` (and, once the source moved away, the `text`) it was made from,
the hash of its `own` text, and where they differ from the usual `status`, `origin`, `by`, `at` and who reviewed it.
"""

import functools
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from . import kinds
from .kinds import Data, Kind, Part

FieldTexts = dict[str, dict[str, str]]  # {field: {language: text}}
States = dict[str, dict[str, Data]]  # {field: {language: state}}

MISSING, STALE, UNCONFIRMED, DRAFT = "missing", "stale", "unconfirmed", "draft"
TRANSLATED, REVIEWED, NOT_NEEDED, ORPHAN = "translated", "reviewed", "not-needed", "orphan"
# What a field state counts as in the summary of a language; what is not needed and what has no source does not count.
COUNTS_AS = {
    MISSING: "missing",
    STALE: "stale",
    UNCONFIRMED: "review",
    DRAFT: "review",
    TRANSLATED: "done",
    REVIEWED: "done",
}


def fingerprint(text: str) -> str:
    """Returns the hash by which two texts are compared: composed characters, any run of spaces as one.

    Rich text is stored in its canonical form (`richtext.clean`), so that writing the same HTML in another way is no
    change either.
    """
    folded = " ".join(text.split())  # no-break spaces too
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", folded)
    return hashlib.sha256(folded.encode()).hexdigest()[:32] if folded else ""


# --- Texts -----------------------------------------------------------------------------------------------------------


def counted_fields(kind: Kind) -> dict[str, bool]:
    """Returns the texts of a kind that are translated, each with whether a language that lacks it is incomplete.

    An address in the web is no text: slugs and links are left out. What a kind calls optional (an acronym) may be
    missing, but is out of date like any other where it is there.
    """
    return _layout(kind.name)[0]


@functools.cache
def _layout(name: str) -> tuple[dict[str, bool], list[tuple[Part, list[str]]]]:
    """Returns the counted texts of a kind, and its parts that have texts, each with their names."""
    kind = kinds.get(name)
    own = {name: name not in kind.optional for name in _translated(kind.model, kind.aggregate.texts)}
    relations = [(part, kind.model._meta.get_field(part.name)) for part in kind.aggregate.parts if part.texts]
    return own, [(part, _translated(relation.related_model, part.texts)) for part, relation in relations]


def _translated(model: type[models.Model], names: Iterable[str]) -> list[str]:
    fields = model._parler_meta.root_model._meta if names else None
    return [name for name in names if name != "slug" and not isinstance(fields.get_field(name), models.URLField)]


def is_required(kind: Kind, field: str) -> bool:
    """Tells whether a language without this text is incomplete."""
    return counted_fields(kind).get(field, True)


def texts_of(kind: Kind, data: Data) -> FieldTexts:
    """Returns the translated texts of a snapshot by field; those of rows as "participations.<key>.<role>.note"."""
    own, parts = _layout(kind.name)
    found: FieldTexts = {}
    for language, fields in data["texts"].items():
        for name in own:
            if text := fields.get(name):
                found.setdefault(name, {})[language] = text
    for part, names in parts:
        for row in data.get(part.name, ()):
            if row.get("texts"):
                place = place_of(part, row)
                for language, fields in row["texts"].items():
                    for name in names:
                        if text := fields.get(name):
                            found.setdefault(f"{place}.{name}", {})[language] = text
    return found


def place_of(part: Part, row: Data) -> str:
    """Returns the name under which the texts of a row are known: "participations.<key>.<role>"."""
    return ".".join([part.name, *(str(row[name]) for name in part.identity)])


# --- One text --------------------------------------------------------------------------------------------------------


def is_fresh(language: str, texts: Mapping[str, str], states: Mapping[str, Data], source: str) -> bool:
    """Tells whether a text was made from what now stands in the language it was made from, and that one too.

    A text may have been made from another translation (English, German, French): it is up to date as long as the
    whole chain is.
    """
    seen = set()
    while language != source:
        state = states.get(language)
        if language in seen or state is None or state["hash"] != fingerprint(texts.get(state["source"], "")):
            return False
        seen.add(language)
        language = state["source"]
    return True


def state_of(
    language: str, texts: Mapping[str, str], states: Mapping[str, Data], source: str, *, required: bool = True
) -> str:
    """Returns the state of one text in a language other than the source language."""
    if not texts.get(language):
        return MISSING if required and texts.get(source) else NOT_NEEDED
    if not texts.get(source):
        return ORPHAN
    state = states.get(language)
    if state is not None and not is_fresh(language, texts, states, source):
        return STALE
    if state is None or state["own"] != fingerprint(texts[language]):
        return UNCONFIRMED
    return state.get("status", TRANSLATED)


# --- A save ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Save:
    """Who saves, when, and where the texts come from; `same_meaning` are fields whose source only lost a slip."""

    at: Any
    by: int | None = None
    origin: str = "typed"
    same_meaning: frozenset[str] = frozenset()

    def confirmed(self, text: str, source: str, made_from: str) -> Data:
        """Returns the state of a text that says what the source text says."""
        return confirmed(text, source, fingerprint(made_from), by=self.by, at=self.at, origin=self.origin)


def confirmed(text: str, source: str, made_from_hash: str, *, by: int | None, at: Any, origin: str) -> Data:
    """Returns the plain state of a text that was made, or found right, at a moment."""
    state = {"source": source, "hash": made_from_hash, "own": fingerprint(text), "at": moment(at)}
    if by is not None:
        state["by"] = by
    if origin != "typed":
        state["origin"] = origin
    return state


def moment(at: Any) -> str:
    """Returns a moment as states hold it, to the second."""
    return at.isoformat(timespec="seconds")


def settled(kind: Kind, data: Data, before: Data | None, known: States, save: Save) -> States:
    """Returns the states of all translations after a save.

    `data` is the snapshot now and `before` the one of the save before, with the states `known` then. A text that
    changed says what its source says now; one that was left alone keeps what it was made from.
    """
    source = data["source_language"]
    old = texts_of(kind, before) if before else {}
    if before and before["source_language"] != source:
        known = _reanchored(known, old, before["source_language"], source, save)
    found: States = {}
    for field, texts in texts_of(kind, data).items():
        if len(texts) == 1 and source in texts:
            continue
        states = _settled_field(texts, known.get(field, {}), source, save)
        was = old.get(field, {})
        if field in save.same_meaning:
            _carry_over(states, was, known.get(field, {}), texts, source)
        for state in states.values():
            _keep_made_from(state, texts, was)
        if states:
            found[field] = states
    return found


def _settled_field(texts: Mapping[str, str], known: Mapping[str, Data], source: str, save: Save) -> dict[str, Data]:
    states = {}
    for language, text in texts.items():
        if language == source:
            continue
        state = known.get(language)
        if state is None or state["own"] != fingerprint(text):
            state = save.confirmed(text, source, texts.get(source, ""))
        states[language] = dict(state)
    return states


def _carry_over(
    states: dict[str, Data], was: Mapping[str, str], known: Mapping[str, Data], texts: Mapping[str, str], source: str
) -> None:
    """Lets what was up to date stay so, when the source text changed and its meaning did not."""
    for language, state in states.items():
        if state["source"] == source and language in known and is_fresh(language, was, known, source):
            state["hash"] = fingerprint(texts.get(source, ""))


def _keep_made_from(state: Data, texts: Mapping[str, str], was: Mapping[str, str]) -> None:
    """Writes down the source text of a translation when the source moves away from it, and only then."""
    if fingerprint(texts.get(state["source"], "")) == state["hash"]:
        state.pop("text", None)
    elif not state.get("text"):
        old = was.get(state["source"], "")
        if old and fingerprint(old) == state["hash"]:
            state["text"] = old


def _reanchored(known: States, old: FieldTexts, was: str, source: str, save: Save) -> States:
    """Returns the states after the source language changed, before anything else does; no text moves.

    Where the new source was up to date, all that was up to date says the same, and counts as made from the new one;
    the old source becomes an ordinary translation. Where it was not, what the old source says is not known of the
    new one: the old source is out of date, and so is whatever was made from it, until somebody confirms it.
    """
    found: States = {}
    for field, texts in old.items():
        states = {language: dict(state) for language, state in known.get(field, {}).items()}
        agrees = bool(texts.get(source)) and is_fresh(source, texts, states, was)
        made_from = fingerprint(texts[source]) if agrees else ""
        if agrees:
            for language, state in states.items():
                if state["source"] == was and is_fresh(language, texts, known.get(field, {}), was):
                    state.update(source=source, hash=made_from)
        states.pop(source, None)
        if texts.get(was):
            states[was] = confirmed(texts[was], source, made_from, by=save.by, at=save.at, origin=save.origin)
        found[field] = states
    return found


# --- The whole object ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LanguageCount:
    """How many texts of an object are how far in one language; `state` is the most urgent of them."""

    language: str
    state: str
    of: int = 0
    done: int = 0
    review: int = 0
    stale: int = 0
    missing: int = 0


def counts_of(kind: Kind, data: Data, states: States, languages: Iterable[str]) -> Iterator[LanguageCount]:
    """Yields how far the texts of a snapshot are in each language."""
    source, fields = data["source_language"], texts_of(kind, data)
    of = sum(1 for texts in fields.values() if texts.get(source))
    present = {language for texts in fields.values() for language in texts}
    needed = sum(1 for field, texts in fields.items() if texts.get(source) and is_required(kind, field))
    for language in languages:
        if language == source:
            yield LanguageCount(language, "source", of=of, done=of)
        elif language not in present:
            yield LanguageCount(language, "none" if needed else "done", of=needed, missing=needed)
        else:
            yield _count(kind, language, fields, states, source)


def packed(counts: Iterable[LanguageCount]) -> str:
    """Returns the state of every language in one short text, "en:source fr:stale", which lists filter and count."""
    return " ".join(f"{count.language}:{count.state}" for count in counts)


def _count(kind: Kind, language: str, fields: FieldTexts, states: States, source: str) -> LanguageCount:
    numbers = dict.fromkeys(("done", "review", "stale", "missing"), 0)
    for field, texts in fields.items():
        state = state_of(language, texts, states.get(field, {}), source, required=is_required(kind, field))
        if state in COUNTS_AS:
            numbers[COUNTS_AS[state]] += 1
    worst = next((name for name in ("stale", "missing", "review") if numbers[name]), "done")
    return LanguageCount(language, worst, of=sum(numbers.values()), **numbers)
