"""A text in many languages: which one a reader is shown, and how texts are compared.

This is the only place that decides on a fallback. A text is a dict from BCP 47 language code to string; what a reader
gets is a `Shown`, a string that knows the language it is really written in.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import get_language, get_language_info

Texts = Mapping[str, str]

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_TAGS = re.compile(r"<[^>]+>")
MARKS = re.compile(r"[\u200e\u200f\u061c\u0640\u064b-\u065f\u0670]")  # bidi marks, kashida, Arabic vowel signs
_ARABIC = str.maketrans("أإآٱةىؤئ", "ااااهيوي")
# Stands between the names of a searchable line, so that no search finds words of two of them side by side.
BETWEEN = " \u241f "
_ARTICLE = re.compile(r"\bال(?=\w{2})")


def site_languages() -> list[str]:
    """Returns the codes of the languages of the site, in the order of the settings."""
    return [code for code, _name in settings.LANGUAGES]


def language_choices() -> list[tuple[str, str]]:
    """Returns the languages of the site for a form; a callable, so that migrations do not depend on the setting."""
    return list(settings.LANGUAGES)


@functools.cache
def direction(language: str) -> str:
    """Returns "rtl" or "ltr", the writing direction of a language code."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def cldr_locale(language: str) -> str:
    """Returns the CLDR locale in which a language prints lists, numbers and money: English is British."""
    return {"en": "en_GB"}.get(language, language)


class Shown(str):
    """A text as a reader is shown it: a string with the `language` it is written in and the one `asked` for."""

    language: str
    asked: str

    def __new__(cls, text: str = "", language: str = "", asked: str = "") -> "Shown":
        self = super().__new__(cls, text)
        self.language = language
        self.asked = asked or language
        return self

    @property
    def is_fallback(self) -> bool:
        """Says whether the text is shown in another language than the reader's."""
        return bool(self) and self.language != self.asked

    @property
    def direction(self) -> str:
        return direction(self.language)


def order(language: str, source: str) -> list[str]:
    """Returns the languages to try for a reader of `language`: theirs, the site's fallbacks, the source language."""
    return list(dict.fromkeys([language, *settings.TEXT_FALLBACKS, source]))


def shown(texts: Texts | None, language: str, source: str) -> Shown:
    """Returns the text for a reader of `language`, or an empty `Shown` when no language has it.

    A blank text counts as missing. When neither the reader's language, nor a fallback, nor the source language has
    the text, the first language that has one is used, so that nothing that exists is ever hidden.
    """
    if texts:
        if text := texts.get(language):
            return Shown(text, language, language)
        for code in (*order(language, source), *texts):
            if text := texts.get(code):
                return Shown(text, code, language)
    return Shown("", language, language)


def active_language() -> str:
    """Returns the reader's language: the active one when it is a language of the site, else the default."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in site_languages() else settings.LANGUAGE_CODE


def fold(text: str) -> str:
    """Returns a text made comparable: no case, no accents, Arabic letter forms and ё unified, single spaces."""
    text = unicodedata.normalize("NFKD", _TAGS.sub(" ", text)).translate(_ARABIC)
    text = "".join(char for char in MARKS.sub("", text) if not unicodedata.combining(char))
    return _SPACES.sub(" ", text.casefold()).strip()


def folded_line(parts: Iterable[str]) -> str:
    """Returns the folded, distinct parts in one searchable line."""
    return BETWEEN.join(dict.fromkeys(folded for part in parts if (folded := fold(part))))


def sort_key(text: str, language: str) -> bytes:
    """Returns bytes that sort a text as a reader of `language` expects, alike on every database.

    Accents and case do not count, except that Spanish ñ follows n; Russian ё stands with е; the Arabic article and
    vowel signs do not count. Symbols at the start are passed over.
    """
    text = unicodedata.normalize("NFC", text).casefold()
    if language == "es":
        text = text.replace("ñ", "n\uffff")
    if language == "ar":
        text = _ARTICLE.sub("", text)
    folded = fold(text) if language != "es" else "n\uffff".join(fold(piece) for piece in text.split("n\uffff"))
    return folded.lstrip("\"'«»“”„‘’([{¿¡-–— ").encode()[:200]
