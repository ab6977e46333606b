"""The map of a selection: each circle is the count of its country, and together they are the selection."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from partners import maps
from tests.factories import CountryFactory, ProjectFactory, SiteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ADDRESS = "/en/projects/"
POINTS = {
    "MD": (47, 28),
    "AZ": (40, 48),
    "GE": (42, 43),
    "AM": (40, 45),
    "SN": (14, -14),
    "GH": (8, -1),
    "BR": (-10, -53),
}


@pytest.fixture(scope="module")
def projects(django_db_setup, django_db_blocker):
    """Thirty projects, each in none to three of seven countries on three continents."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_projects()
        yield
        transaction.set_rollback(True)


def make_projects():
    SiteFactory(boundary_note="Boundaries imply nothing.")
    countries = [
        CountryFactory(code=code, name=f"Land {code}", latitude=latitude, longitude=longitude)
        for code, (latitude, longitude) in POINTS.items()
    ]
    for number in range(30):
        project = ProjectFactory(title=f"Title {number}", start=f"{2000 + number}")
        for place in sorted({number % 7, number * number % 7, number % 5} if number % 6 else ()):
            project.countries.create(country=countries[place], position=place)
        workflow.publish(workflow.save_revision(project, by=None), by=None)


@pytest.fixture
def few_on_the_large_map(monkeypatch):
    """Leaves the two countries with the fewest projects off the large map; one of them has a region for itself."""
    maps.atlas.cache_clear()
    monkeypatch.setattr("partners.maps.MOST_ON_ONE", 5)
    yield
    maps.atlas.cache_clear()


