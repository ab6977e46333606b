"""The headers of every answer, who may keep a copy, and addresses that no browser sends."""

import pytest
from bs4 import BeautifulSoup
from django.http import FileResponse, Http404, HttpResponse
from django.test import Client
from django.urls import include, path

from finder import vocabulary
from finder.selection import LONGEST
from projectsite.middleware import CONTENT_SECURITY_POLICY, LONGEST_ADDRESS
from tests.factories import SiteFactory

MIDDLEWARE = [
    "projectsite.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "projectsite.middleware.RefuseMalformed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]


def page(request, word=""):
    return HttpResponse(f"{word} {request.GET.get('q', '')} {request.POST.get('q', '')}")


def greeting(request):
    return HttpResponse(request.session.get("name", "nobody"))


def broken(request):
    raise RuntimeError


def missing(request):
    raise Http404


def picture(request):
    return FileResponse(b"picture", content_type="image/png")


def kept(request):
    return HttpResponse("", headers={"Cache-Control": "public, max-age=600"})


def staff(request):
    return HttpResponse("staff", headers={"Cache-Control": "public"})


def plain(request, exception=None):
    return HttpResponse("plain", status=500 if exception is None else 404)


handler404 = handler500 = plain

urlpatterns = [
    path("page/", page),
    path("page/<str:word>/", page),
    path("fr/page/", page),
    path("greeting/", greeting),
    path("broken/", broken),
    path("missing/", missing),
    path("kept/", kept),
    path("media/picture.png", picture),
    path("admin/", include(([path("", staff)], "admin"))),
]


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = MIDDLEWARE
    settings.MEDIA_URL = "/media/"
    settings.SECURE_SSL_REDIRECT = False
    settings.SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    return Client(raise_request_exception=False, enforce_csrf_checks=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/page/", 200),
        ("/page", 301),
        ("/missing/", 404),
        ("/broken/", 500),
        ("/page/?q=%00", 400),
        ("/admin/", 200),
        (f"/page/?q={'x' * 10_000}", 414),
    ],
)
def test_every_answer_carries_the_headers(client, address, status):
    response = client.get(address)
    assert response.status_code == status
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_policy_has_no_exception():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "data:" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


def test_an_uploaded_file_runs_nothing(client):
    assert client.get("/media/picture.png")["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_a_visitor_gets_no_cookie_and_a_page_that_may_be_kept(client):
    response = client.get("/kept/")
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=600"
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/greeting/", "/admin/"])
def test_what_may_differ_from_person_to_person_is_never_kept(client, address):
    assert client.get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address",
    [
        "/page/?q=%00",
        "/page/?%00=q",
        "/page/?q=%ff",
        "/page/?q=%C3%28",
        "/page/%00/",
        "/page/%ff/",
        "/page/?q=%ED%A0%80",
    ],
)
def test_a_malformed_address_is_refused_politely(client, address):
    assert_refused(client.get(address), 400, "en")


def assert_refused(response, status, language):
    """A page of the site, for nobody's store, with ways on in the language of the reader."""
    assert response.status_code == status
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Language"] == language
    page = BeautifulSoup(response.content, "html.parser")
    assert page.html["lang"] == language
    assert page.h1.get_text() == page.title.get_text()
    assert page.find("form", role="search")["action"] == f"/{language}/projects/"
    assert page.select_one("header .brand")["href"] == f"/{language}/"
    assert page.select_one("header .brand").get_text()
    assert [link["href"] for link in page.select("main a")] == [f"/{language}/projects/", f"/{language}/"]
    return page


@pytest.mark.parametrize(("query", "status"), [("%00", 400), ("%ff", 400), ("x" * 10_000, 414), ("%D0%B6" * 2000, 414)])
def test_the_refusal_speaks_the_language_of_the_address_or_of_the_browser(client, query, status):
    german = {"accept-language": "de"}
    assert_refused(client.get(f"/fr/page/?q={query}", headers=german), status, "fr")
    page = assert_refused(client.get(f"/ar/page/?q={query}"), status, "ar")
    assert page.html["dir"] == "rtl"
    response = client.get(f"/page/?q={query}", headers=german)
    assert_refused(response, status, "de")
    assert "Accept-Language" in response["Vary"]


@pytest.mark.django_db
def test_a_refusal_names_the_site_without_asking_the_database(client, django_assert_num_queries):
    SiteFactory(name="The site", public=True)
    vocabulary.current("en")
    with django_assert_num_queries(0):
        page = assert_refused(client.get("/page/?q=%00"), 400, "en")
    assert page.select_one("header .brand").get_text() == "The site"


def test_an_address_that_is_too_long_is_told_how_much_of_a_search_is_used(client):
    page = assert_refused(client.get(f"/page/?q={'x' * LONGEST_ADDRESS}"), 414, "en")
    assert str(LONGEST) in page.main.get_text()
    assert_refused(client.get(f"/page/{'x' * LONGEST_ADDRESS}/"), 414, "en")
    assert client.get(f"/page/?q={'x' * (LONGEST_ADDRESS - 10)}").status_code == 200


@pytest.mark.parametrize(
    "address", ["/page/?q=%D8%B9%D9%85", "/page/?q=%EF%BF%BD", "/page/?q=100%", "/page/%D8%B9/", "/page/?q=%2500"]
)
def test_other_scripts_and_odd_signs_are_welcome(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("body", [b"q=%00", b"%00=q", b"q=%ff", b"q=\xff"])
def test_a_malformed_form_is_refused(client, body):
    assert client.post("/page/", body, content_type="application/x-www-form-urlencoded").status_code == 400


def test_a_nul_in_a_form_with_files_is_refused_and_other_bytes_become_a_sign(client):
    assert client.post("/page/", {"q": "a\x00b"}).status_code == 400
    form = b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\n\xff\r\n--x--\r\n'
    response = client.post("/page/", form, content_type="multipart/form-data; boundary=x")
    assert response.content.decode() == "  \ufffd"


def test_a_form_in_any_script_arrives(client):
    assert "عمل" in client.post("/page/", {"q": "عمل"}).content.decode()
    body = "q=%D8%B9%D9%85%D9%84"
    answer = client.post("/page/", body, content_type="application/x-www-form-urlencoded")
    assert "عمل" in answer.content.decode()
