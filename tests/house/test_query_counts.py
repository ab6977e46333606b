"""A public page asks the database at most eight times, ten just after a publication, however much there is to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial import workflow
from editorial.texts import site_languages
from projects.models import Project
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    PageFactory,
    ProjectFactory,
    SiteFactory,
    ThemeFactory,
)

from .conftest import know_sizes, list_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

# Address: queries of the first page after a publication, three to five of which read what changed, and of the next.
# An unknown key (here -nobody) costs one more: it may be that of something that was merged.
SEARCH = "/en/projects/?country=az&donor=eu&theme=theme&organisation=-nobody&q=title&sort=title"
EXPECTED = {
    "/en/": (7, 2),
    "/en/themes/": (4, 1),
    "/en/countries/": (7, 1),
    "/en/documents/": (7, 1),
    "/en/projects/": (6, 1),
    "/en/agencies/": (8, 1),
    "/en/partners/": (8, 1),
    "/en/donors/": (9, 1),
    SEARCH: (10, 3),
    "/en/donors/?theme=theme&sort=-projects": (8, 1),
    "/en/projects/title-0/": (8, 4),
    "/en/donors/organisation/": (9, 4),
    "/en/agencies/organisation/": (9, 4),
    "/en/countries/az/": (7, 2),
    "/en/themes/theme/": (8, 4),
    "/en/documents/document/": (7, 3),
    "/en/page/": (7, 2),
}  # fmt: skip
MOST, MOST_AFTER_A_CHANGE = 8, 10


def make_site(projects):
    """Makes a site in which each project names things of its own, so that a query a thing would show."""
    organisation = OrganisationFactory(acronym="EU", name="Organisation", slug="organisation", public=True)
    SiteFactory(publisher=organisation)
    PageFactory(key="page", title="Page", selection="country=az", public=True)
    theme = ThemeFactory(key="theme", name="Theme")
    below = ThemeFactory(key="below", name="Below", parent=theme)
    country = CountryFactory(code="AZ", note="A note.")
    document = DocumentFactory(key="document", title="Document")
    document.files.create(language="en", url="https://example.org/a.pdf")
    document.themes.add(theme)
    workflow.publish(workflow.save_revision(document, by=None), by=None)
    before = None
    for number in range(projects):
        project = ProjectFactory(key=f"p{number}", title=f"Title {number}", start="2014", predecessor=before)
        for role in ("donor", "implementing", "partner"):
            project.participations.create(organisation=organisation, role=role)
        project.participations.create(organisation=OrganisationFactory(part_of=organisation), role="donor", position=9)
        project.countries.create(country=country)
        if number < 20:
            project.countries.create(country=CountryFactory(code=f"Q{chr(65 + number)}"), position=1)
        project.themes.add(theme, below)
        project.documents.create(document=document)
        workflow.publish(workflow.save_revision(project, by=None), by=None)
        before = project


def addresses():
    yield from (reverse(name) for name in ("home", "theme-list", "country-list", "document-list", "project-list"))
    yield from (reverse(f"{hat}-list") for hat in ("agency", "partner", "donor"))
    yield SEARCH
    yield f"{reverse('donor-list')}?theme=theme&sort=-projects"
    yield f"{reverse('project', args=['title-0'])}"
    yield "/en/donors/organisation/"
    yield "/en/agencies/organisation/"
    yield "/en/countries/az/"
    yield "/en/themes/theme/"
    yield "/en/documents/document/"
    yield "/en/page/"


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured)


def measured(client):
    """Returns for each address the queries of the first visit after a publication, and of the next."""
    found, changed = {}, Project.objects.first()
    for address in addresses():
        queries(client, address)
    for address in addresses():
        workflow.publish(workflow.save_revision(changed, by=None), by=None)
        cold = queries(client, address)
        found[address] = (cold, queries(client, address))
    return found


def test_no_page_asks_more_than_it_may():
    assert max(later for _first, later in EXPECTED.values()) <= MOST
    assert max(first for first, _later in EXPECTED.values()) <= MOST_AFTER_A_CHANGE


@pytest.mark.parametrize("projects", [1, 3, 60])
def test_a_page_asks_as_often_however_much_there_is(client, projects):
    make_site(projects)
    know_sizes()
    found = measured(client)
    if projects < 3:  # a search that finds so little asks whether something else was meant, and whether that finds more
        assert max(found[SEARCH]) <= max(EXPECTED[SEARCH]) + 4
        found[SEARCH] = EXPECTED[SEARCH]
    if projects > 20:  # what changed is not among those that the page shows, so that it has nothing to read anew
        found["/en/page/"] = (found["/en/page/"][0] + 1, found["/en/page/"][1])
    assert found == EXPECTED


def test_an_empty_site_has_pages_too(client):
    for language in site_languages():
        for address in list_addresses(language):
            assert client.get(address).status_code == 200, address
