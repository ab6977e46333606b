"""What becomes of two organisations that are one: the facts that the survivor keeps, and what stands in the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from editorial import kinds, snapshots
from editorial.kinds import Data, Kind
from editorial.models import Counter, Merged
from editorial.texts import fold, site_languages
from finder import merging

from .models import KeptApart, Organisation, OrganisationName

PLAIN = ("organisation_type", "country", "website", "iati_identifier", "ror", "wikidata", "logo", "closed")
RELATIONS = ("part_of", "successor")
TEXTS = ("name", "acronym", "description")
OTHER = "other"


@dataclass(frozen=True)
class Fact:
    """One fact of two organisations: what each says; `name` is that of the choice, as "country" or "name.fr"."""

    name: str
    label: str
    mine: Any
    theirs: Any
    language: str = ""

    @property
    def is_conflict(self) -> bool:
        """Tells whether somebody has to choose: both say something, and not the same."""
        return bool(self.mine and self.theirs) and self.mine != self.theirs

    @property
    def kept(self) -> Any:
        """Returns the value that stays unless somebody chooses."""
        return self.mine or self.theirs


def facts(survivor: Data, loser: Data) -> Iterator[Fact]:
    """Yields every fact that either of two snapshots has; keys of what they are themselves are left out."""
    fields = Organisation._parler_meta.root_model._meta
    for language in site_languages():
        for name in TEXTS:
            mine, theirs = (data["texts"].get(language, {}).get(name, "") for data in (survivor, loser))
            if mine or theirs:
                label = _("%(field)s, %(language)s") % {
                    "field": fields.get_field(name).verbose_name,
                    "language": get_language_info(language)["name_translated"],
                }
                yield Fact(f"{name}.{language}", label, mine, theirs, language)
    own = {survivor["key"], loser["key"]}
    for name in (*PLAIN, *RELATIONS):
        mine, theirs = (data.get(name) or "" for data in (survivor, loser))
        if name in RELATIONS:
            mine, theirs = ("" if key in own else key for key in (mine, theirs))
        if mine or theirs:
            yield Fact(name, str(Organisation._meta.get_field(name).verbose_name), mine, theirs)


def combined(survivor: Data, loser: Data, choices: Mapping[str, str] = {}, *, nature: str = "alias") -> Data:
    """Returns the snapshot of the survivor after the merge: what it lacks comes from the other one.

    `choices` says by the names of facts where the other's value stays ("other"). Every name and acronym that does not
    stay becomes one of the other names; `nature` says of the names whether people use them or used to.
    """
    data = survivor | {"texts": {language: dict(texts) for language, texts in survivor["texts"].items()}}
    for fact in facts(survivor, loser):
        value = fact.theirs if choices.get(fact.name) == OTHER and fact.theirs else fact.kept
        name, _dot, language = fact.name.partition(".")
        if language:
            data["texts"].setdefault(language, {})[name] = value
        else:
            data[name] = value
    for name in (*PLAIN, *RELATIONS):
        if name in RELATIONS and data.get(name) in (survivor["key"], loser["key"]):
            data[name] = None
        data[name] = data.get(name) or (None if name in (*RELATIONS, "country") else "")
    for language, texts in data["texts"].items():
        # A language that only the other has brings its address along.
        if not texts.get("slug") and (slug := loser["texts"].get(language, {}).get("slug")):
            texts["slug"] = slug
    data["texts"] = {language: texts for language, texts in data["texts"].items() if texts.get("name")}
    # What is partly real stays when sample data is removed.
    data["sample"] = bool(survivor.get("sample") and loser.get("sample"))
    data["names"] = list(_other_names(data, survivor, loser, nature))
    return data


def _other_names(data: Data, survivor: Data, loser: Data, nature: str) -> Iterator[Data]:
    """Yields the other names of both, and the names and acronyms of either that did not stay, each once."""
    natures = {"name": nature, "acronym": OrganisationName.Nature.ACRONYM.value}
    left = [
        {"name": texts[name], "language": language, "nature": natures[name], "since": "", "until": ""}
        for of in (survivor, loser)
        for name in natures
        for language, texts in of["texts"].items()
        if texts.get(name)
    ]
    yield from survivor["names"]
    known = {fold(texts.get(name, "")) for texts in data["texts"].values() for name in natures}
    known |= {fold(row["name"]) for row in survivor["names"]}
    for row in (*loser["names"], *left):
        if fold(row["name"]) not in known:
            known.add(fold(row["name"]))
            yield row


def circle(survivor: Organisation, loser: Organisation, data: Data) -> dict[str, str]:
    """Returns, by relation, why it would lead in a circle after the merge: nobody is part of their own part."""
    found, both = {}, {survivor.pk, loser.pk}
    for name in RELATIONS:
        row = Organisation._base_manager.filter(key=data.get(name)).only("pk", name).first() if data.get(name) else None
        seen: set[int] = set()
        while row is not None and row.pk not in seen:
            if row.pk in both:
                label = Organisation._meta.get_field(name).verbose_name
                found[name] = _("“%(name)s” would lead back to the organisation itself.") % {"name": label}
                break
            seen.add(row.pk)
            row = Organisation._base_manager.filter(pk=getattr(row, f"{name}_id")).only("pk", name).first()
    return found


@transaction.atomic
def merge(
    loser: Organisation, survivor: Organisation, choices: Mapping[str, str], *, nature: str = "alias", by: Any
) -> Organisation:
    """Merges one organisation into another and returns the survivor, with the hats of both.

    Raises ValidationError when a relation would lead in a circle, PermissionDenied when the person may not publish.
    """
    Counter.lock()  # before any row: who publishes from a form does so too, and nobody waits in a circle
    pks = (loser.pk, survivor.pk)
    rows = Organisation._base_manager.select_for_update().filter(pk__in=pks).order_by("pk").in_bulk()
    loser, survivor = (rows[pk] for pk in pks)
    mine, theirs = snapshots.take(survivor), snapshots.take(loser)
    data = combined(mine, theirs, choices, nature=nature)
    if reasons := circle(survivor, loser, data):
        raise ValidationError(list(reasons.values()))
    hats, old = loser.hats, loser.key
    merged = merging.merge(loser, survivor, data, by=by)
    for hat in hats:
        merged.put_on(hat)
    _keep_apart(old, merged.key)
    return merged


def _keep_apart(old: str, new: str) -> None:
    """Lets what is kept apart from the one that went be kept apart from the survivor."""
    for row in KeptApart.objects.filter(models.Q(one=old) | models.Q(other=old)):
        other = row.other if row.one == old else row.one
        row.delete()
        if other != new:
            keep_apart(other, new, by=row.by)


def keep_apart(one: str, other: str, *, by: Any) -> None:
    """Remembers that two organisations (keys) are two."""
    one, other = sorted((one, other))
    KeptApart.objects.get_or_create(one=one, other=other, defaults={"by": by})


def kind() -> Kind:
    """Returns the kind of organisations."""
    return kinds.of(Organisation)


def survivor_of(pk: str) -> Organisation | None:
    """Returns the organisation into which the one that had a primary key was merged."""
    found = Merged.objects.of("organisation", pk).first() if str(pk).isdecimal() else None
    return Organisation.objects.filter(key=found.survivor).first() if found else None
