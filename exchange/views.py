"""The addresses at which programs read what people read in lists and on pages."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from finder.reading import Entry
from finder.views import entry_at, vocabulary

from . import feeds
from .citations import STYLES


def _site_names(request: HttpRequest) -> tuple[str, str]:
    """Returns the name of the site and that of its publisher, each "" while nobody gave it."""
    site = vocabulary(request).get("site", "site")
    name = str(site.texts.name) if site else ""
    publisher = str(site.publisher) if site and site.publisher else ""
    return name, publisher or name


@require_safe
def project_feed(request: HttpRequest) -> HttpResponse:
    """The projects that the query string selects as an Atom feed; what cannot be read of it is refused, and named."""
    selection = feeds.FeedSelection.of_request(request)
    selection.page  # noqa: B018 - reading the page may find that there is none
    if selection.ignored:
        lines = [f"{item.parameter}={item.value}: {item.reason}" for item in selection.ignored]
        return HttpResponse("\n".join(lines), status=400, content_type="text/plain; charset=utf-8")
    name, publisher = _site_names(request)
    query = selection.url().removeprefix(selection.path)
    text = feeds.atom(selection, f"{reverse('project-list')}{query}", name, publisher)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_safe
def citation(request: HttpRequest, slug: str, style: str) -> HttpResponse:
    """One project as a reference for a library; an old address leads to the present one."""
    found = entry_at(request, "project", slug)
    if not isinstance(found, Entry):
        return HttpResponsePermanentRedirect(f"{found.headers['Location'].rstrip('/')}.{style}")
    form = STYLES[style]
    response = HttpResponse(form.write(found, _site_names(request)[1]), content_type=form.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.key}.{style}"'
    return response
