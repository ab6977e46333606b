"""The kinds of things that can be published: each room registers its own, and nothing above is imported here.

A kind says how its working copy becomes a snapshot (the `Aggregate` declared on the model), which fields of the
snapshot are public, and what a list, an address and the index need to know of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from django.utils.functional import Promise

from .texts import Texts

Data = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A child table of an aggregate: rows kept in order under one name of the snapshot.

    `identity` names the fields by which a row is recognised again when a snapshot is applied.
    """

    name: str
    identity: tuple[str, ...]
    fields: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aggregate:
    """What is edited and published as one: plain fields, keys of other objects, lists of keys, texts and parts."""

    fields: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    key_lists: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a snapshot holds beside what identifies it: the names that `public` and `private` divide."""
        return (*self.fields, *self.keys, *self.key_lists, *self.texts, *(part.name for part in self.parts))


def _nothing(_record: Data) -> tuple:
    return ()


class Level(StrEnum):
    """How bad it is that a fact is lacking: an error forbids publishing, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, eq=False)
class Fact:
    """Something that an object should have, and what to say where it has not.

    `title` names the lack in a few words for lists ("no donor"); `message` is a sentence, `why` another that says
    what the lack does. `where` is the field, or the part, of the form that mends it. Either `lacks` tells it of a
    snapshot (which lists store, as `Gap`), or `ids` gives the ids of all objects that lack it, for what only other
    objects know.
    """

    code: str
    title: str | Promise
    message: str | Promise
    why: str | Promise
    where: str
    level: Level = Level.WARNING
    lacks: Callable[[Data], bool] | None = None
    ids: Callable[[], Any] | None = None


class Weight(IntEnum):
    """What it says of a thing that a word stands here: a word of its title says most."""

    TITLE = 0
    ACRONYM = 1
    OBJECTIVE = 2
    REST = 3


@dataclass(frozen=True)
class Search:
    """How a kind is searched.

    `fields` gives (weight, texts by language), or (weight, string) for what has no language or knows its own; `number`
    tells the kinds apart in the index, for ever. `everywhere` says that its words are found by readers of every
    language. `reaches` is the facet of projects through which the names of the kind find them, "" without.
    """

    number: int
    fields: Callable[[Data], Iterable[tuple[Weight, Texts | str]]]
    everywhere: bool = False
    reaches: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of publishable thing.

    `public` names the snapshot fields that make the Record and `private` those that never leave the house.
    `title` is the text that names the object; `acronym` and `note` give the other parts of its label.
    `columns` gives the values of Publication's own columns (starts, ends, held, amount, currency).
    `index` gives (facet, key) pairs; `names` the (kind, key) pairs that are published by name together with it.
    `facts` are what it should have, those of level error before it can be published; `optional` are texts that a
    language may lack and still be complete. `aliases` gives further names that searches must find.
    `search` says which of its texts are searched.
    `url` gives the address for a key and a slug. `reserved` slugs are taken by other pages. `few` says that there are
    never more than some hundred, so that they may be read as a whole.
    """

    name: str
    model: type
    public: tuple[str, ...]
    private: tuple[str, ...] = ()
    title: str = "title"
    acronym: Callable[[Data], Texts | str] = lambda _record: ""
    note: Callable[[Data], Texts | str] = lambda _record: ""
    columns: Callable[[Data], Mapping[str, Any]] = lambda _record: {}
    index: Callable[[Data], Iterable[tuple[str, str]]] = _nothing
    names: Callable[[Data], Iterable[tuple[str, str]]] = _nothing
    aliases: Callable[[Data], Iterable[str]] = _nothing
    search: Search | None = None
    facts: tuple[Fact, ...] = ()
    optional: tuple[str, ...] = ()
    url: Callable[[str, str], str] = lambda _key, _slug: ""
    by_name: tuple[str, ...] = ()
    has_address: bool = False
    reserved: frozenset[str] = field(default_factory=frozenset)
    published_on_save: bool = False
    few: bool = False

    @property
    def aggregate(self) -> Aggregate:
        return self.model.aggregate

    def lacking(self, data: Data) -> list[Fact]:
        """Returns the facts that a snapshot lacks, as far as it tells."""
        return [fact for fact in self.facts if fact.lacks is not None and fact.lacks(data)]

    def refusals(self, data: Data) -> list[str]:
        """Returns the reasons why a snapshot cannot be published, besides that it needs a title."""
        return [str(fact.message) for fact in self.lacking(data) if fact.level is Level.ERROR]


_kinds: dict[str, Kind] = {}
_by_model: dict[type, Kind] = {}


def register(kind: Kind) -> Kind:
    """Makes a kind known under its name; called once by each room when the site starts."""
    _kinds[kind.name] = kind
    _by_model[kind.model] = kind
    return kind


def get(name: str) -> Kind:
    """Returns the kind of that name; raises KeyError for an unknown one."""
    return _kinds[name]


def of(model_or_object: Any) -> Kind:
    """Returns the kind of a working copy or its model; a proxy (Donor) has the kind of its concrete model."""
    return _by_model[model_or_object._meta.concrete_model]


def every() -> list[Kind]:
    """Returns all registered kinds."""
    return list(_kinds.values())
