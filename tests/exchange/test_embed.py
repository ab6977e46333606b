"""A selection in the page of another site: the same projects, light, and the only address that may be framed."""

import itertools
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from editorial import workflow
from exchange.embed import EmbedSelection
from tests.factories import CountryFactory, OrganisationFactory, ProjectCountryFactory, ProjectFactory, SiteFactory

pytestmark = pytest.mark.thorough

STATIC = Path(__file__).resolve().parents[2] / "projectsite" / "static" / "css"
EMBED = "/en/embed/projects/"


@pytest.fixture
def projects(db):
    """Three projects, the first in Azerbaijan, and a draft."""
    country = CountryFactory(code="AZ", name="Azerbaijan", public=True)
    SiteFactory(name="The site", publisher=OrganisationFactory(name="The body", public=True), public=True)
    made = [ProjectFactory(title=f"Title {number}", start=f"201{number}") for number in range(3)]
    ProjectCountryFactory(project=made[0], country=country)
    for project in made:
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    ProjectFactory(title="Draft")
    return made


def page_of(client, address=EMBED):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def titles(page, links="main h2 a"):
    return [link.get_text().replace("\u00a0", " ") for link in page.select(links)]


def test_it_shows_the_projects_of_the_list_of_the_same_query_string(client, projects):
    for query in ("", "?sort=title", "?country=az", "?country=-az&sort=start", "?q=title&year=2011"):
        listed = BeautifulSoup(client.get(f"/en/projects/{query}").content, "html.parser")
        assert titles(page_of(client, EMBED + query)) == titles(listed, ".entry__t a")


def test_a_draft_and_what_was_withdrawn_are_not_in_it(client, projects):
    workflow.withdraw(projects[1], by=None)
    assert titles(page_of(client)) == ["Title 2", "Title 0"]


def test_it_may_be_framed_and_sets_no_cookie(client, projects):
    response = client.get(EMBED)
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "base-uri 'none'" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    assert not response.cookies


def test_nothing_else_may_be_framed(client, projects):
    """Every address of the map, with arguments that lead somewhere or nowhere: an error must not be framed either."""
    seen = 0
    for address in sorted(set(addresses())):
        response = client.get(address)
        policy = response.headers["Content-Security-Policy"]
        is_embed = re.fullmatch(r"/[a-z]{2}/embed/projects/", address)
        assert ("frame-ancestors 'none'" in policy) != bool(is_embed), address
        assert ("X-Frame-Options" in response.headers) != bool(is_embed), address
        seen += 1
    assert seen > 35


def addresses():
    """Gives an address for each pattern of the map, in English."""
    words = {"slug": "title-0", "key": "az", "kind": "project", "number": 1, "style": "bib", "name": "x.pdf"}

    def walk(patterns, before):
        for entry in patterns:
            route = re.sub(r"\(\?P<(\w+)>.*?\)|[\^$]", lambda found: words.get(found[1], ""), str(entry.pattern))
            route = before + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(words.get(found[1], 1)), route)
            if isinstance(entry, URLPattern):
                yield f"/{route}".replace("\\", "").replace("//", "/")
            elif "admin" not in route or before == "":
                yield from walk(entry.url_patterns, route)

    yield from walk(get_resolver().url_patterns, "")


def test_an_address_that_is_not_found_below_it_may_not_be_framed(client, projects):
    response = client.get(f"{EMBED}nothing/")
    assert response.status_code == 404
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_it_names_the_site_and_leads_to_the_list_and_the_feed(client, projects):
    page = page_of(client, f"{EMBED}?country=az&sort=title&scheme=dark")
    footer = {link.get_text(): link["href"] for link in page.select("footer a")}
    assert footer == {
        "The site": "/en/projects/?country=az&sort=title",
        "See 1 project": "/en/projects/?country=az&sort=title",
        "Atom feed": "/en/projects.atom?country=az",
    }
    assert page.find("link", rel="canonical")["href"].endswith("/en/projects/?country=az&sort=title")
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert page.base["target"] == "_top"
    assert not page.base.has_attr("href")
    assert not page.find_all("script")


