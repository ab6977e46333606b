#!/usr/bin/env python3
"""Checks the catalogues in locale/: complete, nothing guessed or dead, and safe to print.

A translation is printed as it stands, so it may bring no placeholder and no markup that its original lacks.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%[sdfr]|\{\w*\}")
TAG = re.compile(r"<[^>]*>")
BIDI_OVERRIDE = re.compile("[\u202a-\u202e\u2066-\u2069]")
COPIED = shutil.ignore_patterns(".git", ".venv", "var", "tests", "__pycache__", ".*_cache", "*.mo")

Key = tuple[str | None, str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def placeholders(text: str) -> Counter:
    return Counter(PLACEHOLDER.findall(text))


def text_problems(original: str, text: str, *, may_omit: bool = False) -> list[str]:
    """Returns what is wrong with one translation of one text; a plural form `may_omit` a placeholder, the number."""
    problems = []
    wanted, found = placeholders(original), placeholders(text)
    if (found - wanted) or (not may_omit and wanted - found):
        problems.append("other placeholders than the original")
    if PLACEHOLDER.sub("", text).count("%") != PLACEHOLDER.sub("", original).count("%"):
        problems.append("a % that the original lacks (write %%)")
    if Counter(TAG.findall(text)) != Counter(TAG.findall(original)):
        problems.append("other tags than the original")
    bare = TAG.sub("", text)
    problems += [f"a {sign} that the original lacks" for sign in '<>"' if sign in bare and sign not in original]
    if text.startswith("\n") != original.startswith("\n") or text.endswith("\n") != original.endswith("\n"):
        problems.append("other line breaks at its ends than the original")
    if BIDI_OVERRIDE.search(text):
        problems.append("a control character of writing direction")
    return problems


def entry_problems(entry: polib.POEntry, forms: int) -> list[str]:
    """Returns what is wrong with one entry of a language that has so many plural forms."""
    if entry.obsolete:
        return ["dead: no text of the site is this any more"]
    if entry.fuzzy:
        return ["guessed (fuzzy)"]
    if not entry.msgid_plural:
        return text_problems(entry.msgid, entry.msgstr) if entry.msgstr else ["not translated"]
    if sorted(entry.msgstr_plural) != list(range(forms)) or not all(entry.msgstr_plural.values()):
        return [f"needs {forms} plural forms"]
    last = forms - 1
    texts = entry.msgstr_plural.items()
    return [problem for n, text in texts for problem in text_problems(entry.msgid_plural, text, may_omit=n != last)]


def catalogue_problems(path: Path, language: str, wanted: set[Key]) -> list[str]:
    """Returns what is wrong with one catalogue; `wanted` are the texts of the site now."""
    catalogue = polib.pofile(str(path))
    header = " ".join(catalogue.metadata.get("Plural-Forms", "").split())
    expected = plural_forms(language)
    problems = [] if header == expected else [f"Plural-Forms must be: {expected}"]
    if "charset=utf-8" not in catalogue.metadata.get("Content-Type", "").lower():
        problems.append("Content-Type must name charset=UTF-8")
    forms = int(re.search(r"nplurals=(\d+)", expected)[1])
    for entry in catalogue:
        problems += [f"{entry.msgid[:60]!r}: {problem}" for problem in entry_problems(entry, forms)]
    known = {key(entry) for entry in catalogue if not entry.obsolete}
    problems += [f"{text[1][:60]!r}: missing, run `make messages`" for text in sorted(wanted - known, key=str)]
    problems += [f"{text[1][:60]!r}: no text of the site is this any more" for text in sorted(known - wanted, key=str)]
    compiled = subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "-o", os.devnull, path],
        capture_output=True,
        text=True,
        check=False,
    )
    return problems + ([compiled.stderr.strip()] if compiled.returncode else [])


def plural_forms(language: str) -> str:
    """Returns the Plural-Forms of Django's own catalogue: with any other, numbers of the two would not agree."""
    import django

    own = Path(django.__file__).parent / "conf" / "locale" / language / "LC_MESSAGES" / "django.po"
    return " ".join(polib.pofile(str(own)).metadata["Plural-Forms"].split())


def texts_of_the_site() -> set[Key]:
    """Returns every text that makemessages finds now, in a copy of the tree."""
    with tempfile.TemporaryDirectory(prefix="messages-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=COPIED)
        command = [sys.executable, "manage.py", "makemessages", "--keep-pot", "--verbosity=0"]
        subprocess.run(command, cwd=copy, check=True)
        return {key(entry) for entry in polib.pofile(str(copy / "locale" / "django.pot"))}


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from projectsite import settings

    if not shutil.which("msgfmt"):
        print("GETTEXT IS MISSING: THE TRANSLATIONS WERE NOT CHECKED (apt install gettext)")
        return 1
    wanted = texts_of_the_site()
    count = 0
    for language in [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]:
        path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
        problems = catalogue_problems(path, language, wanted) if path.exists() else ["there is no catalogue"]
        for problem in problems:
            print(f"{language}: {problem}")
        count += len(problems)
    print(f"{len(wanted)} texts, {count} problems")
    return int(bool(count))


if __name__ == "__main__":
    sys.exit(main())
