"""What belongs to no room: previews, stored files, the sitemap, robots, and the pages for errors."""

from typing import Any

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from editorial import kinds, snapshots
from editorial.models import Label, Publication
from editorial.texts import site_languages
from finder import reading
from finder.addresses import absolute
from finder.models import IndexRow
from finder.views import pages, show
from partners.models import Hat
from partners.views import canonical_hats

from .middleware import refuse

IN_SITEMAP = ("project", "organisation", "country", "theme", "document", "page")
SITEMAP_SIZE = 1000
MOST_PARTS = 10_000
INLINE = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".webp"})


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Leads to the home page in the language that the browser asks for."""
    response = HttpResponseRedirect(f"/{get_language()}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


# --- Staff -----------------------------------------------------------------------------------------------------------


@staff_member_required
@require_safe
def preview(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Shows staff the page of a working copy as the public would see it, whether or not it is public."""
    if kind not in pages or not request.user.has_perm(_view_permission(kind)):
        raise Http404
    obj = get_object_or_404(kinds.get(kind).model._base_manager, key=key)
    entry = reading.preview(snapshots.take(obj), get_language())
    request.is_preview = True
    response = show(request, entry)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _view_permission(kind: str) -> str:
    meta = kinds.get(kind).model._meta
    return f"{meta.app_label}.view_{meta.model_name}"


# --- Files -----------------------------------------------------------------------------------------------------------


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serves a stored file that something public names; staff see in previews what is not public yet."""
    public = IndexRow.objects.filter(facet="file", value=name, publication__in=Publication.objects.visible())
    is_public = public.exists()
    if not is_public and not _is_staff(request):
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, ValueError) as error:
        raise Http404 from error
    suffix = name[name.rfind(".") :].lower()
    response = FileResponse(file, as_attachment=suffix not in INLINE)
    # Short enough that a file withdrawn is soon gone from caches too.
    response["Cache-Control"] = "public, max-age=300" if is_public else "private, no-store"
    return response


def _is_staff(request: HttpRequest) -> bool:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_session and request.user.is_active and request.user.is_staff


# --- Machines --------------------------------------------------------------------------------------------------------


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tells robots where the sitemap is and what is not for them."""
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {absolute(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Names the parts of the sitemap: the lists, and every kind of public thing in portions."""
    parts = [("lists", 1)]
    for kind in IN_SITEMAP:
        total = _listed(kind).count()
        parts += [(kind, number) for number in range(1, (total + SITEMAP_SIZE - 1) // SITEMAP_SIZE + 1)]
    urls = [absolute(reverse("sitemap-part", args=part)) for part in parts]
    return _xml("sitemap_index.xml", {"urls": urls})


@require_safe
def sitemap(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Lists public things of a kind with their addresses in the languages in which they are written."""
    if kind == "lists":
        return _xml("sitemap.xml", {"pages": [_list_page(name) for name in _list_names()]})
    if kind not in IN_SITEMAP or not 1 <= number <= MOST_PARTS:
        raise Http404
    start = (number - 1) * SITEMAP_SIZE
    publications = list(_listed(kind).order_by("pk")[start : start + SITEMAP_SIZE])
    if not publications:
        raise Http404
    labels: dict[int, list[Label]] = {}
    for label in Label.objects.filter(publication__in=[publication.pk for publication in publications]):
        # A label in a fallback language is no page of its own.
        if label.shown_in == label.language:
            labels.setdefault(label.publication_id, []).append(label)
    found = [(publication, labels.get(publication.pk, [])) for publication in publications]
    # An organisation is listed where its page is, not where an address redirects to it.
    hats = canonical_hats(publication.key for publication in publications) if kind == "organisation" else {}
    listed = [_page(publication, of, hats.get(publication.key)) for publication, of in found if of]
    return _xml("sitemap.xml", {"pages": listed})


def _listed(kind: str) -> Any:
    publications = Publication.objects.visible().of(kind)
    if kind == "country":
        return publications.filter(key__in=IndexRow.objects.of("project", "country").values("value"))
    return publications


def _page(publication: Publication, labels: list[Label], hat: Hat | None) -> dict[str, Any]:
    kind, urls = kinds.get(publication.kind), {}
    options = {"hat": hat} if hat else {}
    for label in labels:
        with override(label.language):
            urls[label.language] = absolute(kind.url(label.key, label.slug, **options))
    return {"urls": urls, "changed": publication.changed_at}


def _list_names() -> tuple[str, ...]:
    lists = ("project-list", "agency-list", "partner-list", "donor-list", "country-list", "theme-list", "document-list")
    return ("home", *lists)


def _list_page(name: str) -> dict[str, Any]:
    urls = {}
    for language in site_languages():
        with override(language):
            urls[language] = absolute(reverse(name))
    return {"urls": urls, "changed": None}


def _xml(template: str, context: dict[str, Any]) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), content_type="application/xml; charset=utf-8")


# --- Errors ----------------------------------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers a request that no browser sends."""
    return refuse(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers who may not see a page."""
    return HttpResponse(render_to_string("403.html"), status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form whose protection has run out, in the site's own words and under its own policy."""
    return HttpResponse(render_to_string("403.html"), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers an address where nothing is, in the language of the address, with ways on."""
    request.is_missing = True
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers when the site fails: a page that needs neither database nor context."""
    return HttpResponse(render_to_string("500.html"), status=500)
