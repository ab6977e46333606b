"""Names in a row, joined as each language joins them (CLDR list patterns)."""

from collections.abc import Sequence

from babel.lists import format_list

from editorial.texts import active_language, cldr_locale


def join(names: Sequence[str], language: str | None = None, *, style: str = "standard") -> str:
    """Returns "a, b and c" in a language (default: the active one); with the style "or", "a, b or c"."""
    return format_list(list(names), style=style, locale=cldr_locale(language or active_language()))