def test_the_scheme_is_that_of_the_page_around(client, projects):
    assert page_of(client, f"{EMBED}?scheme=dark").html["data-scheme"] == "dark"
    page = page_of(client, f"{EMBED}?scheme=blue&view=globe")
    assert not page.html.has_attr("data-scheme")
    said = page.select_one(".note").get_text()
    assert "scheme=blue" in said
    assert "view=globe" in said


def test_the_dark_scheme_is_that_of_the_site():
    """The sheet of the frame repeats the tokens of the dark scheme; they must not drift apart."""
    tokens = (STATIC / "tokens.css").read_text().partition(':not([data-scheme="light"]) {')[2].partition("}")[0]
    ours = (STATIC / "embed.css").read_text().partition('[data-scheme="dark"] {')[2].partition("}")[0]
    assert ours.split() == tokens.split() != []


def test_sample_data_is_marked(client, projects):
    ProjectFactory(title="Invented", sample=True, public=True)
    marked = [item for item in page_of(client).select("main li") if item.select_one(".tag")]
    assert [item.h2.get_text(strip=True) for item in marked] == ["Invented"]


@pytest.mark.parametrize("view", EmbedSelection.views)
def test_every_view_that_may_be_framed_is_whole(client, projects, view):
    page = page_of(client, f"/ar/embed/projects/?view={view}&year=2011")
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert not page.select(".note")
    for link in page.select("main a[href]"):
        assert "/embed/" not in link["href"], link
        assert "scheme" not in link["href"]


@pytest.mark.parametrize(
    ("view", "sheets"),
    [("list", ["tokens", "base", "embed"]), ("map", ["tokens", "base", "parts", "atlas", "embed"])],
)
def test_a_frame_asks_for_no_sheet_that_it_does_not_need(client, projects, view, sheets):
    links = page_of(client, f"{EMBED}?view={view}").select("link[rel=stylesheet]")
    assert [Path(link["href"]).name.partition(".")[0] for link in links] == sheets


@pytest.mark.parametrize("count", [0, 30])
@pytest.mark.parametrize("view", EmbedSelection.views)
def test_a_frame_costs_the_same_at_any_size(client, projects, count, view):
    for number in range(count):
        ProjectFactory(title=f"More {number}", public=True)
    client.get(EMBED)
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{EMBED}?country=-az&view={view}&sort=title")
    assert len(captured) <= 8, [query["sql"] for query in captured]


def test_the_list_offers_the_frame_to_copy(client, projects):
    page = page_of(client, "/en/projects/?country=az&sort=title&page=1")
    snippet = BeautifulSoup(page.select_one("textarea[readonly]").get_text(), "html.parser")
    frame = snippet.find("iframe")
    assert frame["src"] == "http://127.0.0.1:8000/en/embed/projects/?country=az&sort=title"
    assert frame["title"] == "The site: Country: Azerbaijan"
    assert frame["loading"] == "lazy"
    assert client.get(frame["src"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_view_that_has_no_frame_is_framed_as_a_list(client, projects):
    page = page_of(client, "/en/projects/?view=table&columns=donors")
    assert 'src="http://127.0.0.1:8000/en/embed/projects/"' in page.select_one("textarea[readonly]").get_text()


def test_what_a_visitor_typed_cannot_leave_the_snippet(client, projects):
    page = page_of(client, "/en/projects/?q=%22%3E%3C/textarea%3E%3Cscript%3E")
    assert not page.select("textarea ~ script")
    snippet = BeautifulSoup(page.select_one("textarea[readonly]").get_text(), "html.parser")
    assert [element.name for element in snippet.find_all(True)] == ["iframe"]


@pytest.mark.parametrize("view", ["figures", "map", "list"])
def test_headings_go_down_step_by_step(client, projects, view):
    levels = [int(node.name[1]) for node in page_of(client, f"{EMBED}?view={view}").select("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize(
    ("view", "named"), [("map", "Map"), ("figures", "Figures"), ("table", "List"), ("timeline", "List")]
)
def test_what_is_copied_says_which_view_it_shows(client, projects, view, named):
    page = page_of(client, f"/en/projects/?view={view}")
    assert f"({named})" in page.select_one("#embed summary").get_text()
    assert ("view=" in page.select_one("#frame").get_text()) == (named != "List")
