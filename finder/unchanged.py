"""Answers "not modified" to whoever has a public page as it still is, before anything of it is read or rendered.

What a public page shows depends on what was published (the number of the last change, and the moments at which
something appears or goes by itself), on the day, on the language, on the address, and on the release with its settings.
All that makes its ETag, which is weak: the same content, not the same bytes.
"""

import functools
import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from editorial.models import Counter

from . import bitmaps, times

GetResponse = Callable[[HttpRequest], HttpResponse]
SUFFIXES = {".py", ".html", ".mo", ".json", ".css", ".js", ".svg"}
# What of the settings pages print or depend on.
SETTINGS = ("SITE_URL", "TIME_ZONE", "LANGUAGES", "TEXT_FALLBACKS", "MEDIA_URL", "STATIC_URL")


@functools.cache
def release() -> str:
    """Returns what tells this release with its settings from another: from the names, sizes and dates of its files."""
    digest = hashlib.sha256(repr([getattr(settings, name) for name in SETTINGS]).encode())
    rooms = [path for path in settings.BASE_DIR.iterdir() if path.is_dir() and not path.name.startswith((".", "var"))]
    for path in sorted(path for room in rooms for path in room.rglob("*") if path.suffix in SUFFIXES):
        found = path.stat()
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


class Unchanged:
    """Gives public pages their ETag, and answers with none of their content to whoever has it already."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        mark = getattr(request, "mark", "")
        is_own = request.session.accessed if hasattr(request, "session") else False
        if mark and response.status_code == 200 and not is_own and not response.cookies:
            _keep(response, mark)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Answers before the view where nothing changed."""
        if not is_public(request):
            return None
        request.change = Counter.now()
        request.mark = mark_of(request)
        response = get_conditional_response(request, etag=request.mark)
        if response is None or response.status_code != 304 or request.headers["If-None-Match"].strip() == "*":
            return None
        # Its headers take the place of those that were kept with the page: also the leave to stand in a frame.
        response.xframe_options_exempt = getattr(view, "xframe_options_exempt", False)
        return _keep(response, request.mark)


def is_public(request: HttpRequest) -> bool:
    """Tells whether an address is a page for everybody: read only, below a language, and nothing that staff preview."""
    language, path = get_language(), request.path_info
    is_below = path.startswith(f"/{language}/") and not path.startswith(f"/{language}/preview/")
    return request.method in {"GET", "HEAD"} and is_below and not settings.DEBUG


def mark_of(request: HttpRequest) -> str:
    """Returns the ETag of the page at an address, as of the change that the request read."""
    moments = [bitmaps.current(kind, request.change).moment for kind in bitmaps.every()]
    parts = [release(), request.change, times.today(), moments, get_language(), request.get_full_path()]
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _keep(response: HttpResponse, mark: str) -> HttpResponse:
    """Says that a copy may be kept by anybody who asks each time whether it still holds."""
    response.headers.setdefault("ETag", mark)
    response.headers.setdefault("Cache-Control", "public, no-cache")
    return response
