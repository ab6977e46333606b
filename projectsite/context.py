"""What every public page needs around its content: the site's name, navigation, languages and addresses."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info, override, pgettext

from editorial.texts import direction, site_languages
from finder.addresses import absolute
from finder.reading import Entry
from finder.views import vocabulary
from partners.models import Hat


@dataclass(frozen=True)
class Item:
    """A link of the navigation; `current` is "page" on the page itself, "true" on pages below it."""

    label: Any
    url: str
    current: str = ""


@dataclass(frozen=True)
class MenuPage:
    """A content page in the menu, with the pages below it."""

    name: Any
    url: str
    current: str
    children: tuple["MenuPage", ...]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Returns the context of every public page; nothing for the admin and for addresses outside the languages."""
    match = request.resolver_match
    if match is not None and "admin" in match.app_names and not getattr(request, "is_missing", False):
        return {}
    language = get_language()
    known = vocabulary(request)
    return {
        "site": known.get("site", "site") or _Nameless(),
        "sections": _sections(request.path),
        "menu": _menu(request, None),
        "language": language,
        "direction": direction(language),
        "languages": _languages(request, language),
        "footnotes": _Footnotes(request),
        "site_url": settings.SITE_URL,
        **_addresses(request, language),
    }


class _Nameless:
    """Stands for the site's settings until there are any."""

    class texts:
        name = strap_line = lead = contact = legal_notes = boundary_note = ""

    contact_email, publisher = "", None


class _Footnotes:
    """The names on a page beside which a note has to stand; known once the page above is written."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __iter__(self):
        names = getattr(self.request, "names", None)
        return iter(names.with_notes if names is not None else ())


def _sections(path: str) -> list[Item]:
    sections = [
        (pgettext("section", "Projects"), reverse("project-list")),
        *((hat.title, reverse(f"{hat.value}-list")) for hat in Hat),
        (pgettext("section", "Countries"), reverse("country-list")),
        (pgettext("section", "Themes"), reverse("theme-list")),
        (pgettext("section", "Documents"), reverse("document-list")),
    ]
    return [Item(label, url, _current(path, url)) for label, url in sections]


def _current(path: str, url: str) -> str:
    return "page" if path == url else "true" if path.startswith(url) else ""


def _menu(request: HttpRequest, parent: str | None) -> tuple[MenuPage, ...]:
    pages: list[Entry] = vocabulary(request).children("page", parent)
    return tuple(
        MenuPage(page.label, page.url, _current(request.path, page.url), _menu(request, page.key))
        for page in pages
        if page.record["in_menu"]
    )


# --- The same page in other languages --------------------------------------------------------------------------------


def _path_in(request: HttpRequest, language: str, view_name: str | None = None) -> str:
    """Returns the path of this page in a language, or that of the same thing under another view."""
    if slugs := getattr(request, "slugs", None):
        # A language added to the settings has no addresses before `rebuild_records` has run.
        kind, key, slug = slugs.get(language) or next(iter(slugs.values()))
        with override(language):
            match = request.resolver_match
            if match is not None and "slug" in match.kwargs:
                return reverse(view_name or match.view_name, kwargs={**_plain(match.kwargs), "slug": slug})
            return kind.url(key, slug)
    prefix = f"/{get_language()}/"
    return f"/{language}/{request.path.removeprefix(prefix)}" if request.path.startswith(prefix) else f"/{language}/"


def _plain(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Returns the arguments that stand in the address, without those that the map of addresses adds."""
    return {name: value for name, value in kwargs.items() if name != "hat"}


def _languages(request: HttpRequest, language: str) -> list[dict[str, Any]]:
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return [
        {
            "code": code,
            "native": get_language_info(code)["name_local"],
            "url": _path_in(request, code) + query,
            "current": code == language,
        }
        for code in site_languages()
    ]


def _addresses(request: HttpRequest, language: str) -> dict[str, Any]:
    """Returns the canonical address, and those of the languages in which the page is really written."""
    written = getattr(request, "written", site_languages())
    shown_in = getattr(request, "shown_in", language)
    view_name = getattr(request, "canonical_view", None)
    canonical = _path_in(request, shown_in if shown_in in site_languages() else language, view_name)
    alternates = [{"code": code, "url": absolute(_path_in(request, code, view_name))} for code in written]
    return {"canonical": absolute(canonical), "alternates": alternates if len(alternates) > 1 else []}
