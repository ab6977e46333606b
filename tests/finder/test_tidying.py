"""What a plain form sends along and nobody chose leaves the address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def some(db):
    donor = OrganisationFactory(name="Donor")
    project = ProjectFactory(key="p", title="Title")
    project.countries.create(country=CountryFactory(code="MD", name="Moldova"))
    project.participations.create(organisation=donor, role="donor")


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ("projects/?q=&from=&to=&sort=-start&per_page=20", "projects/"),
        ("projects/?q=&country=md&country=-ge&to=&sort=title", "projects/?country=md&country=-ge&sort=title"),
        ("projects/?q=border&from=&sort=relevance", "projects/?q=border"),
        ("projects/?q=border&from=&sort=-start", "projects/?q=border&sort=-start"),
        ("projects/?view=table&columns=budget&columns=&project=p", "projects/?view=table&columns=budget&project=p"),
        ("projects/?view=list&q=%20&page=", "projects/"),
        ("projects/?q=&colour=red&status=odd", "projects/?colour=red&status=odd"),
        ("documents/?q=&sort=-date", "documents/"),
        ("donors/?q=&kind=&country=md&theme=&status=&sort=name", "donors/?country=md"),
        ("countries/?q=&region=&sort=name&per_page=100", "countries/"),
    ],
)  # fmt: skip
def test_a_form_sent_without_a_script_ends_at_the_short_address(client, given, short):
    response = client.get(f"/en/{given}")
    assert (response.status_code, response["Location"]) == (302, f"/en/{short}")
    assert "ETag" not in response
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("given", ["", "?sort=-start", "?country=md", "?colour=", "?q=%00", "?colour=&sort=odd"])
def test_an_address_in_which_nothing_known_is_empty_stays_as_it_is(client, given):
    assert client.get(f"/en/projects/{given}").status_code in (200, 400)


def test_the_way_to_the_short_address_costs_next_to_nothing(client):
    client.get("/en/projects/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/en/projects/?q=&country=&sort=-start")
    assert len(captured) <= 1, [query["sql"] for query in captured]
