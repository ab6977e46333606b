"""What every public page does: find the thing behind an address, read it in the reader's language, keep old addresses.

Each room registers how the page of its kind is made (`page_of`); the address, its redirects and the preview share it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from editorial import kinds
from editorial.models import Address, Label

from .reading import Entry, Name, Names, read
from .vocabulary import Vocabulary, current

Context = dict[str, Any]


@dataclass(frozen=True)
class PageOf:
    """How the page of one kind is made: its template, and the context for an entry."""

    template: str
    context: Callable[[HttpRequest, Entry], Context]


pages: dict[str, PageOf] = {}


@dataclass(frozen=True)
class FormOf:
    """A form that the pages of some kinds also have, at `?format=`: whether it can be had here, and how it is made."""

    kinds: frozenset[str]
    is_available: Callable[[], bool]
    answer: Callable[[HttpRequest, Entry], HttpResponse]


# Filled from above, by the rooms that make these forms; a page knows their names only.
forms: dict[str, FormOf] = {}


def page_of(kind: str, template: str) -> Callable:
    """Registers the function that gives the context of the page of a kind."""

    def register(context: Callable[[HttpRequest, Entry], Context]) -> Callable:
        pages[kind] = PageOf(template, context)
        return context

    return register


def vocabulary(request: HttpRequest) -> Vocabulary:
    """Returns the vocabulary of a request, read once."""
    if not hasattr(request, "vocabulary"):
        request.vocabulary = current(get_language(), getattr(request, "change", None))
    return request.vocabulary


def names(request: HttpRequest) -> Names:
    """Returns the names of a request's page: whatever its parts name is read together."""
    if not hasattr(request, "names"):
        request.names = vocabulary(request).new_names()
    return request.names


def show(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Renders the page of an entry, or the form of it that the address asks for; a preview has no other form."""
    page = pages[entry.record["kind"]]
    request.names = entry.names
    offered = {} if getattr(request, "is_preview", False) else forms_of(entry.record["kind"])
    if form := offered.get(request.GET.get("format", "")):
        return form.answer(request, entry)
    available = [name for name, form in offered.items() if form.is_available()]
    return render(request, page.template, {"entry": entry, "forms": available, **page.context(request, entry)})


def forms_of(kind: str) -> dict[str, FormOf]:
    """Returns the other forms of the pages of a kind by name, available here or not."""
    return {name: form for name, form in forms.items() if kind in form.kinds}


def entry_at(request: HttpRequest, kind: str, slug: str, **options: Any) -> Entry | HttpResponse:
    """Returns the public thing at an address, or the redirect to where it is now; raises Http404 for neither.

    `options` are what the kind's own address takes: the hat of an organisation.
    """
    language = get_language()
    here = Address.objects.filter(kind=kind, language=language, path=slug, current=True).values("key")
    labels = Label.objects.filter(kind=kind, key__in=here)
    labels = list(labels if kinds.get(kind).few else labels.select_related("publication__record"))
    if not labels:
        return moved(request, kind, slug, **options)
    entry = known_entry(request, labels)
    request.slugs = {label.language: (kinds.get(kind), entry.key, label.slug) for label in labels}
    note_languages(request, entry)
    return entry


def known_entry(request: HttpRequest, labels: list[Label]) -> Entry:
    """Returns the entry of the labels of one thing: from the vocabulary, or with its Record from the database."""
    language, page_names = get_language(), names(request)
    kind, key = labels[0].kind, labels[0].key
    if kinds.get(kind).few and (entry := vocabulary(request).get(kind, key)):
        return replace(entry, names=page_names)
    page_names.know(Name.of(label, language) for label in labels if label.language == language)
    (entry,) = read([labels[0].publication], language, page_names)
    return entry


def moved(request: HttpRequest, kind: str, slug: str, **options: Any) -> HttpResponse:
    """Redirects for ever from an old address, or one of another language, to the present one."""
    language = get_language()
    known = Address.objects.filter(kind=kind, path=slug).values_list("language", "current", "key")
    # An address of the reader's language comes first, a current one before one that was left.
    best = sorted(known, key=lambda row: (row[0] != language, not row[1]))
    for _language, _current, key in best[:1]:
        if label := Label.objects.filter(kind=kind, key=key, language=language).first():
            return redirect_to(request, Name.of(label, language).at(**options).url)
    raise Http404


def redirect_to(request: HttpRequest, path: str) -> HttpResponse:
    """Redirects for ever to another path with the same query."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def note_languages(request: HttpRequest, entry: Entry) -> None:
    """Notes in which languages an entry is written and in which it is shown, for search engines."""
    request.written = entry.languages
    request.shown_in = entry.title.language
