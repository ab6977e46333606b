"""How a text becomes terms. Documents and questions both pass here, so that both databases answer alike.

A term is one letter that says of which language it is a stem, and the stem: "Rights" in English is "eright". Words that
no language stems (numbers, acronyms, another script) carry the letter `RAW`. No term is a word of two languages, so a
stem of one never finds a word of another by chance.
"""

import functools
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import unescape

import Stemmer
from django.conf import settings

RAW = "0"
WHOLE = "1"  # not a word but the whole of an acronym, without what stands between its parts
# The letter of each language, its stemmer, and the script in which it stems words.
_LANGUAGES = {
    "en": ("e", "english", "latin"),
    "fr": ("f", "french", "latin"),
    "es": ("s", "spanish", "latin"),
    "de": ("d", "german", "latin"),
    "ru": ("r", "russian", "cyrillic"),
    "ar": ("a", "arabic", "arabic"),
}
_SCRIPTS = {
    "latin": re.compile(r"[a-z]+"),
    "cyrillic": re.compile(r"[\u0430-\u045f]+"),
    "arabic": re.compile(r"[\u0620-\u064a]+"),
}
MOST_LETTERS = 60
# So many words of a language are remembered with their terms. Whoever asks can fill that, so that it is little while
# the site is serving; building the index anew meets the same words over and over, and remembers more.
MOST_KEPT = 5_000
MOST_KEPT_BUILDING = 50_000
ANY = "*"  # at the end of a term: whatever begins so

# --- Letters ---------------------------------------------------------------------------------------------------------

# What is unified before anything else: one table for every language, because a question does not say its own.
_LETTERS = {
    # Latin letters that Unicode does not take apart
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŧ": "t",
    # Cyrillic: ё is written е by most; й is a letter of its own and stays
    "ё": "е", "ѐ": "е", "ѝ": "и",
    # Arabic: forms of hamza and alif, taa marbuta, alif maqsura, Persian forms of two letters; tatweel goes
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ی": "ي", "ک": "ك", "ء": "",
    "ـ": "",
    # Signs within words
    "’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "＇": "'", "`": "'", "´": "'",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-", "\ufe63": "-",
}  # fmt: skip


class _Letters(dict):
    """Says of each code point what stands for it: worked out when it is first met."""

    def __missing__(self, point: int) -> str | None:
        if len(self) > MOST_KEPT:
            self.clear()
        self[point] = found = self._of(chr(point))
        return found

    @staticmethod
    def _of(char: str) -> str | None:
        if char in _LETTERS:
            return _LETTERS[char] or None
        category = unicodedata.category(char)
        if category in {"Mn", "Me", "Cf", "Cs", "Co", "Cn"}:
            return None
        if category == "Nd":
            return str(unicodedata.decimal(char))
        if category[0] == "L" and unicodedata.name(char, "").startswith(("LATIN", "GREEK")):
            base = "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
            return "".join(_LETTERS.get(part, part) for part in base) or None
        return char


_letters = _Letters()


def normalised(text: str) -> str:
    """Returns a text without case, accents of Latin letters, vowel signs and invisible characters."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_letters)


# --- Words -----------------------------------------------------------------------------------------------------------

WORD = re.compile(r"[^\W_]+")
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|em|i|span|strong)\b[^>]*>")
_TAGS = re.compile(r"<[^>]*>?")
_ELISION = re.compile(r"(?<![^\W_])(?:[ldncsjmt]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[^\W_])")
_POSSESSIVE = re.compile(r"(?<=[^\W_])'s(?![^\W_])")
# The same where somebody left a space: "Cote d Ivoire", "women s rights". "R & D activities" is something else.
_APART = re.compile(
    r"""(?<![^\s"(])(?<![&+/-]\s)(?:[dls]|qu|jusqu|lorsqu|puisqu|quoiqu)\s+(?=[aeiouyh])|(?<=[^\W_]{3})\s+s(?=\s+\S)"""
)
COMPOUND = re.compile(r"[^\W_]+(?:[-/.+&_:'][^\W_]+)+")
# Words that say nothing by themselves: a question with other words is asked without them.
_EMPTY = {
    "en": "a an and at by for from in of on or the to with",
    "fr": "a au aux d dans de des du en et l la le les ou par pour sur un une",
    "es": "a al con de del e el en la las los o para por un una y",
    "de": "am an auf das dem den der des die ein eine fur im in mit oder und von zu zum zur",
    "ru": "в во для и из или к на о об от по с со у",
    "ar": "في من علي الي عن او و",
}


def plain(text: str) -> str:
    """Returns rich text without its markup."""
    if "<" in text:
        text = _TAGS.sub(" ", _INLINE.sub("", text))
    return unescape(text) if "&" in text else text


def without_apostrophes(text: str) -> str:
    """Takes "l'", "d'", "qu'" from the front of words and "'s" from their ends; expects a normalised text.

    A space may stand for the apostrophe.
    """
    return _APART.sub("", _POSSESSIVE.sub("", _ELISION.sub("", text)) if "'" in text else text)


def letters_apart(text: str) -> list[str]:
    """Returns the words that `without_apostrophes` takes for such letters although a space follows them: "Plan D"."""
    return [word for found in _APART.findall(text) for word in WORD.findall(found)]


def words(text: str) -> list[str]:
    """Returns the words of a text, normalised, in their order."""
    return WORD.findall(without_apostrophes(normalised(text)))


def joined(text: str) -> Iterator[str]:
    """Yields each compound of a text as one word: "anti-trafficking", "THB/IFS/1". Expects a normalised text."""
    for found in COMPOUND.findall(without_apostrophes(text)):
        parts = WORD.findall(found)
        if len(parts) <= 8:
            yield "".join(parts)


@functools.cache
def empty_words(language: str) -> frozenset[str]:
    """Returns the words that a reader of a language may add to a question without meaning them."""
    return frozenset(word for code in (language, *settings.TEXT_FALLBACKS) for word in _EMPTY.get(code, "").split())


# --- Terms -----------------------------------------------------------------------------------------------------------

_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=.{3})")
_PLURAL = re.compile(r"(?<=.{3})ات$")
# Without its accents a French participle (protégé, protégées) would have two stems.
_PARTICIPLE = re.compile(r"(?<=.{3})ees?$")
# The vowel that comes and goes in Russian: ребёнок, ребёнка.
_FLEETING = re.compile(r"(?<=.{2}[бвгджзклмнпрстфхцчшщ])[ое](?=[кц]$)")


