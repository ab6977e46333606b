"""Collects the texts to translate, in a form that changes only where a text changed."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages
from django.utils.translation import to_locale

EMPTY_HEADERS = re.compile(
    r'^"(?:POT-Creation-Date|Report-Msgid-Bugs-To|.*(?:PACKAGE VERSION|YEAR-MO-DA|FULL NAME|LL@li\.org)).*\n',
    re.MULTILINE,
)


class Command(makemessages.Command):
    """Django's makemessages for all languages of the site, without guesses, line numbers, dates or dead entries."""

    # A guessed translation looks done and is wrong; an empty one is found by `make check`.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["locale"]:
            codes = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
            options["locale"] = [to_locale(code) for code in codes]
        options["ignore_patterns"] += [".venv", "var", "tests", "benchmarks", "bin", "*/management/*"]
        super().handle(*args, **options | {"add_location": "file", "no_obsolete": True, "no_wrap": True})

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Writes one catalogue, without the date of its making and the lines that nobody fills in."""
        super().write_po_file(potfile, locale)
        path = Path(potfile).with_name(locale) / "LC_MESSAGES" / f"{self.domain}.po"
        catalogue = re.sub(r"\A(#.*\n)+", "", path.read_text())
        catalogue = EMPTY_HEADERS.sub("", catalogue)
        path.write_text(catalogue.replace('"Language: \\n"', f'"Language: {locale}\\n"', 1))