def page(client, query="view=map"):
    response = client.get(query if query.startswith("/") else f"{ADDRESS}?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def listed(client, url):
    """Returns the titles of the list at an address, over its only page."""
    soup = page(client, f"{url}&per_page=100")
    titles = {node.get_text(strip=True) for node in soup.select(".entry__t")}
    assert len(titles) == int(re.match(r"\d+", soup.select_one("#results").get_text())[0])
    return titles


def circles(soup, where=".atlas__w--middle"):
    """Returns the circles of the maps by name: the number, and the address behind it."""
    found = {}
    for node in soup.select(f":is({where}) .map :is(a, g:has(> circle))"):
        said = node.get("aria-label") or (node.title or node).get_text(" ", strip=True)
        name, number = re.fullmatch(r"(.+?):?\s(\d+)(?: projects?)?", said.strip()).groups()
        found[name] = int(number), node.get("href", "")
    return found


@pytest.mark.parametrize("query", ["", "country=-az", "year=2015", "country=md&country=sn", "q=title"])
def test_circles_are_the_counts_of_their_countries_and_together_the_selection(client, projects, query):
    soup = page(client, f"{query}&view=map")
    found = circles(soup)
    table = {
        row.th.get_text(strip=True): (int(row.select_one("td.n").get_text()), (row.a or {}).get("href", ""))
        for row in soup.select("#by-country tbody tr")
    }
    assert found == table
    union = set()
    for number, url in found.values():
        if url:
            titles = listed(client, url)
            assert len(titles) == number
            union |= titles
    for link in soup.select(".atlas > p a"):
        if "country=none" in link["href"]:
            assert "name no country" in link.get_text()
            union |= listed(client, link["href"])
    assert union == listed(client, f"{ADDRESS}?{query}")


def test_every_map_agrees_with_the_one_that_shows_all(client, projects):
    soup = page(client)
    whole = circles(soup)
    assert len(whole) == len(POINTS)
    for where in (".plates", ".atlas__w--wide", ".atlas__w--tall"):
        other = circles(soup, where)
        assert other
        assert other.items() <= whole.items()


def test_a_region_has_a_map_of_its_own_where_it_has_two_countries_or_is_not_on_the_large_map(
    client, projects, few_on_the_large_map
):
    soup = page(client)
    drawn = [node.get_text(" ", strip=True).rstrip(" 0123456789") for node in soup.select(".plate__t")]
    assert sorted(drawn) == ["South America", "Western Africa", "Western Asia"]
    assert "Land BR" not in circles(soup, ".atlas__w--wide")
    assert circles(soup, ".plates, .atlas__w--wide").keys() == circles(soup).keys()


def test_a_country_that_only_some_maps_of_the_world_have_is_on_one_of_its_region(client, projects, monkeypatch):
    """What is seen depends on the width; Brazil, alone in its region, is not among the few of narrow screens."""
    maps.atlas.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr("partners.maps._TALL", (2, maps._TALL[1]))
        patched.setattr("partners.maps._MIDDLE", (2, maps._MIDDLE[1]))
        soup = page(client)
    maps.atlas.cache_clear()
    for where in (".atlas__w--wide", ".atlas__w--middle", ".atlas__w--tall"):
        assert circles(soup, f".plates, {where}").keys() == {f"Land {code}" for code in POINTS}


def test_what_lies_in_no_region_has_a_map_without_a_list(client, projects):
    country = CountryFactory(code="AQ", name="Land AQ", latitude=-80, longitude=20)
    for number in range(2):
        project = ProjectFactory(title=f"Ice {number}", start="2020")
        project.countries.create(country=country, position=0)
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    soup = page(client)
    head = soup.find("h4", string=re.compile("Elsewhere")) or soup.select(".plate__t")[-1]
    assert head.get_text(" ", strip=True) == "Elsewhere 2"
    assert not head.a
    assert "Land AQ" in circles(soup, ".plates")


def test_narrow_screens_show_every_part_of_the_world_that_has_projects(client, projects):
    for where in (".atlas__w--middle", ".atlas__w--tall"):
        assert len(circles(page(client), where)) == len(POINTS)


def test_of_one_or_two_projects_nothing_is_said_to_be_where_most_are(client, projects):
    assert not page(client, "view=map&country=md&from=2008&to=2008").select(".atlas > .fig__s")


def test_a_region_has_each_project_once_and_its_list(client, projects):
    for head in page(client).select(".plate__t"):
        number = int(head.select_one(".n").get_text())
        assert len(listed(client, head.a["href"])) == number


def test_the_page_says_where_most_projects_are_and_what_boundaries_imply(client, projects):
    text = page(client).get_text(" ", strip=True)
    assert re.search(r"Most projects, \d+, are in Western Asia\.", text)
    assert "Boundaries imply nothing." in text
    assert "not on the map of the world" not in text


def test_a_country_beside_the_chosen_one_has_a_number_and_no_link(client, projects):
    soup = page(client, "country=md&view=map")
    found = circles(soup)
    assert [name for name, (_number, url) in found.items() if url] == ["Land MD"]
    assert len(found) > 1
    assert "A number without a link" in soup.get_text()


def test_equal_numbers_are_laid_out_once_whatever_else_the_address_says(client, projects):
    maps.atlas.cache_clear()
    for query in ("view=map", "view=map&sort=title", "view=map&per_page=50", "view=map&from=1990"):
        page(client, query)
    assert maps.atlas.cache_info().misses == 1


def test_an_address_in_a_circle_is_escaped(client, projects):
    soup = page(client, "view=map&q=title&sort=title")
    assert all("sort=title&country=" in url or "&country=" in url for _number, url in circles(soup).values())
    assert "~~" not in str(soup)


def test_without_countries_and_without_projects_there_is_no_map(client, projects):
    assert not page(client, "country=none&view=map").select(".atlas svg.map")
    assert "5 projects name no country" in page(client, "country=none&view=map").get_text()
    assert "Nothing found." in page(client, "q=zzzz&view=map").get_text()


def test_the_page_asks_the_database_a_few_times(client, projects):
    for query in ("view=map", "view=map&year=2015&country=-az"):
        page(client, query)
        with CaptureQueriesContext(connection) as captured:
            page(client, query)
        assert len(captured) <= 8, [query["sql"] for query in captured]


def test_of_very_many_countries_the_table_leads_to_all_and_the_large_map_says_that_it_has_not_all(
    client, projects, monkeypatch
):
    maps.atlas.cache_clear()
    monkeypatch.setattr("projects.mapping.MOST_IN_TABLE", 5)
    monkeypatch.setattr("partners.maps.MOST_ON_ONE", 3)
    soup = page(client)
    assert len(soup.select("#by-country tbody tr")) == 5
    assert soup.find("a", string="Show all")["href"] == "/en/projects/facets/country/?view=map"
    assert len(circles(soup, ".atlas__w--wide")) <= 3
    assert circles(soup, ".plates, .atlas__w--wide") == circles(soup)
    assert len(circles(soup)) == len(POINTS)
    assert "not on the map of the world" in soup.select_one(".atlas__k").get_text()
    maps.atlas.cache_clear()


def test_the_page_says_where_countries_are_that_the_map_of_the_world_has_not(client, projects, few_on_the_large_map):
    assert "not on the map of the world" in page(client).select_one(".atlas__k").get_text()
