"""Makes one file of a style sheet or a script and all that it imports, when static files are collected.

The sources stay one file a concern. A file imports what it builds on as browsers understand it, so that nothing has to
be built to work on it: `@import "map.css";`, for one medium `@import "print.css" print;`, and `import "./facets.js";`.
A visitor's browser then asks for one file where it would have asked for one after the other.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'^(?:@import "([\w-]+\.css)"( \w+)?|import "\./([\w-]+\.js)");\n', re.MULTILINE)
# What only a module of its own may say: within another one it would stop the whole script.
_OF_A_MODULE = re.compile(r"^[ \t]*(?:import\b(?![ \t]*[.(])|export\b).*", re.MULTILINE)


def bundled(name: str, read: Callable[[str], str]) -> str:
    """Returns a file with what it imports in the place of its imports, each once; `read` gives a file of this name.

    Raises ValueError where a script takes something by name from another, or gives something: they share no names.
    """
    folder, seen = name.rpartition("/")[0], {(name, None)}

    def imported(found: re.Match[str]) -> str:
        sheet, medium, script = found.groups()
        part = f"{folder}/{sheet or script}", medium
        if part in seen:
            return ""
        seen.add(part)
        text = whole(part[0])
        if script:  # in a block of its own, so that modules may use the same names
            return f"{{\n{text}}}\n"
        return f"@media{medium} {{\n{text}}}\n" if medium else text

    def whole(part: str) -> str:
        text = _IMPORT.sub(imported, read(part))
        if part.endswith(".js") and (left := _OF_A_MODULE.search(text)):
            raise ValueError(f"{part} cannot be joined with others: {left[0].strip()}")
        return text

    return whole(name)


class BundledStorage(CompressedManifestStaticFilesStorage):
    """Stores static files by their content, compressed, each with what it imports."""

    def post_process(self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        bundles = InMemoryStorage()
        for name in paths:
            if name.startswith(("css/", "js/")) and name.endswith((".css", ".js")):
                bundles.save(name, ContentFile(bundled(name, read).encode()))
        whole = {name: (bundles, name) if bundles.exists(name) else source for name, source in paths.items()}
        yield from super().post_process(whole, dry_run, **options)
