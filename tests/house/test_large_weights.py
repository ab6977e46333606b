"""Pages stay light however many countries there are: all of the world, and each with projects."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict

from editorial import workflow
from finder import vocabulary
from partners.models import Country
from projects.filters import ProjectSelection
from tests.factories import ProjectFactory

from .conftest import content_of, know_sizes
from .test_weights import ELEMENT, weight

pytestmark = pytest.mark.thorough

PROJECTS, COUNTRIES = 170, 3  # of each project


@pytest.fixture(scope="module")
def whole_world(django_db_setup, django_db_blocker):
    """Projects in every country there is, in some of them many."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_countries", verbosity=0)
        countries = list(Country.objects.order_by("pk"))
        for number in range(PROJECTS):
            project = ProjectFactory(title=f"Project {number}", start=f"{1990 + number % 40}")
            for position in range(COUNTRIES):
                place = (number * COUNTRIES // 2 + position) % len(countries)
                project.countries.create(country=countries[place], position=position)
            workflow.publish(workflow.save_revision(project, by=None), by=None)
        know_sizes()
        yield
        transaction.set_rollback(True)


def addresses(language):
    """Gives the pages that grow with the number of countries."""
    projects = f"/{language}/projects/"
    yield from (f"/{language}/", f"/{language}/countries/", f"{projects}facets/country/")
    yield from (f"{projects}?view={view}" for view in ProjectSelection.views)
    yield from (f"{projects}?view=timeline&group=country", f"{projects}?view=figures&figure=country")
    yield f"{projects}?view=map&year=2015&year=2020&status=completed&status=ongoing&sort=title&q=project"
    yield from (f"/{language}/embed/projects/?view={view}" for view in ("list", "map", "figures"))


@pytest.mark.django_db
@pytest.mark.usefixtures("whole_world")
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_no_page_grows_heavy_with_the_number_of_countries(client, language):
    heavy = {}
    for address in addresses(language):
        content = content_of(client.get(address))
        size, elements = weight(content), len(ELEMENT.findall(content))
        if size > 20 or elements > 2500:
            heavy[address] = size, elements
    assert heavy == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("whole_world")
@pytest.mark.parametrize("query", ["", "&year=2015&year=2020&sort=title"])
@pytest.mark.parametrize("width", ["wide", "middle", "tall"])
def test_at_each_width_every_country_has_a_circle_and_together_they_are_the_selection(client, query, width):
    known = vocabulary.current("en")
    selection = ProjectSelection(QueryDict(query), names=known.new_names(), vocabulary=known, path="/en/projects/")
    soup = BeautifulSoup(client.get(f"/en/projects/?view=map{query}").content, "html.parser")
    behind = set(selection.ids - selection.index.given("country"))
    drawn = set()
    for link in soup.select(f":is(.plates, .atlas__w--{width}) .map a"):
        (country,) = parse_qs(urlsplit(link["href"]).query)["country"]
        found = set(selection.ids & selection.index.any_of("country", [country]))
        said = link.get("aria-label") or link.get_text(" ", strip=True)
        assert len(found) in map(int, re.findall(r"\d+", said)), said
        behind |= found
        drawn.add(country)
    assert drawn == selection.numbers_by("country").keys()
    assert len(drawn) == 250 or query
    assert behind == set(selection.ids)


@pytest.mark.django_db
@pytest.mark.usefixtures("whole_world")
def test_the_table_of_the_map_leads_to_the_countries_that_it_has_not(client):
    content = content_of(client.get("/en/projects/?view=map")).decode()
    assert content.count('<th scope="row">') == 50
    assert "/en/projects/facets/country/" in content
