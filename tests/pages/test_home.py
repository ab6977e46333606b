"""The home page: every number on it is a link to a list, and the list has as many."""

import re

import pytest
from bs4 import BeautifulSoup

from editorial import workflow
from finder import times
from partners import maps
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, SiteFactory, ThemeFactory

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"\d+")


@pytest.fixture
def catalogue(db):
    """Nine projects over three countries, with two donors, an agency and a tree of themes."""
    SiteFactory(strap_line="Who does what", public=True)
    points = {"MD": (47, 28), "GE": (42, 43), "GH": (8, -1)}
    countries = [CountryFactory(code=code, latitude=y, longitude=x) for code, (y, x) in points.items()]
    donors = [OrganisationFactory(name=f"Donor {name}", public=True) for name in "AB"]
    agency = OrganisationFactory(name="Agency", public=True)
    top = ThemeFactory(key="top", name="Top")
    themes = [ThemeFactory(key="below", name="Below", parent=top), ThemeFactory(key="other", name="Other")]
    for number in range(9):
        project = ProjectFactory(title=f"Title {number}", start=f"{2010 + number}", end=f"{2012 + 3 * number}")
        for place in sorted({number % 3, number % 2}):
            project.countries.create(country=countries[place], position=place)
        project.participations.create(organisation=donors[number % 2], role="donor")
        project.participations.create(organisation=agency, role="implementing")
        project.themes.add(themes[number % 2])
        workflow.publish(workflow.save_revision(project, by=None), by=None)


def soup_of(client, url="/en/"):
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def total(client, url):
    return int(NUMBER.match(soup_of(client, url).select_one("#results").get_text())[0])


def test_every_number_is_a_link_to_the_list_that_proves_it(client, catalogue):
    soup = soup_of(client)
    links = [(link["href"], link.get_text()) for link in soup.select(".figures a, .plate__a, .index--tree a.n")]
    links += [(link["href"], link.get("aria-label", link.get_text())) for link in soup.select(".map a")]
    assert len(links) > 15
    for url, words in links:
        assert total(client, url) == int(NUMBER.findall(words)[-1]), url
    assert not [node for node in soup.select(".n") if not node.find_parent("a") and node.name != "a"]


def test_the_latest_projects_and_the_themes_are_there(client, catalogue):
    soup = soup_of(client)
    assert soup.select_one(".trio h3").get_text(strip=True) == "Title\xa08"
    themes = [node.get_text(strip=True) for node in soup.select(".index--tree a:not(.n)")]
    assert sorted(themes) == ["Below", "Other", "Top"]


def publish(**values):
    workflow.publish(workflow.save_revision(ProjectFactory(**values), by=None), by=None)


def first_of_the_latest(client):
    return soup_of(client).select_one(".trio > *").get_text().replace("\xa0", " ")


def test_the_latest_that_began_is_first_whether_sample_or_not(client, catalogue):
    for title, start in (("Sample of today", times.today().isoformat()), ("Sample of tomorrow", "2099")):
        publish(title=title, start=start, sample=True)
    assert "Sample of today" in first_of_the_latest(client)
    assert "sample data" in first_of_the_latest(client)


def test_where_nothing_has_begun_the_last_plan_is_first(client, db):
    SiteFactory(public=True)
    for year in (2099, 2098):
        publish(title=f"Plan of {year}", start=str(year))
    assert "Plan of 2099" in first_of_the_latest(client)


def test_the_home_page_leads_to_the_countries_that_its_maps_have_not(client, catalogue, monkeypatch):
    words = "Countries that are not on these maps"
    assert words not in soup_of(client).select_one(".plate--key").get_text()
    maps._layout.cache_clear()
    monkeypatch.setattr("partners.maps._TALL", (1, maps._TALL[1]))
    monkeypatch.setattr("partners.maps.WorldMap.busiest", ())
    link = soup_of(client).select_one(".plate--key a")
    assert words in link.get_text()
    assert link["href"] == "/en/countries/"
    maps._layout.cache_clear()
