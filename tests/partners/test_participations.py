"""The pages of organisations, countries and themes: each number leads to the list that proves it, whatever the role."""

import re

import pytest
from bs4 import BeautifulSoup

from editorial import workflow
from projects.models import Role
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ROLES = [role.value for role in Role]


def publish(obj):
    workflow.publish(workflow.save_revision(obj, by=None), by=None)
    return obj


def read(client, address):
    response = client.get(address.partition("#")[0])
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def number_in(tag):
    return int(re.search(r"\d+", tag.get_text()).group())


def listed(client, address):
    """Returns how many projects the catalogue says that an address lists."""
    page = read(client, address)
    assert not page.select("#selected .note"), address  # nothing of the address was left out
    return number_in(page.select_one("#results"))


def rows(client, address):
    """Returns the titles of the projects on a page of an organisation or a country, over all its pages."""
    page = read(client, address)
    found = [link.get_text() for link in page.select(".tl__t a")]
    following = page.select_one(".pager a[rel=next]")
    return found + (rows(client, following["href"]) if following else [])


@pytest.fixture(scope="module")
def world(for_the_module):
    """Makes, once for all tests of the module, what they read: none changes anything."""
    make_world()


def make_world():
    """Five organisations in two dozen projects, each with roles, a country, a theme and years that differ."""
    organisations = [OrganisationFactory(key=f"o{n}", name=f"Body {n}", acronym=f"B{n}", public=True) for n in range(5)]
    countries = [CountryFactory(code=code, public=True) for code in ("AZ", "GE", "MD")]
    top = ThemeFactory(key="top", name="Top", public=True)
    themes = [top, ThemeFactory(key="below", name="Below", parent=top, public=True)]
    for number in range(26):
        ends = {"end": str(2012 + number % 7)} if number % 4 else {}
        project = ProjectFactory(title=f"Project {number}", start=str(2005 + number % 9) if number % 5 else "", **ends)
        for place, organisation in enumerate(organisations):
            if (number + place) % (place + 2) == 0:
                role = ROLES[(number * 5 + place) % len(ROLES)]
                project.participations.create(organisation=organisation, role=role, position=place)
                if number % 6 == 0:
                    other = ROLES[(number + place + 1) % len(ROLES)]
                    if other != role:
                        project.participations.create(organisation=organisation, role=other, position=place + 9)
        project.countries.create(country=countries[number % 3])
        if number % 3 != 1:
            project.themes.add(themes[number // 2 % 2])
        publish(project)
    draft = ProjectFactory(title="Draft", start="2015")
    draft.participations.create(organisation=organisations[0], role="donor")
    draft.countries.create(country=countries[0])
    workflow.save_revision(draft, by=None)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("number", range(5))
def test_the_number_of_a_tab_is_the_length_of_its_list(client, number):
    address = f"/en/partners/body-{number}/"
    address = client.get(address).url if client.get(address).status_code == 301 else address
    page = read(client, address)
    tabs = page.select(".tabs--roles a")
    assert [tab.get("aria-current") for tab in tabs] == ["true"] + [None] * (len(tabs) - 1)
    for tab in tabs:
        assert tab["href"].endswith("#projects")
        there = read(client, tab["href"])
        assert there.select_one(".tabs--roles [aria-current]").get_text() == tab.get_text()
        titles = rows(client, tab["href"])
        assert len(titles) == len(set(titles)) == number_in(tab.select_one(".tabs__n")), tab
        assert "Draft" not in titles
        if all_of := there.select_one("#projects ~ div a[href^='/en/projects/?']"):
            assert listed(client, all_of["href"]) == len(titles)


@pytest.mark.usefixtures("world")
def test_a_hat_names_the_finer_roles_that_it_stands_for(client):
    page = read(client, client.get("/en/agencies/body-0/").headers.get("Location", "/en/agencies/body-0/"))
    under = {
        item.a.get_text(" ", strip=True).rsplit(" ", 1)[0]: item.select(":scope > ul a")
        for item in page.select(".tabs--roles > li")
    }
    assert {link.get_text(" ", strip=True).rsplit(" ", 1)[0] for link in under["As agency"]} == {
        "Implementing agency",
        "Cooperating agency",
    }
    assert under["All roles"] == []


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("?role=king", "There is no such role."),
        ("?page=99", "The last page is 2."),
        ("?page=x", "The last page is 2."),
    ],
)
def test_what_cannot_be_shown_is_named_and_everything_is_shown(client, query, reason):
    address = client.get("/en/partners/body-0/").headers.get("Location", "/en/partners/body-0/")
    page = read(client, f"{address}{query}")
    assert reason in page.select_one(".note").get_text()
    assert page.select(".tl__t a")


@pytest.mark.usefixtures("world")
def test_those_it_works_with_are_counted_as_the_catalogue_lists_them(client):
    address = client.get("/en/partners/body-0/").headers.get("Location", "/en/partners/body-0/")
    items = read(client, address).select("section:has(#together) .index li")
    assert len(items) == 4
    numbers = [number_in(item.select_one(".n")) for item in items]
    assert numbers == sorted(numbers, reverse=True)
    for item, number in zip(items, numbers, strict=True):
        assert listed(client, item.select_one(".n")["href"]) == number > 0
        assert client.get(item.select_one("span > a")["href"]).status_code == 200


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/en/partners/body-0/", ["year", "country", "theme", "status"]),
        ("/en/countries/az/", ["year", "theme", "status"]),
        ("/en/themes/top/", ["year", "country", "status"]),
    ],
)
def test_each_number_of_a_figure_leads_to_a_list_of_as_many(client, address, names):
    page = read(client, client.get(address).headers.get("Location", address))
    assert [section["id"] for section in page.select(".fig")] == [f"by-{name}" for name in names]
    for section in page.select(".fig"):
        links = section.select("td.n a")
        assert links, section["id"]
        for link in links:
            assert listed(client, link["href"]) == int(link.get_text()), link


@pytest.mark.usefixtures("world")
def test_a_country_ranks_donors_and_agencies_and_pages_its_projects(client):
    page = read(client, "/en/countries/az/")
    assert len(page.select(".tl__t a")) == 9
    assert not page.select(".pager")
    links = page.select(".ranks .n")
    assert links
    for link in links:
        assert listed(client, link["href"]) == number_in(link)
    for line in page.select(".statuses a"):
        assert listed(client, line["href"]) == number_in(line.select_one(".n"))
