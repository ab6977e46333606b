"""Projects side by side: what the address names, which facts differ, and how one more comes in."""

from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
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
    return {row.find("th").contents[0].strip() for row in soup.select(".compare .compare__d")}


def test_projects_stand_in_the_order_of_the_address_each_once(client, projects):
    assert titles(page(client, "?project=p2&project=P0&project=p2")) == ["Title 2", "Title 0"]


def test_rows_that_differ_are_marked_and_what_all_share_is_said(client, projects):
    soup = page(client, "?project=p0&project=p1")
    assert rows(soup)["Countries"] == ["Azerbaijan (in all) Moldova", "Azerbaijan (in all)"]
    assert rows(soup)["Donors"] == ["Donor", "Donor"]
    assert marked(soup) == {"Period", "Countries"}


def test_where_most_rows_differ_those_that_are_the_same_are_marked(client, projects):
    other = ProjectFactory(key="other", title="Other", start="2030", public=True)
    other.participations.create(organisation=OrganisationFactory(name="Another"), role="donor")
    other.countries.create(country=CountryFactory(code="GE"))
    other.themes.add(*projects[0].themes.all())
    workflow.publish(workflow.save_revision(other, by=None), by=None)
    soup = page(client, "?project=p0&project=other")
    assert marked(soup) == {"Themes"}
    assert soup.select_one(".compare__d th .small").text == "the same"
    assert marked(page(client, "?project=p0")) == set()


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
    assert [link["href"] for link in soup.select(".compare thead .compare__m a")] == ["?project=p3", "?project=p0"]


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


def listed(client, query=""):
    response = client.get(f"/en/projects/{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def ticked(soup):
    return {box["value"] for box in soup.select("input[type=checkbox][name=project][checked]")}


@pytest.mark.parametrize("view", ["list", "table"])
def test_a_list_lets_readers_tick_what_to_compare(client, projects, view):
    soup = listed(client, f"?view={view}")
    boxes = soup.select("form#filters input[type=checkbox][name=project]")
    assert {box["value"] for box in boxes} == {f"p{number}" for number in range(5)}
    assert ticked(soup) == set()
    assert soup.select("#picked p") == []
    assert ticked(listed(client, f"?view={view}&project=p1&project=p3")) == {"p1", "p3"}


def test_what_is_ticked_goes_along_with_filters_pages_views_and_languages(client, projects):
    soup = listed(client, "?country=az&project=p1&project=p3&sort=title")
    addresses = [link["href"] for link in soup.select(".views a, .chip, .chip__t, .chips__c, .langs a, .facet__a a")]
    assert len(addresses) > 10
    assert all("project=p1&project=p3" in address for address in addresses)
    for link in soup.select("#follow a, #embed textarea"):
        assert "project=" not in str(link)
    soup = listed(client, "?country=md&project=p1&project=p0")
    assert [field["value"] for field in soup.select("input[type=hidden][name=project]")] == [
        "p1"
    ]  # the other has a box
    soup = listed(client, "?view=map&project=p1")
    assert [field["value"] for field in soup.select("input[type=hidden][name=project]")] == ["p1"]


def test_the_bar_says_how_many_are_ticked_and_leads_on(client, projects):
    soup = listed(client, "?country=az&project=p1&project=p3")
    assert soup.select_one("#picked [data-said]").get_text() == "2 projects to compare"
    names = {
        link.find(string=True).replace("\u00a0", " ").strip(): link["href"] for link in soup.select(".picked__l a")
    }
    assert names == {
        "Title 1": "/en/projects/?country=az&project=p3",
        "Title 3": "/en/projects/?country=az&project=p1",
    }
    compare, none = soup.select(".picked__a a")
    assert compare["href"] == f"{ADDRESS}?project=p1&project=p3&back=country%3Daz"
    assert none["href"] == "/en/projects/?country=az"
    soup = listed(client, "?project=p1")
    assert soup.select_one("#picked p").get_text(" ", strip=True) == "1 project to compare Tick another one."
    assert [link["href"] for link in soup.select(".picked__a a")] == ["/en/projects/"]


def test_of_more_than_four_the_rest_is_left_out_and_no_further_one_can_be_ticked(client, projects):
    soup = listed(client, "".join(f"&project=p{number}" for number in range(5)).replace("&", "?", 1))
    assert ticked(soup) == {"p0", "p1", "p2", "p3"}
    assert [box["value"] for box in soup.select("input[name=project][disabled]")] == ["p4"]
    assert "No more than four fit." in soup.select_one("#picked").get_text()
    assert soup.select_one(".note code").text == "project=p4"
    assert "project=p4" not in str(soup.select_one(".views"))


def test_what_does_not_exist_cannot_be_compared_and_is_named(client, projects):
    ProjectFactory(key="draft")
    soup = listed(client, f"?project=draft&project=p1&project={'x' * 80}&project=%26%3C")
    assert [node.text.partition("=")[2][:5] for node in soup.select(".note code")] == ["draft", "xxxxx", "&<"]
    assert "There is no such project (any more)." in soup.select_one(".note").text
    assert ticked(soup) == {"p1"}


@pytest.mark.parametrize("view", ["list", "table"])
def test_the_button_below_the_list_leads_to_the_comparison_without_a_script(client, projects, view):
    soup = listed(client, f"?view={view}")
    button = soup.select_one("#filters button[name=compare]")
    response = client.get(f"/en/projects/?q=&country=az&project=p1&project=p3&{button['name']}={button['value']}")
    assert response["Location"] == f"{ADDRESS}?project=p1&project=p3&back=country%3Daz"


def test_the_comparison_leads_back_to_the_list_with_what_is_chosen(client, projects):
    soup = page(client, "?project=p0&project=p1")
    ways = {link["href"] for link in soup.select("main a") if link["href"].startswith("/en/projects/?")}
    assert ways == {"/en/projects/?project=p0&project=p1"}
    assert ticked(listed(client, "?project=p0&project=p1")) == {"p0", "p1"}


def test_the_comparison_leads_back_to_the_filters_it_came_from_whatever_is_done_in_it(client, projects):
    address = listed(client, "?country=az&q=title&sort=title&project=p0&project=p1").select_one(".picked__a a")["href"]
    soup = page(client, address.removeprefix(ADDRESS))
    back = "/en/projects/?country=az&q=title&sort=title&project=p0&project=p1"
    assert {link["href"] for link in soup.select("main a") if link["href"].startswith("/en/projects/?")} == {back}
    assert soup.select_one("form input[name=back]")["value"] == "country=az&q=title&sort=title"
    soup = page(client, soup.select_one(".compare__m a")["href"])
    assert soup.select_one("#add ~ p a")["href"] == back.replace("project=p0&", "")


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example?country=az", "project=p4&colour=red", "%00=%FF&=&&&"],
)
def test_what_is_no_query_of_the_list_is_not_carried_along(client, projects, back):
    soup = page(client, f"?project=p0&{urlencode({'back': back})}")
    assert soup.select_one("#add ~ p a")["href"] == "/en/projects/?project=p0"


@pytest.mark.parametrize("query", ["?project=p0", "?project=p0&project=p1&project=p2&project=p3"])
def test_to_carry_along_what_is_ticked_costs_one_query(client, projects, query):
    def asked(query):
        client.get(f"/en/projects/{query}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/en/projects/{query}")
        return len(captured)

    assert asked(query) <= asked("") + 1
