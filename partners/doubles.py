"""Organisations that may be one and the same: found when one is added, and among all that there are.

The search line of each organisation (`folded`) holds all its names in every language, its acronyms and identifiers.
A check reads these lines once, keeps the organisations whose line shares telling words with the new name, and compares
only those by name.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from editorial.texts import BETWEEN, fold

from .likeness import NEAR, STOP, Name, likeness, spells, take_apart, weight
from .models import KeptApart, Organisation, OrganisationName

# How many of what a rough look finds are compared by name.
MOST_COMPARED = 60
# A word, acronym or address that more organisations share than these says nothing.
TELLING = 8
SHARED_SITE = 5
# How far being in different countries takes two names apart.
ABROAD = 0.8


@dataclass(frozen=True)
class Evidence:
    """One reason to think that two organisations are one; `score` says how strong it is, from 0 to 1."""

    code: str
    score: float
    value: str = ""

    @property
    def words(self) -> str:
        """Returns the reason in words."""
        sentences = {
            "name": _("same name: “%(value)s”"),
            "acronym": _("same acronym: %(value)s"),
            "spelled": _("the acronym %(value)s is spelled out in the name"),
            "iati": _("same IATI identifier: %(value)s"),
            "ror": _("same ROR identifier: %(value)s"),
            "wikidata": _("same Wikidata identifier: %(value)s"),
            "website": _("same website: %(value)s"),
        }
        if self.code == "near":
            return _("similar name, %(percent)d %%: “%(value)s”") % {
                "percent": round(100 * self.score),
                "value": self.value,
            }
        return sentences[self.code] % {"value": self.value}


@dataclass
class Profile:
    """What is compared of one organisation; `names` holds each name as it is written."""

    pk: int | None
    names: dict[str, Name] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    identifiers: dict[str, str] = field(default_factory=dict)
    website: str = ""
    country: int | None = None

    def add(self, name: str) -> None:
        """Takes a name in."""
        if name.strip():
            self.names[name] = take_apart(name)

    def add_acronym(self, acronym: str) -> None:
        """Takes an acronym in, by its folded form."""
        if folded := fold(acronym):
            self.acronyms[folded] = acronym


@dataclass(frozen=True)
class Double:
    """An organisation that may be the one in question, with the reasons, the strongest first."""

    pk: int
    score: float
    evidence: tuple[Evidence, ...]


def site_of(website: str) -> str:
    """Returns what identifies a website: its host and path, whatever the protocol and the "www."."""
    parts = urlsplit(website.strip().casefold())
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"


# --- Comparing two ---------------------------------------------------------------------------------------------------


def compare(one: Profile, other: Profile) -> tuple[Evidence, ...]:
    """Returns the reasons to think that two organisations are one, the strongest first."""
    factor = ABROAD if one.country and other.country and one.country != other.country else 1.0
    found = [*_same_name(one, other, factor), *_same_acronym(one, other, factor)]
    for code, value in one.identifiers.items():
        if value and fold(value) == fold(other.identifiers.get(code, "")):
            found.append(Evidence(code, 1.0, value))
    if one.website and one.website == other.website:
        found.append(Evidence("website", 0.55, one.website))
    return tuple(sorted(found, key=lambda evidence: -evidence.score))


def _same_name(one: Profile, other: Profile, factor: float) -> Iterator[Evidence]:
    best, named = 0.0, ""
    for own in one.names.values():
        for written, name in other.names.items():
            if not _is_spelled(own, name) and (alike := likeness(own, name)) > best:
                best, named = alike, written
    if best == 1.0:
        yield Evidence("name", factor, named)
    elif best >= NEAR:
        yield Evidence("near", best * factor, named)


def _is_spelled(one: Name, other: Name) -> bool:
    """Tells whether one name is a single word that the other lacks: an acronym, if they are alike at all."""
    short, long = sorted((one, other), key=lambda name: len(name.words))
    return len(short.words) == 1 and len(long.words) > 2 and short.words[0] not in long.words


def _same_acronym(one: Profile, other: Profile, factor: float) -> Iterator[Evidence]:
    mine, theirs = _short_names(one), _short_names(other)
    if shared := sorted(set(mine) & set(theirs)):
        yield Evidence("acronym", 0.9 * factor, theirs[shared[0]])
        return
    for owner, short, spelled in ((one, mine, other), (other, theirs, one)):
        for folded, written in short.items():
            if _are_strangers(owner.names.values(), spelled.names.values()):
                continue
            if any(spells(folded, name) for name in spelled.names.values()):
                yield Evidence("spelled", 0.85 * factor, written)
                return


def _are_strangers(some: Iterable[Name], others: Iterable[Name]) -> bool:
    """Tells whether full names on both sides have no telling word in common, so that an acronym is a coincidence."""
    some, others = ([name for name in names if len(name.words) > 1] for names in (some, others))
    return bool(some and others) and _telling(some).isdisjoint(_telling(others))


def _telling(names: Iterable[Name]) -> set[str]:
    return {_stem(word) for name in names for word in name.words if weight(word) == 1}


def _short_names(profile: Profile) -> dict[str, str]:
    """Returns the acronyms, in brackets too, and the names of one short word, which often are acronyms."""
    found = dict(profile.acronyms)
    for written, name in profile.names.items():
        found |= {acronym: acronym.upper() for acronym in name.acronyms if acronym not in found}
        if len(name.words) == 1 and len(name.line) <= 8:
            found.setdefault(name.line, written)
    return found


# --- When one is added -----------------------------------------------------------------------------------------------


def of_new(name: str, acronym: str = "", *, country: int | None = None, most: int = 5, **facts: str) -> list[Double]:
    """Returns the organisations that one about to be added may be, the likeliest first.

    `facts` are its website and identifiers (iati, ror, wikidata).
    """
    new = Profile(None, country=country, website=site_of(facts.pop("website", "")), identifiers=facts)
    new.add(name)
    new.add_acronym(acronym)
    found = []
    for profile in profiles(_like(new)).values():
        if evidence := tuple(reason for reason in compare(new, profile) if reason.code != "website"):
            found.append(Double(profile.pk, evidence[0].score, evidence))
    return sorted(found, key=lambda double: (-double.score, double.pk))[:most]


def _like(new: Profile) -> list[int]:
    """Returns the organisations worth comparing: those whose search line shares the most telling words."""
    lines = _lines()
    stems = {_stem(word): weight(word) for name in new.names.values() for word in name.words}
    hits = {stem: [pk for pk, line in lines if stem in line] for stem in stems}
    scores: Counter[int] = Counter()
    for stem, pks in hits.items():
        for pk in pks:
            scores[pk] += stems[stem]
    whole = _whole(new)
    exact = {pk for pk, line in lines if any(entry in line for entry in whole) and whole & _entries(line)}
    exact |= set(_spelled_out(new, lines))
    enough = sum(stems.values()) / 2
    ranked = sorted((pk for pk, score in scores.items() if score >= enough), key=lambda pk: -scores[pk])
    return list(dict.fromkeys([*sorted(exact), *ranked]))[:MOST_COMPARED]


def _stem(word: str) -> str:
    """Returns the beginning of a word, without the end that a slip or a grammatical case may change."""
    return word if len(word) <= 4 else word[: max(4, len(word) - 2)][:6]


def _whole(profile: Profile) -> set[str]:
    """Returns what a search line would hold between two breaks if it were the same organisation."""
    whole = set(profile.acronyms)
    for written, name in profile.names.items():
        whole |= {fold(written), *name.acronyms}
        if len(name.words) > 2:
            whole.add(name.initials)
    return {entry for entry in whole | {fold(value) for value in profile.identifiers.values()} if entry}


def _entries(line: str) -> set[str]:
    entries = line.split(BETWEEN)
    return {*entries, *(acronym for entry in entries if "(" in entry for acronym in take_apart(entry).acronyms)}


def _spelled_out(new: Profile, lines: list[tuple[int, str]]) -> Iterator[int]:
    """Yields, of a name that is one short word, the organisations of whose name it may be the initials."""
    small = "|".join(sorted(STOP))
    for name in new.names.values():
        short = name.line
        if len(name.words) == 1 and 3 <= len(short) <= 8 and short.isalpha():
            gap = rf"\w*[\s,&-]+(?:(?:{small})\s+)*"
            words = re.compile(rf"(?:^|\u241f )(?:(?:{small})\s+)?" + gap.join(short) + r"\w*(?: \(|$| \u241f)")
            starts = [f" {letter}" for letter in short[1:]]
            yield from (pk for pk, line in lines if all(start in line for start in starts) and words.search(line))


def profiles(pks: Iterable[int]) -> dict[int, Profile]:
    """Returns what is compared of organisations, by primary key, read in three queries."""
    pks = list(pks)
    found: dict[int, Profile] = {}
    facts = Organisation._base_manager.filter(pk__in=pks)
    columns = ("pk", "country_id", "website", "iati_identifier", "ror", "wikidata")
    for pk, country, website, iati, ror, wikidata in facts.values_list(*columns):
        known = {"iati": iati, "ror": ror, "wikidata": wikidata}
        found[pk] = Profile(pk, country=country, website=site_of(website), identifiers=known)
    texts = Organisation._parler_meta.root_model.objects.filter(master__in=pks)
    for pk, name, acronym in texts.values_list("master", "name", "acronym"):
        found[pk].add(name)
        found[pk].add_acronym(acronym)
    for pk, name, nature in OrganisationName.objects.filter(organisation__in=pks).values_list(
        "organisation", "name", "nature"
    ):
        add = found[pk].add_acronym if nature == OrganisationName.Nature.ACRONYM else found[pk].add
        add(name)
    return {pk: found[pk] for pk in pks if pk in found}


# --- Among all -------------------------------------------------------------------------------------------------------

Pair = tuple[int, int]
# What was worked out last, and the state of the organisations at that time.
_kept: dict[str, tuple[Any, Any]] = {}


def _stamp() -> tuple[Any, ...]:
    return tuple(Organisation._base_manager.aggregate(Max("updated_at"), Count("pk")).values())


def _keep(question: str, stamp: Any, answer: Callable[[], Any]) -> Any:
    """Returns what the process has worked out before, as long as no organisation was saved since."""
    if _kept.get(question, (None,))[0] != stamp:
        _kept[question] = (stamp, answer())
    return _kept[question][1]


def _lines() -> list[tuple[int, str]]:
    rows = Organisation._base_manager.values_list("pk", "folded")
    return _keep("lines", _stamp(), lambda: list(rows))


def likely() -> list[Pair]:
    """Returns the pairs that may be one organisation, the likeliest first, without those that people keep apart."""
    apart = tuple(KeptApart.objects.aggregate(Max("pk"), Count("pk")).values())
    return _keep("pairs", (*_stamp(), *apart), _likely)


def _likely() -> list[Pair]:
    rows = list(Organisation._base_manager.values_list("pk", "key", "country", "part_of", "successor", "folded"))
    websites = Organisation._base_manager.exclude(website="").values_list("pk", "website")
    scores: dict[Pair, float] = {}
    for pair, score in (*_by_name(rows), *_by_website(websites)):
        scores[pair] = max(score, scores.get(pair, 0.0))
    facts = {pk: (key, country, part_of, successor) for pk, key, country, part_of, successor, _line in rows}
    apart = set(KeptApart.objects.values_list("one", "other"))
    found = []
    for (one, other), score in scores.items():
        (key, country, *related), (other_key, elsewhere, *others) = facts[one], facts[other]
        # Whoever is part of the other, or follows it, is known to be somebody else.
        if other in related or one in others or tuple(sorted((key, other_key))) in apart:
            continue
        found.append((-score * (ABROAD if country and elsewhere and country != elsewhere else 1), one, other))
    return [(one, other) for score, one, other in sorted(found) if -score >= 0.5]


def _by_name(rows: list[tuple]) -> Iterator[tuple[Pair, float]]:
    """Yields pairs that share a name, an acronym or identifier, or telling words of nearly the same name."""
    names: dict[int, list[Name]] = {}
    for pk, *_facts, line in rows:
        names[pk] = [take_apart(entry) for entry in line.split(BETWEEN)]
    same: dict[str, set[int]] = defaultdict(set)
    short: dict[str, set[int]] = defaultdict(set)
    spelled: dict[str, set[int]] = defaultdict(set)
    sharing: dict[str, list[tuple[int, Name]]] = defaultdict(list)
    for pk, name in ((pk, name) for pk, of_one in names.items() for name in of_one):
        (same if len(name.words) > 1 else short)[name.line].add(pk)
        for acronym in name.acronyms:
            short[acronym].add(pk)
        if len(name.words) > 2:
            spelled[name.initials].add(pk)
        for stem in {_stem(word) for word in name.words if weight(word) == 1 and len(word) > 2}:
            sharing[stem].append((pk, name))
    for pks in same.values():
        if len(pks) <= TELLING:
            yield from ((pair, 1.0) for pair in combinations(sorted(pks), 2))
    for acronym, pks in short.items():
        pks |= spelled.get(acronym, set()) if len(acronym) > 2 else set()
        if len(pks) <= TELLING:
            for one, other in combinations(sorted(pks), 2):
                if not _are_strangers(names[one], names[other]):
                    yield (one, other), 0.9
    for alike in sharing.values():
        if len({pk for pk, _name in alike}) <= TELLING:
            for (one, name), (other, named) in combinations(alike, 2):
                if one != other and (score := likeness(name, named)) >= NEAR:
                    yield (min(one, other), max(one, other)), score


def _by_website(websites: Iterable[tuple[int, str]]) -> Iterator[tuple[Pair, float]]:
    by_site: dict[str, list[int]] = defaultdict(list)
    for pk, website in websites:
        by_site[site_of(website)].append(pk)
    for pks in by_site.values():
        if 1 < len(pks) <= SHARED_SITE:
            yield from ((pair, 0.55) for pair in combinations(sorted(pks), 2))


def forget() -> None:
    """Drops what was worked out, for tests whose transactions turn time back."""
    _kept.clear()
