"""What holds for every answer: the security headers, who may keep a copy, and that no malformed address is an error.

Order in MIDDLEWARE: `SecurityHeaders` first, so that errors, redirects and static files carry the headers too; then
Django's SecurityMiddleware; then `RefuseMalformed`, before anything else reads the path or the parameters.

Visitors get no cookie: nothing on a public page may touch `request.session` or `request.user` (the messages and auth
context processors do so only when a template uses them), and no public form carries a CSRF token.
"""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers

from finder.selection import LONGEST

GetResponse = Callable[[HttpRequest], HttpResponse]

# In bytes, path and query together: an address with as many filters as a page takes. gunicorn.conf.py lets longer ones
# come as far as this, so that a person who pasted a chapter into the search is answered by a page of the site.
LONGEST_ADDRESS = 8190

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# What other sites may show within their pages (`exchange.embed`) says so as Django has it, by `xframe_options_exempt`.
EMBED_POLICY = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
# Uploaded files are shown by our pages and downloaded, never run as pages of their own.
MEDIA_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Puts the same constant headers on every answer, and keeps answers made for one person out of every cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_media = settings.MEDIA_URL != "/" and request.path_info.startswith(settings.MEDIA_URL)
        is_for_frames = getattr(response, "xframe_options_exempt", False)
        policy = MEDIA_POLICY if is_media else EMBED_POLICY if is_for_frames else CONTENT_SECURITY_POLICY
        if not (settings.DEBUG and response.status_code in {404, 500}):  # Django's debug pages bring inline styles
            response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not is_for_frames:
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if is_personal(request, response):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Tells whether an answer may differ from person to person: it read or set a cookie, or belongs to the admin."""
    session = getattr(request, "session", None)
    match = request.resolver_match
    return bool(
        response.cookies or (session is not None and session.accessed) or (match and "admin" in match.app_names)
    )


class RefuseMalformed:
    """Answers 400 to what no browser sends and no database can hold, a NUL or bytes that are not UTF-8, and 414 to
    addresses that are too long.

    Looked at are the path, the query string and the fields of a form. Django would read bad bytes in a query as U+FFFD
    and carry on with a search nobody asked for; the raw bytes are checked here, so a U+FFFD that was sent as such is
    let through. In a multipart form the two cannot be told apart any more: there bad bytes become that harmless sign.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info.encode()  # Django has decoded it and left bytes that are not UTF-8 percent-encoded
        query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
        if len(path) + len(query) > LONGEST_ADDRESS:
            return refuse(request, 414)
        if is_malformed(unquote_to_bytes(path)) or is_malformed(unquote_to_bytes(query)):
            return refuse(request, 400)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        """Checks a form before the view, and before the CSRF check, sees it."""
        if request.method == "POST" and has_malformed_form(request):
            return refuse(request, 400)
        return None


def is_malformed(raw: bytes) -> bool:
    """Tells whether bytes hold a NUL or are not UTF-8."""
    try:
        return "\x00" in raw.decode()
    except UnicodeDecodeError:
        return True


def has_malformed_form(request: HttpRequest) -> bool:
    """Tells whether a form's names or values are malformed; anything but a form is left to its view."""
    try:
        if request.content_type == "application/x-www-form-urlencoded":
            return is_malformed(unquote_to_bytes(request.body))
        if request.content_type == "multipart/form-data":
            return any("\x00" in text for name, values in request.POST.lists() for text in (name, *values))
    except UnreadablePostError:
        # The sender hung up half-way: the CSRF check answers that.
        return False
    return False


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """Returns the site's page for a bad request, in the language of the address or else of the browser."""
    language = translation.get_language_from_request(request, check_path=True)
    with translation.override(language):
        page = render_to_string(f"{status}.html", {"longest": LONGEST})
    response = HttpResponse(page, status=status, headers={"Content-Language": language, "Cache-Control": "no-store"})
    patch_vary_headers(response, ["Accept-Language"])
    return response
