"""The only code that saves revisions, publishes and withdraws. Each verb is one transaction."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from . import freshness, kinds, slugs, snapshots, states, survivors, texts, titles
from .kinds import Data, Kind
from .models import Address, Counter, Event, Label, Publication, Record, Revision, WorkingCopy

# Sent inside the transaction of the verb: published(publication, record), withdrawn(publication).
published = Signal()
withdrawn = Signal()
# Asks what names some objects of a kind: naming(kind, keys), answered by tuples (key named, kind, key that names it).
naming = Signal()

PERMISSION = "editorial.publish"


class Stale(Exception):
    """Somebody saved the object after the form was opened; `revision` is the newer one."""

    def __init__(self, revision: Revision) -> None:
        super().__init__(str(revision))
        self.revision = revision


def may_publish(user: Any) -> bool:
    """Tells whether a person may publish and withdraw; None, the site itself, may."""
    return user is None or user.has_perm(PERMISSION)


def named_by(kind: Kind, keys: Iterable[str]) -> list[tuple[str, WorkingCopy]]:
    """Returns (key, what names it) for objects of a kind, as far as the floors above know of something."""
    found: dict[str, set[tuple[str, str]]] = {}
    for _receiver, answer in naming.send(Publication, kind=kind.name, keys=list(keys)):
        for key, namer, named_in in answer:
            found.setdefault(namer, set()).add((named_in, key))
    return [
        (key, obj)
        for namer, pairs in found.items()
        for obj in kinds.get(namer)
        .model.objects.with_texts()
        .filter(key__in={pair[0] for pair in pairs})
        .order_by("key")
        for named_in, key in sorted(pairs)
        if named_in == obj.key
    ]


def latest(obj: WorkingCopy, *, lock: bool = False) -> Revision | None:
    """Returns the last revision of an object, which nobody else changes meanwhile if it is locked."""
    rows = Revision.objects.select_for_update() if lock else Revision.objects
    return rows.filter(kind=kinds.of(obj).name, object_id=obj.pk).order_by("-number").first()


def refuse_stale(obj: WorkingCopy, mark: str) -> None:
    """Raises `Stale` when the object was saved since the form with this mark ("number.saves", "" for none) opened."""
    newest = latest(obj)
    if newest is not None and newest.mark != mark:
        raise Stale(newest)


# --- Saving ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_revision(
    obj: WorkingCopy, *, by: AbstractBaseUser | None, why: str = "", same_meaning: Iterable[str] = ()
) -> Revision:
    """Keeps what an object is now as a revision, and brings up to date all that is computed from it.

    Consecutive saves of one person within a sitting update one revision, unless it was public. Kinds that are public
    on saving are published at once when the person may. `same_meaning` names texts of which the source language only
    lost a slip, so that no translation of them goes out of date.
    """
    kind, data, now = kinds.of(obj), snapshots.take(obj), timezone.now()
    last = latest(obj, lock=True)
    save = freshness.Save(
        at=now, by=by and by.pk, origin="typed" if by else "import", same_meaning=frozenset(same_meaning)
    )
    before = survivors.as_of_now(last.snapshot) if last else None
    states.settle(kind, obj.pk, data, before, save)
    renew_hashes(obj, data, updated_at=now, updated_by=by)
    revision = _revision(kind, obj.pk, data, obj.record_hash, by, why, last)
    states.renew_pending(kind, [obj.key], by=by)
    if kind.published_on_save and may_publish(by):
        publish(revision, by=by)
    return revision


def renew_hashes(obj: WorkingCopy, data: Data, **further: Any) -> None:
    """Stores what comparing and searching need of a snapshot of an object, and further columns with it."""
    kind, record = kinds.of(obj), snapshots.record_of(data)
    obj.record_hash = snapshots.digest(record)
    obj.name_hash = snapshots.name_digest(data)
    folded = titles.search_line(data, folded_names(kind, record))
    kind.model._base_manager.filter(pk=obj.pk).update(
        record_hash=obj.record_hash, name_hash=obj.name_hash, folded=folded, **further
    )
    titles.renew(kind, obj.pk, data)


def _revision(kind: Kind, pk: int, data: Data, record_hash: str, by: Any, why: str, last: Revision | None) -> Revision:
    packed, now = snapshots.pack(data), timezone.now()
    if last is not None and bytes(last.data) == packed:
        return last
    if last is not None and _same_sitting(last, by, now):
        last.data, last.record_hash, last.saved_at, last.saves = packed, record_hash, now, last.saves + 1
        last.why = why or last.why
        last.save()
        return last
    number = last.number + 1 if last is not None else 1
    return Revision.objects.create(
        kind=kind.name, object_id=pk, number=number, data=packed, record_hash=record_hash, by=by, why=why
    )


def _same_sitting(last: Revision, by: Any, now: Any) -> bool:
    is_recent = now - last.saved_at <= timedelta(minutes=settings.SITTING_MINUTES)
    return by is not None and last.by_id == by.pk and not last.was_public and is_recent


def folded_names(kind: Kind, record: Data) -> str:
    """Returns every name of an object in every language in one line that searches look in."""
    return texts.folded_line(titles.names(kind, record))


# --- Publishing ------------------------------------------------------------------------------------------------------


def _allow(by: Any) -> None:
    if not may_publish(by):
        raise PermissionDenied(_("You may not publish."))


def reasons_against(kind: Kind, data: Data) -> list[str]:
    """Returns why a snapshot cannot be published; nothing when it is ready."""
    reasons = kind.refusals(data)
    if not any(fields.get(kind.title) for fields in data["texts"].values()):
        reasons.append(_("It has no title in any language."))
    return reasons


@transaction.atomic
def publish(revision: Revision, *, by: AbstractBaseUser | None) -> Publication:
    """Makes a revision what the public sees, with its labels, addresses and index rows, and what it names by name.

    Raises PermissionDenied when the person may not publish, ValidationError with the reasons when it is not ready.
    """
    _allow(by)
    data = survivors.as_of_now(revision.snapshot)
    kind, record = kinds.get(revision.kind), snapshots.record_of(data)
    if reasons := reasons_against(kind, data):
        raise ValidationError(reasons)
    Counter.lock()  # two people may name the same organisation for the first time
    publish_names(kind.names(record), by=by)
    publication = _open(kind, record, revision, by_name=False)
    Revision.objects.filter(pk=revision.pk).update(was_public=True)
    Event.objects.create(step=Event.Step.PUBLISH, kind=kind.name, key=record["key"], revision=revision, by=by)
    states.renew_pending(kind, [record["key"]])
    return publication


def publish_names(names: Iterable[tuple[str, str]], *, by: AbstractBaseUser | None) -> None:
    """Publishes by name only those objects named that nobody has published or withdrawn yet."""
    wanted = set(names)
    for name in {kind for kind, _key in wanted}:
        keys = {key for kind, key in wanted if kind == name}
        known = set(Publication.objects.filter(kind=name, key__in=keys).values_list("key", flat=True))
        kind = kinds.get(name)
        for obj in kind.model._base_manager.filter(key__in=keys - known):
            publish_by_name(latest(obj) or save_revision(obj, by=by))
        states.renew_pending(kind, keys - known)


def publish_by_name(revision: Revision) -> Publication:
    """Makes the few facts of a revision public that whatever names the object prints."""
    kind = kinds.get(revision.kind)
    record = snapshots.record_of(survivors.as_of_now(revision.snapshot), by_name=True)
    publication = _open(kind, record, revision, by_name=True)
    # What the public has is kept as it was: the next save is a revision of its own.
    Revision.objects.filter(pk=revision.pk).update(was_public=True)
    return publication


def rebuild(publication: Publication) -> None:
    """Makes everything public of a publication anew from its revision; when it last changed stays as it was."""
    changed_at, kind = publication.changed_at, kinds.get(publication.kind)
    data = survivors.as_of_now(publication.revision.snapshot)
    record = snapshots.record_of(data, by_name=publication.by_name)
    opened = _open(kind, record, publication.revision, by_name=publication.by_name)
    Publication.objects.filter(pk=opened.pk).update(changed_at=changed_at)


def _open(kind: Kind, record: Data, revision: Revision, *, by_name: bool) -> Publication:
    now, is_new = timezone.now(), False
    publication = Publication.objects.select_for_update().filter(kind=kind.name, key=record["key"]).first()
    if publication is None:
        is_new = True
        publication = Publication(kind=kind.name, key=record["key"], visible_from=now, first_published=now)
    elif publication.visible_until is not None:
        publication.visible_from, publication.visible_until = now, None
    publication.revision, publication.by_name, publication.sample = revision, by_name, record["sample"]
    publication.record_hash = snapshots.digest(record)
    publication.folded = folded_names(kind, record)
    publication.change = Counter.next()
    columns = {} if by_name else kind.columns(record)
    for name in ("starts", "ends", "amount"):
        setattr(publication, name, columns.get(name))
    for name in ("held", "currency"):
        setattr(publication, name, columns.get(name) or "")
    publication.changed_at = now
    publication.save(force_insert=is_new)
    Record.objects.update_or_create(publication=publication, defaults={"text": snapshots.canonical(record)})
    paths = _write_addresses(kind, record) if kind.has_address else {}
    publication.labels.all().delete()
    Label.objects.bulk_create(labels_of(kind, record, publication, paths))
    published.send(Publication, publication=publication, record=record)
    return publication


def labels_of(kind: Kind, record: Data, publication: Publication | None, paths: dict[str, str]) -> list[Label]:
    """Returns the label in every language of the site, with fallbacks resolved; `paths` are the slugs by language."""
    source = record["source"]
    acronym, note = kind.acronym(record), kind.note(record)
    labels = []
    for language in texts.site_languages():
        name = texts.shown(record["texts"].get(kind.title), language, source)
        labels.append(
            Label(
                publication=publication,
                kind=kind.name,
                key=record["key"],
                language=language,
                name=name,
                acronym=acronym if isinstance(acronym, str) else texts.shown(acronym, language, source),
                note=note if isinstance(note, str) else texts.shown(note, language, source),
                slug=paths.get(language, ""),
                shown_in=name.language,
                sort_key=texts.sort_key(name, language),
            )
        )
    return labels


def paths_of(record: Data, is_taken: Callable[[str, str], bool]) -> dict[str, str]:
    """Returns the slug in every language of the site: its own, else the one that is shown, made free.

    `is_taken` tells of a language and a slug whether another object has them.
    """
    given, paths = record["texts"].get("slug", {}), {}
    for language in texts.site_languages():
        shown = str(texts.shown(given, language, record["source"])) or record["key"]
        paths[language] = given.get(language) or slugs.free(shown, lambda slug, code=language: is_taken(code, slug))
    return paths


def _write_addresses(kind: Kind, record: Data) -> dict[str, str]:
    """Makes every language's slug the current address and returns them; a taken or reserved one is refused."""
    key, given = record["key"], record["texts"].get("slug", {})
    for language in filter(given.get, texts.site_languages()):
        _refuse_taken(kind, language, given[language], key)
    paths = paths_of(record, lambda language, slug: _holder(kind, language, slug, key) != "")
    Address.objects.filter(kind=kind.name, key=key, current=True).update(current=False)
    for language, path in paths.items():
        Address.objects.update_or_create(
            kind=kind.name, language=language, path=path, defaults={"key": key, "current": True}
        )
    return paths


