"""The table of a selection: the same projects as the list, with the columns and the order that the address names."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/en/projects/"


@pytest.fixture
def projects(db):
    country, donor = CountryFactory(code="AZ", name="Azerbaijan"), OrganisationFactory(name="Donor")
    made = []
    for number in range(3):
        year = f"201{number}"
        project = ProjectFactory(title=f"Title-{number}", acronym=f"A{number}", start=year, end=year)
        project.countries.create(country=country)
        project.participations.create(organisation=donor, role="donor")
        made.append(project)
    for project in made:
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    return made


def page(client, query="view=table"):
    response = client.get(f"{ADDRESS}?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def heads(soup):
    return [node.get_text(strip=True).strip("↑↓ ") for node in soup.select("thead th")][:-1]  # the last is of the boxes


def rows(soup):
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])][:-1] for row in soup.select("tbody tr")
    ]


def test_the_table_has_the_usual_columns_and_the_projects_of_the_list(client, projects):
    soup = page(client)
    assert heads(soup) == ["Title", "Acronym", "Status", "Period", "Countries", "Donors", "Agencies"]
    listed = [node.get_text(strip=True) for node in page(client, "").select(".entry__t")]
    assert [row[0] for row in rows(soup)] == listed == ["Title-2", "Title-1", "Title-0"]
    assert rows(soup)[0] == ["Title-2", "A2", "Completed", "2012", "Azerbaijan", "Donor", ""]


def test_the_address_chooses_the_columns(client, projects):
    soup = page(client, "view=table&columns=budget&columns=countries")
    assert heads(soup) == ["Title", "Countries", "Budget"]
    ticked = {box["value"] for box in soup.select("input[name=columns][checked]")}
    assert ticked == {"budget", "countries"}
    assert not soup.select(".finder__side input[name=columns]")  # they filter nothing
    assert len(soup.select(".views input[name=columns]")) == 9


def test_an_unknown_column_is_named_and_the_usual_ones_stand(client, projects):
    soup = page(client, "view=table&columns=colour")
    assert soup.select_one(".note code").text == "columns=colour"
    assert len(heads(soup)) == 7


def test_heads_sort_and_say_how_it_is_sorted(client, projects):
    soup = page(client, "view=table&columns=period")
    states = {node.get_text(strip=True).strip("↑↓ "): node["aria-sort"] for node in soup.select("th[aria-sort]")}
    assert states == {"Title": "none", "Period": "descending"}
    links = {node.get_text(strip=True).strip("↑↓ "): node["href"] for node in soup.select("thead th a")}
    assert links["Period"] == "/en/projects/?view=table&columns=period&sort=start"
    soup = page(client, links["Period"].partition("?")[2])
    assert [row[0] for row in rows(soup)] == ["Title-0", "Title-1", "Title-2"]
    assert soup.select_one('th[aria-sort="ascending"]').get_text(strip=True).startswith("Period")


def test_going_from_view_to_view_keeps_everything_else(client, projects):
    soup = page(client, "country=az&sort=title&per_page=50&page=1")
    links = {node.text: node["href"] for node in soup.select(".views a")}
    assert links["Table"] == "/en/projects/?country=az&sort=title&per_page=50&page=1&view=table"
    soup = page(client, links["Table"].partition("?")[2])
    assert soup.select_one(".views [aria-current]").text == "Table"
    assert soup.select_one("input[type=hidden][name=view]")["value"] == "table"
    assert all("view=table" in chip["href"] for chip in soup.select(".chip"))


def test_without_projects_the_table_says_so_as_the_list_does(client, projects):
    soup = page(client, "view=table&year=1950")
    assert soup.select("table") == []


@pytest.mark.parametrize("count", [1, 20])
def test_a_table_costs_the_same_at_any_size(client, projects, count):
    for number in range(count):
        ProjectFactory(title=f"More {number}", public=True)
    client.get(f"{ADDRESS}?view=table")
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{ADDRESS}?view=table")
    assert len(captured) <= 5


def test_a_card_says_in_which_other_language_its_title_is_and_names_its_agencies_in_full(client, projects):
    agency = OrganisationFactory(name="Office of Agencies", acronym="OA")
    projects[0].participations.create(organisation=agency, role="implementing")
    workflow.publish(workflow.save_revision(projects[0], by=None), by=None)
    card = BeautifulSoup(client.get("/ar/projects/").content, "html.parser").select(".entry")[-1]
    tag = card.select_one(".entry__t .tag")
    assert (tag["lang"], tag.find(string=True, recursive=False)) == ("en", "English")
    assert card.select("dd")[-1].get_text() == "Office of Agencies"
    assert not page(client, "").select(".entry__t .tag")
