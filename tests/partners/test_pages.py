"""An organisation has one page, under each hat that it wears in public; countries are listed where projects are."""

import pytest
from bs4 import BeautifulSoup

from editorial import workflow
from projects.models import Participation
from tests.factories import CountryFactory, DocumentFactory, OrganisationFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def take_part(organisation, *roles, public=True):
    project = ProjectFactory(title="A project")
    for role in roles:
        Participation.objects.create(project=project, organisation=organisation, role=role)
    revision = workflow.save_revision(project, by=None)
    if public:
        workflow.publish(revision, by=None)
    return project


@pytest.fixture
def cabs():
    return OrganisationFactory(name="Cabs", texts={"fr": {"name": "Cabs en français"}}, public=True)


def canonical(response):
    return BeautifulSoup(response.content, "html.parser").find("link", rel="canonical")["href"].partition("/en/")[2]


def test_each_hat_has_its_address_and_the_first_is_canonical(client, cabs):
    take_part(cabs, "partner", "donor")
    for hat in ("partners", "donors"):
        response = client.get(f"/en/{hat}/cabs/")
        assert (response.status_code, canonical(response)) == (200, "partners/cabs/")


def test_an_address_under_a_hat_that_it_lacks_leads_to_the_canonical_one(client, cabs):
    take_part(cabs, "donor")
    for hat in ("agencies", "partners"):
        response = client.get(f"/en/{hat}/cabs/")
        assert (response.status_code, response.url) == (301, "/en/donors/cabs/")


def test_without_a_public_project_it_is_a_partner(client, cabs):
    take_part(cabs, "donor", public=False)
    assert client.get("/en/partners/cabs/").status_code == 200
    assert client.get("/en/donors/cabs/").url == "/en/partners/cabs/"
    assert b"Cabs" not in client.get("/en/donors/").content


def test_the_lists_hold_only_hats_worn_in_public(client, cabs):
    take_part(cabs, "donor")
    take_part(cabs, "implementing", public=False)
    assert b"Cabs" in client.get("/en/donors/").content
    assert b"Cabs" not in client.get("/en/agencies/").content


def test_an_address_of_another_language_leads_to_the_readers(client, cabs):
    take_part(cabs, "partner")
    response = client.get("/fr/partners/cabs/")
    assert (response.status_code, response.url) == (301, "/fr/partners/cabs-en-francais/")


def test_an_old_address_leads_on_for_ever(client, cabs):
    take_part(cabs, "partner")
    for slug in ("second", "third"):
        cabs.slug = slug
        cabs.save()
        workflow.publish(workflow.save_revision(cabs, by=None), by=None)
    for old in ("cabs", "second"):
        response = client.get(f"/en/partners/{old}/")
        assert (response.status_code, response.url) == (301, "/en/partners/third/")
    workflow.withdraw(cabs, by=None)
    assert client.get("/en/partners/cabs/").status_code == 404


def test_only_countries_with_public_projects_are_listed(client):
    used, unused = CountryFactory(code="AZ", name="Azerbaijan"), CountryFactory(code="GE", name="Georgia")
    public, draft = ProjectFactory(), ProjectFactory()
    public.countries.create(country=used)
    draft.countries.create(country=unused)
    workflow.publish(workflow.save_revision(public, by=None), by=None)
    workflow.save_revision(draft, by=None)
    main = BeautifulSoup(client.get("/en/countries/").content, "html.parser").find("main").get_text()
    assert "Azerbaijan" in main
    assert "Georgia" not in main
    assert client.get("/en/countries/ge/").status_code == 200
    assert client.get("/en/countries/zz/").status_code == 404


def test_an_organisation_that_was_withdrawn_counts_no_more(client, cabs):
    other = OrganisationFactory(name="Other", public=True)
    country = CountryFactory(code="AZ", name="Azerbaijan", public=True)
    project = ProjectFactory(title="A project")
    for organisation in (cabs, other):
        Participation.objects.create(project=project, organisation=organisation, role="donor")
    project.countries.create(country=country)
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    workflow.withdraw(cabs, by=None)
    figures = BeautifulSoup(client.get("/en/").content, "html.parser").select(".figures li")
    assert "1 donor" in [" ".join(figure.get_text().split()) for figure in figures]
    panel = BeautifulSoup(client.get("/en/projects/").content, "html.parser").select_one("#group-donor")
    assert all(label.get_text(strip=True) for label in panel.select("label"))
    assert "cabs" not in [box["value"] for box in panel.select("input")]
    assert (
        "other" in BeautifulSoup(client.get("/en/countries/az/").content, "html.parser").select_one(".ranks a")["href"]
    )


def test_a_name_on_a_map_has_its_note_on_the_page(client, cabs):
    country = CountryFactory(code="XK", name="Kosovo", note="A note on Kosovo.", public=True)
    project = ProjectFactory(title="A project")
    Participation.objects.create(project=project, organisation=cabs, role="donor")
    project.countries.create(country=country)
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    for address in ("/en/", "/en/donors/cabs/", "/en/countries/"):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        assert "A note on Kosovo." in page.select_one(".footnotes").get_text()


def test_an_organisation_shows_its_logo(client):
    OrganisationFactory(name="Cabs", logo="logos/cabs.png", public=True)
    page = BeautifulSoup(client.get("/en/partners/cabs/").content, "html.parser")
    assert page.select_one("main img[src='/media/logos/cabs.png']")["alt"] == ""


def publish(obj):
    workflow.publish(workflow.save_revision(obj, by=None), by=None)


def page_at(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


def test_a_hat_that_says_the_same_as_its_only_role_stands_alone(client):
    organisation = OrganisationFactory(name="Alone", public=True)
    project = ProjectFactory()
    project.participations.create(organisation=organisation, role="partner")
    publish(project)
    page = page_at(client, "/en/partners/alone/")
    assert [" ".join(tab.get_text().split()) for tab in page.select(".tabs--roles a")] == [
        "All roles 1",
        "As partner 1",
    ]


def test_a_country_shows_its_newest_documents_and_leads_to_all(client):
    country = CountryFactory(code="AZ", public=True)
    for number in range(8):
        document = DocumentFactory(title=f"Document {number}", date=str(2010 + number))
        document.files.create(language="en", url="https://example.org/a.pdf")
        document.countries.add(country)
        publish(document)
    page = page_at(client, "/en/countries/az/")
    assert [link.get_text()[-1] for link in page.select(".doc__t > a")] == list("765432")
    everything = page.select_one("a[href='/en/documents/?country=az']")
    assert "8" in everything.get_text()
    assert page_at(client, everything["href"]).select_one("#results").get_text() == "8 documents"


def test_a_country_says_what_its_designation_means(client):
    CountryFactory(code="XK", name="Kosovo", note="A note on Kosovo.", public=True)
    assert page_at(client, "/en/countries/xk/").get_text().count("A note on Kosovo.") == 1


def test_a_page_without_projects_has_neither_tabs_nor_figures(client):
    OrganisationFactory(name="Alone", public=True)
    page = page_at(client, "/en/partners/alone/")
    assert not page.select(".tabs--roles, .fig, .tl, .index")
