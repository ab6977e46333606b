"""What lists find a working copy by: the order of its title in every language, and the line that searches look in."""

from collections.abc import Iterator

from . import texts
from .kinds import Data, Kind
from .models import TitleKey


def keys_of(kind: Kind, data: Data) -> dict[str, bytes]:
    """Returns the bytes that sort a snapshot's title, for readers of each language of the site."""
    titles = {language: fields.get(kind.title) for language, fields in data["texts"].items()}
    return {
        language: texts.sort_key(texts.shown(titles, language, data["source_language"]), language)
        for language in texts.site_languages()
    }


def renew(kind: Kind, pk: int, data: Data) -> None:
    """Brings the order of an object's title up to date."""
    keys = keys_of(kind, data)
    rows = TitleKey.objects.filter(kind=kind.name, object_id=pk)
    there = {language: bytes(key) for language, key in rows.values_list("language", "sort_key")}
    if gone := there.keys() - keys.keys():
        rows.filter(language__in=gone).delete()
    TitleKey.objects.bulk_create(
        [
            TitleKey(kind=kind.name, object_id=pk, language=language, sort_key=key)
            for language, key in keys.items()
            if there.get(language) != key
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id", "language"],
        update_fields=["sort_key"],
    )


def names(kind: Kind, record: Data) -> Iterator[texts.Shown]:
    """Yields every name of an object as it is written, with its language ("" where none is known)."""
    acronym = kind.acronym(record)
    acronyms = {"": acronym} if isinstance(acronym, str) else acronym
    for by_language in (record["texts"].get(kind.title, {}), acronyms):
        yield from (texts.Shown(text, language) for language, text in by_language.items())
    for alias in kind.aliases(record):
        yield texts.Shown(alias, getattr(alias, "language", ""))


def search_line(data: Data, names: str) -> str:
    """Returns what staff may search for: the folded `names` that the public finds, and the key."""
    parts = [*names.split(texts.BETWEEN), texts.fold(data["key"])]
    return texts.BETWEEN.join(dict.fromkeys(filter(None, parts)))
