"""Projects side by side: what the address names, which facts differ, and how one more comes in."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/en/projects/compare/"


@pytest.fixture
def projects(db):
    shared, own = CountryFactory(code="AZ", name="Azerbaijan"), CountryFactory(code="MD", name="Moldova")
    theme, donor = ThemeFactory(name="Work"), OrganisationFactory(name="Donor", acronym="D")
    made = []
    for number, countries in enumerate([[shared, own], [shared], [shared], [shared], [shared]]):
        project = ProjectFactory(key=f"p{number}", title=f"Title {number}", start=f"201{number}")
        project.themes.add(theme)
        for position, country in enumerate(countries):
            project.countries.create(country=country, position=position)
        project.participations.create(organisation=donor, role="donor")
        workflow.publish(workflow.save_revision(project, by=None), by=None)
        made.append(project)
    return made


def page(client, query=""):
    response = client.get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup):
    return [node.find("a").text.replace("\u00a0", " ") for node in soup.select(".compare thead th")]


def rows(soup):
    return {
        row.find("th").contents[0].strip(): [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in soup.select(".compare tbody tr")
    }


def marked(soup):
    return {row.find("th").contents[0].strip() for row in soup.select(".compare tbody tr") if row.select("th .tag")}


def test_projects_stand_in_the_order_of_the_address_each_once(client, projects):
    assert titles(page(client, "?project=p2&project=P0&project=p2")) == ["Title 2", "Title 0"]


def test_rows_that_differ_are_marked_and_what_all_share_is_said(client, projects):
    soup = page(client, "?project=p0&project=p1")
    assert rows(soup)["Countries"] == ["Azerbaijan (in all) Moldova", "Azerbaijan (in all)"]
    assert rows(soup)["Donors"] == ["Donor", "Donor"]
    assert marked(soup) == {"Period", "Countries"}


def test_a_fact_that_one_lacks_is_said_to_be_missing(client, projects):
    bare = ProjectFactory(key="bare", title="Bare", public=True)
    soup = page(client, f"?project=p0&project={bare.key}")
    assert rows(soup)["Themes"] == ["Work", "not given"]


def test_what_is_not_public_is_named_and_more_than_four_are_too_many(client, projects):
    ProjectFactory(key="draft")
    soup = page(client, "?project=draft&project=p0&project=nobody")
    assert titles(soup) == ["Title 0"]
    assert [node.text for node in soup.select(".note code")] == ["project=draft", "project=nobody"]
    soup = page(client, "".join(f"&project=p{number}" for number in range(5)).replace("&", "?", 1))
    assert len(titles(soup)) == 4
    assert "the rest was left out" in soup.select_one(".note").text
    assert soup.select("form input[name=q]") == []


def test_a_search_adds_one_and_a_link_takes_one_out(client, projects):
    soup = page(client, "?project=p0&q=title+3")
    (found,) = [link["href"] for link in soup.select("section[aria-labelledby=add] li a")]
    assert found == "?project=p0&project=p3"
    soup = page(client, found)
    assert titles(soup) == ["Title 0", "Title 3"]
    assert [link["href"] for link in soup.select(".compare thead th a.small")] == ["?project=p3", "?project=p0"]


def test_the_empty_page_asks_which(client, projects):
    soup = page(client)
    assert titles(soup) == []
    assert soup.select_one("#add").text == "Choose projects"


def test_switching_the_language_keeps_the_choice(client, projects):
    soup = page(client, "?project=p0&project=p1")
    french = soup.select_one('a[hreflang="fr"][href^="/"]')["href"]
    assert french == "/fr/projects/compare/?project=p0&project=p1"


@pytest.mark.parametrize("query", ["?project=p0", "?project=p0&project=p1&project=p2&project=p3"])
def test_a_comparison_costs_the_same_for_any_number(client, projects, query):
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{ADDRESS}{query}")
    assert len(captured) == 3, [item["sql"] for item in captured]


def test_a_list_lets_readers_tick_what_to_compare(client, projects):
    soup = BeautifulSoup(client.get("/en/projects/").content, "html.parser")
    assert soup.select_one("form#compare")["action"] == ADDRESS
    boxes = soup.select("input[type=checkbox][name=project][form=compare]")
    assert {box["value"] for box in boxes} == {f"p{number}" for number in range(5)}
    assert soup.select_one("form#filters form") is None
