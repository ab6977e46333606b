"""Reads what is public in one language: Records as entries, and the labels of everything they name.

A page asks for its entries; whatever they name is collected first and read in one query (`Names`). Fallbacks of texts
are decided by `editorial.texts.shown`, per field, and nowhere else.
"""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language_info

from editorial import kinds, snapshots, texts
from editorial.kinds import Data
from editorial.models import Label, Publication
from editorial.texts import Shown

from .index import has
from .lists import join
from .periods import PartialDate, format_partial

Pair = tuple[str, str]
MOST_SHELVED = 20_000


@dataclass(frozen=True)
class Name:
    """What a list knows of something public: its name in the reader's language, and where its page is.

    `unpublished` marks what only staff see, in a preview.
    """

    kind: str
    key: str
    name: Shown
    acronym: str = ""
    note: str = ""
    slug: str = ""
    unpublished: bool = False
    under: tuple[tuple[str, Any], ...] = ()
    written_in: str = field(init=False, default="")  # equal words of two languages are two names

    def __post_init__(self) -> None:
        object.__setattr__(self, "written_in", getattr(self.name, "language", ""))

    def __str__(self) -> str:
        return str(self.name)

    @property
    def url(self) -> str:
        return "" if self.unpublished else kinds.get(self.kind).url(self.key, self.slug, **dict(self.under))

    def at(self, **options: Any) -> "Name":
        """Returns the same name with an address that the kind's own function makes (an organisation under a hat)."""
        return replace(self, under=tuple(options.items()))

    @classmethod
    def of(cls, label: Label, language: str, *, unpublished: bool = False) -> "Name":
        name = Shown(label.name, label.shown_in, language)
        return cls(label.kind, label.key, name, label.acronym, label.note, label.slug, unpublished)


class Names:
    """The labels of what a page names, read in one query when the first of them is asked for."""

    def __init__(
        self, language: str, *, known: Mapping[Pair, Name] | None = None, shelf: dict[Pair, Name] | None = None
    ) -> None:
        """Takes names that are known, and a shelf where other pages of the process have put what they read."""
        self.language, self._shelf = language, shelf if shelf is not None else {}
        self._wanted: set[Pair] = set()
        self._shown: dict[Pair, Name] = {}
        self._known: dict[Pair, Name | None] = dict(known or {})

    def know(self, names: Iterable[Name]) -> None:
        """Takes names that somebody has read already."""
        self._known.update({(name.kind, name.key): name for name in names})

    def want(self, pairs: Iterable[Pair]) -> None:
        """Notes what will be asked for."""
        self._wanted.update(pair for pair in pairs if pair not in self._known)

    def get(self, kind: str, key: str | None) -> Name | None:
        """Returns the name of something public, None when it is not."""
        if not key:
            return None
        if (kind, key) not in self._known:
            self._wanted.add((kind, key))
            self._read()
        name = self._known[kind, key]
        if name is not None and name.note:
            self._shown[kind, key] = name
        return name

    def all(self, kind: str, keys: Iterable[str]) -> list[Name]:
        """Returns the names of those keys that are public, in their order."""
        keys = list(keys)
        self.want((kind, key) for key in keys)
        return [name for key in keys if (name := self.get(kind, key)) is not None]

    def mention(self, names: Iterable[Name]) -> None:
        """Notes that a page prints names which it did not have to ask for."""
        self._shown.update({(name.kind, name.key): name for name in names})

    @property
    def with_notes(self) -> list[Name]:
        """Returns the names asked for so far beside which a note has to stand."""
        return list(self._shown.values())

    def _read(self) -> None:
        self._known.update({pair: self._shelf[pair] for pair in self._wanted if pair in self._shelf})
        self._wanted.difference_update(self._known)
        if self._wanted:
            self._ask()
        self._wanted.clear()

    def _ask(self) -> None:
        found = Q(pk__in=[])
        for kind in {kind for kind, _key in self._wanted}:
            found |= Q(kind=kind, key__in=[key for other, key in self._wanted if other == kind])
        read: dict[Pair, Name | None] = dict.fromkeys(self._wanted)
        for label in Label.objects.filter(found, language=self.language):
            read[label.kind, label.key] = Name.of(label, self.language)
        if len(self._shelf) > MOST_SHELVED:
            self._shelf.clear()
        self._shelf.update({pair: name for pair, name in read.items() if name is not None})
        for pair in [pair for pair, name in read.items() if name is None]:
            read[pair] = self.missing(*pair)
        self._known.update(read)

    def missing(self, kind: str, key: str) -> Name | None:
        """Returns what stands for something that is not public: nothing."""
        return None


class Texts:
    """The texts of a Record in one language: `texts.objective` is what the reader is shown, "" when nobody wrote it."""

    def __init__(self, record: Data, language: str) -> None:
        self._record, self._language = record, language

    def __getattr__(self, name: str) -> Shown:
        # Only what the kind has: a template that misspells a name would print nothing, and nobody would see it.
        if name.startswith("_") or name not in kinds.get(self._record["kind"]).aggregate.texts:
            raise AttributeError(name)
        return texts.shown(self._record["texts"].get(name), self._language, self._record["source"])


