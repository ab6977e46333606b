"""Keeps printed sheets on disk, by a mark of everything that they show, so that each is printed once.

A sheet is found again by what it says, so nothing has to be told when something is published: a new version has
another mark, and the old one is thrown out when room is needed, the least asked for first.
"""

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)

MEGABYTE = 1 << 20


def kept(mark: str, make: Callable[[], bytes]) -> bytes:
    """Returns the sheet with a mark (a short word of letters and digits), made now if it is not there yet.

    A folder that cannot be read or written costs time and no more.
    """
    path = _folder() / f"{mark}.pdf"
    with contextlib.suppress(OSError):
        content = path.read_bytes()
        os.utime(path)  # the time of a file is when it was last asked for
        return content
    content = make()
    try:
        _write(path, content)
        _tidy(path.parent)
    except OSError as error:
        log.warning("A factsheet could not be kept: %s", error)
    return content


def _folder() -> Path:
    return settings.CACHE_DIR / "factsheets"


def _write(path: Path, content: bytes) -> None:
    """Puts a file in its place all at once: nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(content)
            file.close()
            os.replace(file.name, path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _tidy(folder: Path) -> None:
    """Throws out what was not asked for longest, until the rest is within its limit."""
    files = []
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):  # another process tidies too
            found = entry.stat()
            files.append((found.st_mtime, found.st_size, entry.path))
    size = sum(length for _time, length, _path in files)
    for _time, length, path in sorted(files):
        if size <= settings.FACTSHEET_CACHE_MEGABYTES * MEGABYTE:
            break
        with contextlib.suppress(OSError):
            os.unlink(path)
        size -= length
