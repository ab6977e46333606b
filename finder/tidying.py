"""The address of a list without what a plain form sends along and nobody chose: empty fields, and what is so anyway."""

from urllib.parse import urlencode

from .selection import Selection


def tidied(selection: Selection) -> str:
    """Returns the address that says the same in short, "" where nothing in the present one is empty.

    What is unknown or means nothing stays, so that the page can name it.
    """
    known = selection.filters.keys() | selection.shared
    pairs = [(name, value) for name, values in selection.data.lists() for value in values]
    if all(value.strip() or name not in known for name, value in pairs):
        return ""
    usual = {
        "sort": selection.usual_order,
        "view": selection.views[0],
        "per_page": str(selection.default_per_page),
    }
    kept = [(name, value) for name, value in pairs if name not in known or (value.strip() and value != usual.get(name))]
    return f"{selection.path}?{urlencode(kept)}" if kept else selection.path