@dataclass(frozen=True)
class Fallback:
    """That texts are missing in the reader's language: its name, the names of those shown instead, and if it is all."""

    own: str
    other: str
    whole: bool


@dataclass
class Entry:
    """One public thing as a page shows it, in one language. Rooms add what their kind has."""

    publication: Publication
    record: Data
    language: str
    names: Names
    kind: ClassVar[str]

    @staticmethod
    def mentions(record: Data) -> Iterable[Pair]:
        """Yields what a Record names, so that all names of a page are read together."""
        return ()

    @property
    def key(self) -> str:
        return self.record["key"]

    @property
    def sample(self) -> bool:
        return self.record["sample"]

    @functools.cached_property
    def texts(self) -> Texts:
        return Texts(self.record, self.language)

    @property
    def title(self) -> Shown:
        return getattr(self.texts, kinds.get(self.record["kind"]).title)

    @functools.cached_property
    def label(self) -> Name | None:
        return self.names.get(self.record["kind"], self.key)

    @property
    def url(self) -> str:
        return self.label.url if self.label else ""

    @property
    def languages(self) -> list[str]:
        """Returns the languages of the site in which it has a title."""
        title = self.record["texts"].get(kinds.get(self.record["kind"]).title, {})
        return [code for code in texts.site_languages() if code in title]

    def shown_texts(self, *without: str) -> Iterable[Shown]:
        """Yields the texts that its page prints; an acronym or an address is nobody's translation."""
        unprinted = {"slug", "acronym", "website", *without}
        yield from (getattr(self.texts, name) for name in self.record["texts"] if name not in unprinted)

    @functools.cached_property
    def fallback(self) -> Fallback | None:
        """Returns what to say of texts that are not in the reader's language, None when all of them are."""
        written = [text for text in self.shown_texts() if text]
        borrowed = [text.language for text in written if text.is_fallback]
        if not borrowed:
            return None
        names = [get_language_info(code)["name_translated"] for code in dict.fromkeys(borrowed)]
        own = get_language_info(self.language)["name_translated"]
        return Fallback(own, join(names, self.language), whole=len(borrowed) == len(written))

    @property
    def updated(self) -> Any:
        return self.publication.changed_at

    @property
    def updated_line(self) -> str:
        """Returns the day of the last change in words."""
        day = timezone.localdate(self.updated)
        return format_partial(PartialDate.from_iso(day.isoformat()), self.language)


readers: dict[str, type[Entry]] = {}


def reader(kind: str) -> Callable[[type[Entry]], type[Entry]]:
    """Registers the class that reads Records of a kind."""

    def register(cls: type[Entry]) -> type[Entry]:
        cls.kind = kind
        readers[kind] = cls
        return cls

    return register


def read(publications: Iterable[Publication], language: str, names: Names | None = None) -> list[Entry]:
    """Returns the entries of publications (with their `record` selected), whose names cost one query together."""
    names = names or Names(language)
    entries = []
    for publication in publications:
        record = publication.record.data
        cls = readers.get(publication.kind, Entry)
        names.want([(publication.kind, publication.key), *cls.mentions(record)])
        entries.append(cls(publication, record, language, names))
    return entries


def naming(kind: str, facet: str, key: str, language: str) -> list[Name]:
    """Returns the names of the public things of a kind that name a key in a facet, in the order of the alphabet."""
    # The index rows say the kind already; named again, it would lure SQLite to the index of everything of that kind.
    found = Publication.objects.visible().filter(has(kind, facet, [key]))
    labels = Label.objects.filter(language=language, publication__in=found.values("pk")).order_by("sort_key")
    return [Name.of(label, language) for label in labels]


def preview(snapshot: Data, language: str) -> Entry:
    """Returns the entry of a snapshot that is not public; what it names may come from working copies, marked."""
    record = snapshots.record_of(snapshot)
    kind = record["kind"]
    publication = Publication(kind=kind, key=record["key"], **kinds.get(kind).columns(record))
    cls = readers.get(kind, Entry)
    names = WorkingNames(language)
    names.want([(kind, record["key"]), *cls.mentions(record)])
    return cls(publication, record, language, names)


class WorkingNames(Names):
    """The names of a preview: what is not public yet is named from its working copy and marked."""

    def missing(self, kind: str, key: str) -> Name | None:
        obj = kinds.get(kind).model._base_manager.filter(key=key).first()
        if obj is None:
            return None
        name = obj.shown(kinds.get(kind).title, self.language)
        acronym = obj.shown("acronym", self.language) if hasattr(obj.translations.model, "acronym") else ""
        return Name(kind, key, name, str(acronym), unpublished=True)
