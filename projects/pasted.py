"""A pasted list of participants, taken apart into names: one a line, or separated as in running text.

Nothing is looked up here: `is_known` says of a name whether there is such an organisation, so that a comma or an
"and" that belongs to a name does not cut it in two.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from editorial.texts import fold

from .models import Role

MOST = 80  # names of one paste

_BULLET = re.compile(r"^\s*(?:[•·▪◦*–—-]|\d{1,2}[.)])\s+")
_TOGETHER = re.compile(
    r"\s+(?:in (?:close )?co-?operation with|together with|in partnership with|en coopération avec|en cooperación con"
    r"|in Zusammenarbeit mit|в сотрудничестве с|совместно с|بالتعاون مع)\s+",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s+(?:and|et|und|y|e|и|&)\s+|\s+و\s*(?=\w)")
_BRACKETS = re.compile(r"^(.*?)[\s/]*\(([^()]+)\)\s*$")
_ACRONYM = re.compile(r"[\w/&.’'-]{2,20}")
_ARTICLE = re.compile(r"^(?:the|la|le|les|el|los|las|der|die|das)\s+(?=\S)")
_OTHER_WORDS = (
    "among others",
    "and others",
    "others",
    "inter alia",
    "etc",
    "u. a",
    "u.a",
    "unter anderem",
    "und andere",
    "entre autres",
    "et autres",
    "entre otros",
    "entre otras",
    "y otros",
    "и др",
    "и другие",
    "среди прочих",
    "وغيرها",
    "وغيرهم",
    "من بين آخرين",
)
_OTHERS = {fold(words) for words in _OTHER_WORDS}
_AMONG_OTHERS = re.compile(
    rf"(?:\s*[,،]\s*|\s+)(?:{'|'.join(re.escape(words) for words in _OTHER_WORDS if words != 'others')})[\s.]*$",
    re.IGNORECASE,
)
_GROUPS = {
    fold(words)
    for words in (
        "NGO",
        "NGOs",
        "CSOs",
        "Civil society",
        "Civil society organisations",
        "Authorities",
        "ONG",
        "Société civile",
        "Sociedad civil",
        "NRO",
        "Zivilgesellschaft",
        "НПО",
        "НКО",
        "منظمات غير حكومية",
        "المجتمع المدني",
    )
}


@dataclass(frozen=True)
class Piece:
    """One name of a list: as it is looked up, what brackets say, the role it has and whether it is a group."""

    name: str
    acronym: str = ""
    remark: str = ""
    role: str = ""
    is_group: bool = False


@dataclass(frozen=True)
class Reading:
    """A list taken apart; `has_others` says that it ends with "among others"."""

    pieces: list[Piece]
    has_others: bool = False


def read(text: str, role: str, headings: Mapping[str, str], is_known: Callable[[str], bool]) -> Reading:
    """Takes a list apart; `headings` give the role that a folded heading before a colon means."""
    lines = [line for line in (_BULLET.sub("", line).strip() for line in text.splitlines()) if line]
    pieces, has_others = [], False
    for line in lines:
        before, colon, after = line.partition(":")
        is_headed = bool(colon) and fold(before) in headings
        if is_headed:
            role, line = headings[fold(before)], after.strip()
        for part in _outside(line, r";"):
            for one in _names(part, role, is_headed or len(lines) == 1, is_known):
                if fold(one.name).strip(" .") in _OTHERS:
                    has_others = True
                elif one.name:
                    pieces.append(one)
    return Reading(list(dict.fromkeys(pieces))[:MOST], has_others)


def _names(text: str, role: str, is_running: bool, is_known: Callable[[str], bool]) -> Iterator[Piece]:
    """Yields the names of one line; those after "in cooperation with" cooperate where the first implements."""
    first, *rest = _TOGETHER.split(text)
    beside = Role.COOPERATING if rest and role == Role.IMPLEMENTING else role
    for part, its_role in ((first, role), *((part, beside) for part in rest)):
        for name in _listed(part, is_running, bool(rest) and part is not first, is_known):
            yield replace(_piece(name), role=its_role)


def _listed(text: str, is_running: bool, is_list: bool, is_known: Callable[[str], bool]) -> Iterator[str]:
    """Yields what a text enumerates: at commas where that is safe, at the last "and" where that is."""
    if is_known(text.strip()):
        yield text
        return
    if match := _AMONG_OTHERS.search(text):
        yield from _listed(text[: match.start()], True, is_list, is_known)
        yield "among others"
        return
    parts = _outside(text, r"[,،]")
    parts = parts if is_running or _are_names(parts, is_known) else [text]
    last = max((i for i, part in enumerate(parts) if fold(part).strip(" .") not in _OTHERS), default=0)
    for number, part in enumerate(parts):
        is_last = number == last and len(parts) > 1
        yield from _at_and(part.strip(), is_last, is_list or len(parts) > 1 or is_running, is_known)


def _are_names(parts: list[str], is_known: Callable[[str], bool]) -> bool:
    """Tells whether the parts of a line stand for themselves: organisations that are there, or groups."""
    return all(map(_is_group, parts)) or all(fold(part) in _GROUPS or is_known(part) for part in parts)


def _at_and(text: str, is_last: bool, may_split: bool, is_known: Callable[[str], bool]) -> Iterator[str]:
    """Yields both sides of an "and" that joins two names, and the whole where it belongs to one name."""
    joints = list(_AND.finditer(text)) if may_split and not is_known(text) else []
    for joint in joints:
        left, right = text[: joint.start()].strip(), text[joint.end() :].strip()
        if not left or left.count("(") != left.count(")"):
            continue
        is_safe = left.endswith(")") or is_known(left) or is_known(right) or _is_group(right)
        if is_safe or (is_last and len(joints) == 1):
            yield left
            yield from _at_and(right, is_last, may_split, is_known)
            return
    yield text


def _outside(text: str, separator: str) -> list[str]:
    """Splits a text at separators that stand outside of brackets."""
    parts, depth, begun = [], 0, 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")" and depth > 0)
        if not depth and re.match(separator, char):
            parts.append(text[begun:at])
            begun = at + 1
    return [part.strip() for part in (*parts, text[begun:]) if part.strip()]


def _piece(text: str) -> Piece:
    """Returns a name apart from its acronym or a remark in brackets."""
    name, acronym, remark = " ".join(text.split()).strip(" .,;/"), "", ""
    if match := _BRACKETS.match(name):
        head, inside = match[1].strip(" ,/"), match[2].strip()
        if _is_acronym(inside):
            name, acronym = head, inside
        elif _is_acronym(head) and " " in inside and not re.search(r"\b(?:is|as|ist|est|es)\b", inside):
            name, acronym = inside, head
        else:
            name, remark = head, inside
    return Piece(_ARTICLE.sub("", name), acronym, remark, is_group=_is_group(name))


def _is_acronym(text: str) -> bool:
    return bool(_ACRONYM.fullmatch(text)) and (sum(char.isupper() for char in text) > 1 or text.upper() == text)


def _is_group(name: str) -> bool:
    """Tells whether words name no one body: "social services", "NGOs"."""
    bare = _ARTICLE.sub("", name.strip())
    begins_small = bare[:1].islower() and not any(char.isupper() for char in bare[:3])
    return fold(bare).strip(" .") in _GROUPS or (begins_small and bare == name.strip())
