"""Prints HTML as PDF without ever being in the way of other visitors.

Each sheet is printed by a process of its own (`printing_child`), which is ended when it takes too long: a crash, a hang
or memory that grows cannot reach the process that serves pages. So many sheets are printed at once on the machine
(a lock on a file each), and so few threads of a web process may wait for one, that threads for pages always remain.
"""

import contextlib
import ctypes
import fcntl
import functools
import importlib.util
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)

CHILD = "exchange.printing_child"
STATIC = settings.BASE_DIR / "projectsite" / "static"
MEGABYTES = 1024  # of address space: a sheet takes a quarter of it, a page gone wrong takes everything
# What WeasyPrint opens when it is imported, by the names of Linux and of macOS.
LIBRARIES = (
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    ("libpango-1.0.so.0", "libpango-1.0.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib"),
)

# One thread of a web process prints, one more may wait for its turn.
_threads = threading.BoundedSemaphore(2)


class CannotPrint(Exception):
    """No PDF could be made this time; trying again later may help."""


class Busy(CannotPrint):
    """Others are printing."""


@functools.cache
def is_available() -> bool:
    """Tells whether this machine can print: WeasyPrint is installed, and the libraries that it opens are there."""
    found = importlib.util.find_spec("weasyprint") is not None
    return found and all(any(_opens(name) for name in names) for names in LIBRARIES)


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def to_pdf(html: str, files: Mapping[str, Path]) -> bytes:
    """Returns a page of HTML as PDF; `files` are the addresses, beside /static/, that it may show.

    Raises `Busy` when too many wait already, `CannotPrint` when the printing failed or took too long.
    """
    if not _threads.acquire(blocking=False):
        raise Busy
    try:
        with _turn():
            return _print(html, files)
    finally:
        _threads.release()


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Waits for one of the few places on this machine at which something may be printed; the system frees it again."""
    until = time.monotonic() + settings.FACTSHEET_WAIT
    with contextlib.ExitStack() as stack:
        try:
            folder = settings.CACHE_DIR
            folder.mkdir(parents=True, exist_ok=True)
            places = [stack.enter_context((folder / f"printing-{n}.lock").open("w")) for n in range(_at_once())]
        except OSError as error:
            # A disk that is full or only to be read: the places of this process have to do.
            log.warning("Factsheets are printed without a lock: %s", error)
            places = []
        while places and not any(_lock(place) for place in places):
            if time.monotonic() > until:
                raise Busy
            time.sleep(0.05)
        yield


def _at_once() -> int:
    return max(1, settings.FACTSHEETS_AT_ONCE)


def _lock(place: object) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _print(html: str, files: Mapping[str, Path]) -> bytes:
    seconds = settings.FACTSHEET_SECONDS
    job = {
        "html": html,
        "static": str(STATIC),
        "files": {address: str(path) for address, path in files.items()},
        "fonts": str(settings.CACHE_DIR / "fonts"),
        "seconds": seconds,
        "megabytes": MEGABYTES,
    }
    with tempfile.TemporaryDirectory(prefix="factsheet-") as folder:
        child = subprocess.Popen(  # noqa: S603 - our own program, without any argument
            [sys.executable, "-P", "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(folder),
            cwd=folder,
            start_new_session=True,
        )
        try:
            pdf, said = child.communicate(json.dumps(job).encode(), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise CannotPrint(f"took longer than {seconds} s") from error
        finally:
            _end(child)
    if child.returncode or not pdf.startswith(b"%PDF-"):
        raise CannotPrint(f"ended with {child.returncode}: {said.decode(errors='replace')[-2000:]}")
    if said:
        log.info("A factsheet was printed with remarks: %s", said.decode(errors="replace")[-2000:])
    return pdf


def _environment(folder: str) -> dict[str, str]:
    """Returns what the process that prints is told: no secret, and folders for fonts that go when it has ended."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    kept["PYTHONPATH"] = str(settings.BASE_DIR)
    return {**kept, "TMPDIR": folder, "HOME": folder, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def _end(child: subprocess.Popen) -> None:
    """Ends a process with all that it started, and takes notice that it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    for pipe in (child.stdin, child.stdout, child.stderr):
        pipe.close()
    child.wait()
