"""Factsheets: a project, a theme, a country or an organisation on a page or two of paper, as a tagged PDF.

A sheet is a page of HTML (templates/exchange/sheet_*.html) that another process prints (`printing`). What it says is
what it is known by: the mark of its HTML is its ETag and its name on disk (`printing_cache`).
"""

import hashlib
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from finder.addresses import absolute
from finder.reading import Entry
from finder.uploads import Picture
from finder.views import FormOf, forms, pages, vocabulary
from partners import maps
from partners.views import canonical_hat, hats_in, numbers_of

from . import printing, printing_cache, sheets
from .printing_maps import names, outlines

log = logging.getLogger(__name__)

# Rises when the same HTML is to be printed in another way.
SHAPE = 3
STYLES = printing.STATIC / "css" / "factsheet.css"
SECONDS_TO_COME_BACK = 5

# A link to a page of this site; in a text `<` is escaped, so that only elements are found.
_LINK = re.compile(r'(<a [^>]*href=")/(?!/)')
# A link whose text is one element: a reader of PDF/UA has to find the link itself in each of its lines.
_WRAPPED = re.compile(r'(<a href="[^"]*")><(span|bdi)( [^>]*)>([^<]*)</\2></a>')


def connect() -> None:
    """Tells the pages of the kinds that have a factsheet about it."""
    forms["pdf"] = FormOf(frozenset(SHEETS), printing.is_available, answer)


def answer(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Returns the factsheet of something public; 404 where this site cannot print, 503 where it could not just now."""
    if not printing.is_available():
        return _sorry(request, _("This site makes no factsheets at present."), 404)
    address = absolute(_canonical(request, entry))
    html, files = write(request, entry, address)
    mark = mark_of(html)
    if response := get_conditional_response(request, etag=f'"{mark}"'):
        return _dressed(response, entry, address, mark)
    try:
        content = printing_cache.kept(mark, lambda: printing.to_pdf(html, files))
    except printing.CannotPrint as error:
        if not isinstance(error, printing.Busy):
            log.error("The factsheet of %s %s could not be printed: %s", entry.kind, entry.key, error)
        response = _sorry(request, _("The factsheet could not be made just now. Please try again in a moment."), 503)
        response.headers["Retry-After"] = str(SECONDS_TO_COME_BACK)
        return response
    return _dressed(HttpResponse(content, content_type="application/pdf"), entry, address, mark)


def _canonical(request: HttpRequest, entry: Entry) -> str:
    """Returns the path of the page of a sheet; that of an organisation lies under the first of its hats."""
    if entry.kind != "organisation":
        return entry.url
    request.numbers = getattr(request, "numbers", None) or numbers_of(entry.key)
    return entry.url_under(canonical_hat(hats_in(request.numbers)))


def _dressed(response: HttpResponse, entry: Entry, address: str, mark: str) -> HttpResponse:
    """Gives a sheet, or the answer that it has not changed, its headers."""
    response.headers["ETag"] = f'"{mark}"'
    # Short enough that what is withdrawn is soon gone from caches too.
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Link"] = f'<{address}>; rel="canonical"'
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(entry)}"'
    return response


def file_name(entry: Entry) -> str:
    """Returns the name under which a sheet is saved, in ASCII: by its slug where that is, else by its key."""
    slug = entry.label.slug if entry.label else ""
    return f"{slug if slug and slug.isascii() else entry.key}-{entry.language}.pdf"


def _sorry(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    context = {"sentence": sentence, "page_url": request.path}
    response = render(request, "exchange/no_factsheet.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def mark_of(html: str) -> str:
    """Returns what changes whenever the sheet would: its words, its style, and how this release prints."""
    parts = (str(SHAPE), STYLES.read_text(encoding="utf-8"), html)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


# --- What stands on a sheet ------------------------------------------------------------------------------------------


def write(request: HttpRequest, entry: Entry, address: str) -> tuple[str, dict[str, Path]]:
    """Returns the HTML of a sheet whose page is at an address, and the uploaded files that it shows, by address."""
    entry.names.want([(entry.kind, entry.key)])
    context = {"entry": entry, "panel": None, "changed": entry.publication.changed_at}
    context |= SHEETS[entry.kind](request, entry)
    pictures = [picture for picture in (context.get("picture"),) if picture]
    context |= {
        "outlines": outlines(context["panel"]) if context["panel"] else None,
        "map_names": names(context["panel"]) if context["panel"] else "",
        "permalink": address,
        "version": sheets.version(context["changed"], entry.language),
    }
    html = render_to_string(f"exchange/sheet_{entry.kind}.html", context, request=request)
    files = {picture.url: Path(default_storage.path(picture.name)) for picture in pictures}
    html = _WRAPPED.sub(r"\1\3>\4</a>", html)
    return _LINK.sub(rf"\1{settings.SITE_URL}/", html), files


def _printable(picture: Picture | None) -> Picture | None:
    """Returns a picture that can be read from this machine's disk, None without one."""
    return picture if picture and picture.width else None


def _project(request: HttpRequest, project: Any) -> dict[str, Any]:
    known, page = vocabulary(request), pages["project"].context(request, project)
    places = maps.places_of(known, project.names, {country.key: 1 for country in project.countries})
    return {**page, "panel": sheets.small(places), "picture": _printable(project.picture)}


def _theme(request: HttpRequest, theme: Any) -> dict[str, Any]:
    return {"theme": theme, **sheets.of_projects(request, theme)}


def _country(request: HttpRequest, country: Any) -> dict[str, Any]:
    return {"country": country, **sheets.of_projects(request, country)}


def _organisation(request: HttpRequest, organisation: Any) -> dict[str, Any]:
    found = sheets.of_projects(request, organisation)
    return {"organisation": organisation, "picture": _printable(organisation.logo), **found}


SHEETS: dict[str, Callable[[HttpRequest, Any], dict[str, Any]]] = {
    "project": _project,
    "theme": _theme,
    "country": _country,
    "organisation": _organisation,
}
