"""Every public page in every language: whole, well-formed, under the strict policy and without a cookie."""

import re
from urllib.parse import quote

import html5lib
import pytest
from bs4 import BeautifulSoup

from editorial.texts import direction, site_languages
from projectsite.middleware import CONTENT_SECURITY_POLICY

from .conftest import content_of, detail_addresses, list_addresses, machine_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def well_formed(address, content):
    """Fails with the errors that a strict parser finds."""
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(content, transport_encoding="utf-8")
    found = [f"{place}: {code} {data}" for place, code, data in parser.errors]
    assert not found, f"{address}: {found[:3]}"


def check_page(address, response, language):
    assert response.status_code == 200, address
    assert not response.cookies, address
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "private" not in response.headers.get("Cache-Control", ""), address
    assert response.headers["Content-Language"] == language
    well_formed(address, response.content)
    page = BeautifulSoup(response.content, "html.parser")
    assert (page.html["lang"], page.html["dir"]) == (language, direction(language)), address
    assert page.title.string.strip(" –"), address
    assert len(page.find_all("main")) == len(page.find_all("h1")) == 1, address
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{address}: an id stands twice"
    for element in page.find_all(lang=True):
        assert element["lang"] in site_languages(), address
        if element.get("dir"):
            assert element["dir"] in (direction(element["lang"]), "auto"), address
    for image in page.find_all("img"):
        assert image.has_attr("alt"), f"{address}: {image}"
    for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for element in page.find_all(attrs={name: True}):
            named = element[name] if isinstance(element[name], list) else element[name].split()
            assert set(named) <= set(ids), f"{address}: {name}={element[name]}"
    for link in page.find_all("a"):
        assert link.get_text(strip=True) or link.get("aria-label"), f"{address}: a link says nothing"
    return page


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("language", site_languages())
def test_every_page_of_a_language_is_whole(client, language):
    lists, details = list(list_addresses(language)), list(detail_addresses(language))
    assert len(details) > 30
    # Details in the other languages come from the same templates: every sixth shows each kind still.
    for address in [*lists, *(details if language in ("en", "ar") else details[::6])]:
        check_page(address, client.get(address), language)


@pytest.mark.usefixtures("site")
def test_no_link_of_the_site_is_broken(client):
    """Every address that a page in English links to on this site answers."""
    seen, waiting = set(), ["/en/", *detail_addresses("en")]
    known = set(waiting)
    while waiting:
        address = waiting.pop()
        seen.add(address)
        page = BeautifulSoup(client.get(address).content, "html.parser")
        for link in page.find_all(href=True):
            target = link["href"].partition("#")[0]
            if target.startswith("/") and not target.startswith(("/static/", "/admin/")) and target not in known:
                known.add(target)
    for target in sorted(known - seen):
        # One query string of each shape is enough: the lists are walked elsewhere.
        if "?" in target and target.count("&") > 1:
            continue
        assert client.get(target).status_code in (200, 301, 302), target
    assert len(known) > 100


@pytest.mark.usefixtures("site")
def test_every_address_for_machines_answers_without_a_cookie(client):
    for address in machine_addresses():
        response = client.get(address)
        assert response.status_code == (302 if address == "/" else 200), address
        assert not response.cookies
        assert "Content-Security-Policy" in response.headers
        assert content_of(response) or address == "/"


@pytest.mark.usefixtures("site")
def test_the_sitemap_lists_pages_that_answer_with_their_languages(client):
    index = client.get("/sitemap.xml").content.decode()
    parts = re.findall(r"<loc>https?://[^/]+(/[^<]+)</loc>", index)
    assert len(parts) >= 6
    for part in parts:
        content = client.get(part).content.decode()
        places = re.findall(r"<loc>https?://[^/]+(/[^<]+)</loc>", content)
        assert places, part
        for place in places[::9]:
            assert client.get(place).status_code == 200, place


@pytest.mark.usefixtures("site")
def test_every_page_names_its_canonical_address_and_other_languages(client):
    for address in list(detail_addresses("en"))[::4]:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        canonical = page.find("link", rel="canonical")["href"]
        path = canonical[canonical.index("/", 8) :]
        assert client.get(path).status_code == 200
        for alternate in page.find_all("link", hreflang=True):
            href = alternate["href"]
            other = client.get(href[href.index("/", 8) :])
            assert other.status_code == 200, href
            assert f'<html lang="{alternate["hreflang"]}"'.encode() in other.content


@pytest.mark.usefixtures("site")
def test_changing_the_language_keeps_the_query(client):
    page = BeautifulSoup(client.get("/en/projects/?country=az&sort=title&page=1").content, "html.parser")
    urls = {link["hreflang"]: link["href"] for link in page.find_all("a", hreflang=True)}
    assert urls["ar"] == "/ar/projects/?country=az&sort=title&page=1"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_public_pages_are_only_read(client, method):
    for address in ("/en/", "/en/projects/", "/en/countries/", "/sitemap.xml"):
        assert getattr(client, method)(address).status_code == 405, address


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "address",
    [
        "/en/projects/nobody/", "/ar/projects/لا-أحد/", "/en/countries/zz/", "/en/nobody/", "/en/themes/nobody/",
        "/media/documents/nobody.pdf", "/media/../manage.py", "/sitemap-project-99.xml", "/sitemap-site-1.xml",
        "/en/projects/a b/",
    ],
)  # fmt: skip
def test_where_nothing_is_the_answer_says_so(client, address):
    response = client.get(quote(address, safe="/"))
    assert response.status_code == 404
    assert not response.cookies
    if address.startswith(("/en/", "/ar/")):
        well_formed(address, response.content)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/projects/?q=%00", 400),
        ("/en/projects/?country=%FF", 400),
        ("/en/projects/%FF/", 400),
        ("/en/projects/%00/", 400),
        ("/en/projects/?page=%D9%A2", 200),
        ("/en/projects/?q=%F0%9F%98%80", 200),
        ("/en/projects/?" + "country=az&" * 200, 200),
        ("/en/projects/?q=" + "a" * 3000, 200),
        ("/media/%00", 400),
        ("/en/countries/%C3%A9%C3%A9/", 404),
    ],
)
def test_no_malformed_address_is_an_error(client, address, status):
    assert client.get(address).status_code == status
