"""The currencies of ISO 4217 that CLDR names as being in use."""

from babel.core import get_global
from babel.numbers import get_currency_name
from django.utils.functional import lazy
from django.utils.translation import get_language


def _named(code: str) -> str:
    return f"{code} – {get_currency_name(code, locale=(get_language() or 'en').replace('-', '_'))}"


_lazily_named = lazy(_named, str)


def codes() -> list[str]:
    """Returns the codes of all currencies that are legal tender somewhere today."""
    territories = get_global("territory_currencies")
    return sorted(
        {
            code
            for currencies in territories.values()
            for code, _start, end, is_tender in currencies
            if end is None and is_tender
        }
    )


def choices() -> list[tuple[str, str]]:
    """Returns the currencies for a form, named in the active language when printed."""
    return [(code, _lazily_named(code)) for code in codes()]