def _holder(kind: Kind, language: str, path: str, key: str) -> str:
    """Returns the key of the other object that holds an address, "-" for a reserved one, "" when it is free."""
    if path in kind.reserved:
        return "-"
    address = Address.objects.filter(kind=kind.name, language=language, path=path).exclude(key=key).first()
    return address.key if address else ""


def _refuse_taken(kind: Kind, language: str, path: str, key: str) -> None:
    holder = _holder(kind, language, path, key)
    if holder == "-":
        raise ValidationError(_("The address “%(path)s” is reserved."), params={"path": path})
    if holder:
        other = kind.model._base_manager.filter(key=holder).first()
        raise ValidationError(
            _("The address “%(path)s” (%(language)s) belongs to “%(holder)s”."),
            params={"path": path, "language": language, "holder": other or holder},
        )


@transaction.atomic
def withdraw(obj: WorkingCopy, *, by: AbstractBaseUser | None) -> Publication | None:
    """Takes an object away from the public at once; its history stays. Returns None when it was not public."""
    _allow(by)
    kind = kinds.of(obj)
    publication = Publication.objects.select_for_update().visible().filter(kind=kind.name, key=obj.key).first()
    if publication is None:
        return None
    now = timezone.now()
    Record.objects.filter(publication=publication).delete()
    publication.labels.all().delete()
    Address.objects.filter(kind=kind.name, key=obj.key, current=True).update(current=False)
    publication.record_hash, publication.folded = "", ""
    publication.starts = publication.ends = publication.amount = None
    publication.held = publication.currency = ""
    publication.visible_until, publication.change = now, Counter.next()
    publication.save()
    withdrawn.send(Publication, publication=publication)
    Event.objects.create(step=Event.Step.WITHDRAW, kind=kind.name, key=obj.key, revision=publication.revision, by=by)
    states.renew_pending(kind, [obj.key])
    return publication
