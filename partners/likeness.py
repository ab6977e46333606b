"""How alike two names of organisations are: by their words, whatever the language, the order or the legal form.

Everything here works on folded text (`editorial.texts.fold`), so that case, accents and letter forms do not count.
"""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from editorial.texts import fold

# Two names this much alike may mean one body.
NEAR = 0.8
# What differs less than this between two words is taken for a slip of the pen.
SAME_WORD = 0.84
LONG_WORD = 5
COMMON_WEIGHT = 0.4


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP = _words("""
    a an and at by for from in of on or the to with
    au aux d de des du en et l la le les par pour sur
    al con del e el las los para por y
    am an auf bei das dem den der des die fuer fur im mit und vom von zu zum zur
    في من على الى عن و لل
    в во и из к на о об от по с у за для при
""")
# Forms of companies and associations, which people write or leave out as they like.
LEGAL = _words("""
    ltd limited inc incorporated llc llp plc corp corporation co company gmbh ggmbh mbh ag ev kg sa sas sarl srl spa
    sl slu bv nv vzw asbl aisbl ong ngo ooo oao zao pao ano ооо оао зао пао ао ано нко тоо شركة
""")
# Words that say what sort of body it is, or of what place: alone they tell no two bodies apart.
COMMON = _words("""
    agency association authority bureau center centre commission committee council department directorate federal
    federation foundation general group initiative institute institution international ministry national network
    office organisation organization programme program project regional service services society state support
    trust union university academy affairs development education foreign health home interior internal justice labour
    agence association autorite bureau centre comite commission conseil departement direction federation fondation
    general generale groupe institut internationale international ministere national nationale office organisation
    programme regional reseau service societe universite affaires developpement etrangeres interieur justice sante
    agencia asociacion autoridad oficina centro comision comite consejo departamento direccion federacion fundacion
    grupo instituto internacional ministerio nacional organizacion programa red servicio sociedad universidad asuntos
    desarrollo exteriores interior justicia salud
    agentur amt behorde bund bundesamt bundesministerium gesellschaft institut international internationale
    kommission landesamt ministerium national nationale organisation rat stiftung universitat verband verein zentrum
    innern inneres auswartiges entwicklung stichting vereniging fondazione fundacja nadacia
    وزاره منظمه مكتب مركز لجنه مجلس هيئه معهد مؤسسه موسسه جامعه جمعيه الدولي الدوليه دولي دوليه الوطني الوطنيه وطني
    وطنيه الداخليه الخارجيه العدل الصحه داخليه خارجيه
    агентство ассоциация бюро ведомство департамент институт комиссия комитет международная международный
    министерство национальная национальный общество организация совет союз управление университет федерация
    федеральная федеральный фонд центр внутренних иностранных дел юстиции здравоохранения развития
""")

_DOTTED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,20})[)\]]")
_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"^(?:وال|ال)(?=\w{3})")


@dataclass(frozen=True)
class Name:
    """A name taken apart: its words that count, in order, and the acronyms that stand in its brackets."""

    line: str
    words: tuple[str, ...]
    acronyms: frozenset[str] = frozenset()

    @property
    def initials(self) -> str:
        """Returns the first letters of the words, as an acronym would have them."""
        return "".join(word[0] for word in self.words)

    @functools.cached_property
    def weight(self) -> float:
        return sum(map(weight, self.words))


def weight(word: str) -> float:
    """Returns how much a word says about which body is meant."""
    return COMMON_WEIGHT if word in COMMON else 0.2 if len(word) == 1 else 1.0


def words_of(text: str) -> tuple[str, ...]:
    """Returns the words of a folded text that count; of a name made of nothing else, all of them."""
    found = [_ARTICLE.sub("", word) for word in _WORD.findall(_DOTTED.sub("", text).replace("_", " "))]
    kept = tuple(word for word in found if word not in STOP and word not in LEGAL)
    return kept or tuple(found)


@functools.lru_cache(maxsize=50_000)
def take_apart(text: str) -> Name:
    """Returns a name taken apart; what is bracketed and one word counts as an acronym and not as part of the name."""
    folded = fold(text)
    acronyms = frozenset(found.strip() for found in _BRACKETS.findall(folded) if _WORD.fullmatch(found.strip()))
    bare = _BRACKETS.sub(lambda match: " " if match[1].strip() in acronyms else match[0], folded)
    words = words_of(bare)
    if not words:  # nothing but brackets
        words, acronyms = words_of(folded), frozenset()
    return Name(" ".join(words), words, acronyms)


def likeness(one: Name, other: Name) -> float:
    """Returns how alike two names are, from 0 (no word in common) to 1 (the same words, in whatever order)."""
    one, other = sorted((one, other), key=lambda name: name.line)
    if not one.words or not other.words:
        return 0.0
    left, right = list(one.words), list(other.words)
    if sorted(left) == sorted(right):
        return 1.0
    for word in one.words:
        if word in right:
            left.remove(word)
            right.remove(word)
    _spell_out(left, right, other.words)
    _spell_out(right, left, one.words)
    _forgive(left, right)
    missing = sum(map(weight, left)) + sum(map(weight, right))
    alike = 1 - missing / (one.weight + other.weight)
    if _is_within(one, left, right) or _is_within(other, right, left):
        alike = max(alike, 0.85)
    return min(max(alike, 0.0), 0.99)


def _is_within(name: Name, missing: Iterable[str], others: Iterable[str]) -> bool:
    """Tells whether all of a telling name stands in the other one, which only adds words that say little."""
    return not missing and name.weight >= 1 and all(weight(word) < 1 for word in others)


def _spell_out(short: list[str], long: list[str], words: tuple[str, ...]) -> None:
    """Takes out words that are the initials of words of the other name: "UN" and "United Nations"."""
    initials = "".join(word[0] for word in words)
    for word in list(short):
        start = initials.find(word) if 2 <= len(word) <= 8 else -1
        spelt = words[start : start + len(word)] if start >= 0 else ()
        if spelt and all(other in long for other in dict.fromkeys(spelt)):
            short.remove(word)
            for other in dict.fromkeys(spelt):
                long.remove(other)


def _forgive(left: list[str], right: list[str]) -> None:
    """Takes out pairs of long words that differ by a slip, the likest pair first."""
    pairs = sorted(
        (
            (-_ratio(one, other), one, other)
            for one in left
            for other in right
            if one[0] == other[0] and min(len(one), len(other)) >= LONG_WORD and abs(len(one) - len(other)) <= 2
        ),
    )
    for ratio, one, other in pairs:
        if -ratio >= SAME_WORD and one in left and other in right:
            left.remove(one)
            right.remove(other)


@functools.lru_cache(maxsize=20_000)
def _ratio(one: str, other: str) -> float:
    # Numbers do not slip: school 12 is not school 13.
    if any(char.isdigit() for char in one + other):
        return 0.0
    one, other = sorted((one, other))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= SAME_WORD else 0.0


def spells(acronym: str, name: Name) -> bool:
    """Tells whether a folded acronym is made of the initials of a name, or stands in its brackets."""
    acronym = "".join(_WORD.findall(acronym))
    return acronym in name.acronyms or (len(acronym) >= 3 and acronym == name.initials)
