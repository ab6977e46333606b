"""Brings the countries of ISO 3166-1, and Kosovo, with their names from CLDR in every language of the site."""

import json
from typing import Any

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from editorial import loading, snapshots, texts, workflow
from editorial.kinds import Data
from partners import regions
from partners.models import Country


def names(language: str) -> dict[str, str]:
    """Returns the name of each country in a language by its code; empty for a language that CLDR does not have."""
    try:
        territories = Locale.parse(language, sep="-").territories
    except (UnknownLocaleError, ValueError):
        return {}
    found = {code: territories[code] for code in regions.places() if code in territories}
    if language == "en":
        found = {code: name.replace(" & ", " and ") for code, name in found.items()}
    return found


def country_texts() -> dict[str, dict[str, dict[str, str]]]:
    """Returns names and notes as snapshots have them: {code: {language: {"name": …, "note": …}}}."""
    notes = json.loads((regions.FOLDER / "notes.json").read_text(encoding="utf-8"))
    found: dict[str, dict[str, dict[str, str]]] = {code: {} for code in regions.places()}
    for language in texts.site_languages():
        for code, name in names(language).items():
            note = notes.get(code, {}).get(language)
            found[code][language] = {"name": name} | ({"note": note} if note else {})
    return found


def snapshot(code: str, place: dict[str, Any], named: dict[str, dict[str, str]]) -> Data:
    """Returns a country that nobody has edited yet."""
    return {
        "schema": snapshots.SCHEMA,
        "kind": "country",
        "key": code.lower(),
        "source_language": settings.LANGUAGE_CODE,
        "sample": False,
        "code": code,
        **place,
        "texts": named,
    }


class Command(BaseCommand):
    """Adds countries that are missing, and to the others the names of languages that they lack altogether.

    Whatever an editor wrote stays: neither a text that exists nor a region, number or point is touched.
    """

    help = "Adds missing countries and missing languages of their names; never changes what is there."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        named = country_texts()
        existing = {country.code: country for country in Country.objects.with_texts()}
        new = [snapshot(code, place, named[code]) for code, place in regions.places().items() if code not in existing]
        progress = loading.Progress(self.stdout, "Countries", len(new))
        for data in new:
            loading.bring(data, publish=True)
            progress.step()
        completed = sum(self._complete(country, named.get(code, {})) for code, country in existing.items())
        progress.end(f"Countries: {len(new)} added, {completed} given further languages, {len(existing)} were there")

    def _complete(self, country: Country, named: dict[str, dict[str, str]]) -> bool:
        present = {row.language_code for row in country.translations.all()}
        missing = {language: fields for language, fields in named.items() if language not in present}
        if missing:
            data = snapshots.take(country)
            data["texts"] |= missing
            workflow.save_revision(snapshots.apply(data), by=None)
        return bool(missing)