_most_kept = MOST_KEPT


@contextmanager
def remembering_more() -> Iterator[None]:
    """Remembers more words while an index is built, and none of them afterwards."""
    global _most_kept
    _most_kept = MOST_KEPT_BUILDING
    try:
        yield
    finally:
        _most_kept = MOST_KEPT
        for language in languages():
            terms_of(language).clear()


class _Terms(dict):
    """The terms of words of one language, each worked out once."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.letter, algorithm, script = _LANGUAGES.get(language, (RAW, "", ""))
        self._language, self._algorithm = language, algorithm
        self._script = _SCRIPTS.get(script)
        self._own = threading.local()  # a stemmer must not be asked by two threads at once

    def __missing__(self, word: str) -> str:
        found = self._of(word[:MOST_LETTERS])
        if len(word) <= MOST_LETTERS:
            if len(self) >= _most_kept:
                self.clear()
            self[word] = found
        return found

    def _of(self, word: str) -> str:
        if self._script is None or not self._script.fullmatch(word):
            return RAW + word
        if self._language == "ar":
            word = _PLURAL.sub("", _ARTICLE.sub("", word))
        elif self._language == "fr":
            word = _PARTICIPLE.sub("e", word)
        if not hasattr(self._own, "stemmer"):
            self._own.stemmer = Stemmer.Stemmer(self._algorithm, 0)
        # A stemmer may leave what normalising would not: its Arabic takes letters apart.
        stem = normalised(self._own.stemmer.stemWord(word)) or word
        return self.letter + (_FLEETING.sub("", stem) if self._language == "ru" else stem)


@functools.cache
def terms_of(language: str) -> _Terms:
    """Returns the mapping of normalised words to terms of a language; "" is that of no language."""
    return _Terms(language)


def languages() -> tuple[str, ...]:
    """Returns the languages in which a word of a question is looked for, "" standing for none."""
    return ("", *_LANGUAGES)


def alternatives(word: str) -> list[str]:
    """Returns every term that a normalised word of a question may have been indexed as."""
    return list(dict.fromkeys(terms_of(language)[word] for language in languages()))


def phrases(words_: Iterable[str]) -> list[tuple[str, ...]]:
    """Returns every sequence of terms that some words in a row may have been indexed as, one for each language."""
    kept = tuple(words_)
    return list(dict.fromkeys(tuple(terms_of(language)[word] for word in kept) for language in languages()))


def begun(words_: Sequence[str], completions: Iterable[str]) -> list[tuple[str, ...]]:
    """Returns every sequence of terms by which words in a row are found of which the last is only begun.

    What begins so is found by the beginnings of terms; a stem may be shorter than what was typed ("traffickin"), which
    is why the words of the catalogue that begin so are looked for, too.
    """
    *before, start = words_
    known, found = list(completions), []
    for language in languages():
        terms = terms_of(language)
        first = tuple(terms[word] for word in before)
        found.append((*first, terms[start][0] + start + ANY))
        found += [(*first, term) for word in known if not (term := terms[word])[1:].startswith(start)]
    return list(dict.fromkeys(found))
