"""The feed of a selection: the same projects as its list, the last published first, for a reader in any language."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from tests.factories import CountryFactory, OrganisationFactory, ProjectCountryFactory, ProjectFactory, SiteFactory

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client, address="/en/projects.atom"):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(root):
    return [node.text for node in root.findall("a:entry/a:title", ATOM)]


def link(root, relation):
    found = [node.get("href") for node in root.findall("a:link", ATOM) if node.get("rel") == relation]
    return found[0].removeprefix("http://127.0.0.1:8000") if found else None


@pytest.fixture
def projects(db):
    country = CountryFactory(code="AZ")
    SiteFactory(name="The site", publisher=OrganisationFactory(name="The body", public=True), public=True)
    made = [ProjectFactory(title=f"Title {number}", start="2014", public=number > 2) for number in range(3)]
    ProjectCountryFactory(project=made[0], country=country)
    for project in made:
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    return made


def test_what_was_published_last_comes_first(client, projects):
    root = feed(client)
    assert titles(root) == ["Title 2", "Title 1", "Title 0"]
    assert root.find("a:author/a:name", ATOM).text == "The body"
    assert root.get(LANG) == "en"
    workflow.publish(workflow.save_revision(projects[0], by=None), by=None)
    assert titles(feed(client))[0] == "Title 0"


def test_a_feed_has_the_projects_of_the_list_and_leads_to_it(client, projects):
    root = feed(client, "/en/projects.atom?country=az")
    assert titles(root) == ["Title 0"]
    assert link(root, "alternate") == "/en/projects/?country=az"
    assert root.find("a:subtitle", ATOM).text.startswith("Country: ")


def test_what_is_withdrawn_or_a_draft_is_not_in_it(client, projects):
    ProjectFactory(title="Draft")
    workflow.withdraw(projects[1], by=None)
    assert titles(feed(client)) == ["Title 2", "Title 0"]


def test_the_identifier_stays_when_title_address_and_language_change(client, projects):
    before = [node.text for node in feed(client).findall("a:entry/a:id", ATOM)]
    projects[2].set_current_language("en")
    projects[2].title, projects[2].slug = "Another title", "another-title"
    projects[2].save()
    workflow.publish(workflow.save_revision(projects[2], by=None), by=None)
    assert [node.text for node in feed(client).findall("a:entry/a:id", ATOM)] == before
    assert [node.text for node in feed(client, "/fr/projects.atom").findall("a:entry/a:id", ATOM)] == before


def test_pages_of_a_feed_hold_all_projects_once(client, projects):
    for number in range(3, 45):
        ProjectFactory(title=f"Title {number}", public=True)
    seen, address = [], "/en/projects.atom?per_page=20"
    while address:
        root = feed(client, address)
        seen += titles(root)
        address = link(root, "next")
    assert sorted(seen) == sorted(f"Title {number}" for number in range(45))


def test_an_entry_says_that_it_is_in_another_language(client, projects):
    (first, *_others) = feed(client, "/fr/projects.atom").findall("a:entry", ATOM)
    assert first.get(LANG) == "en"


def test_what_cannot_be_read_is_refused_by_name(client, projects):
    response = client.get("/en/projects.atom?donor=nobody&page=seven")
    assert response.status_code == 400
    assert "donor=nobody" in response.text
    assert "page=seven" in response.text


def test_an_unchanged_feed_is_not_sent_again(client, projects):
    mark = client.get("/en/projects.atom").headers["ETag"]
    assert client.get("/en/projects.atom", headers={"If-None-Match": mark}).status_code == 304
    workflow.withdraw(projects[0], by=None)
    assert client.get("/en/projects.atom", headers={"If-None-Match": mark}).status_code == 200


@pytest.mark.parametrize("count", [1, 15])
def test_a_feed_costs_the_same_at_any_size(client, projects, count):
    for number in range(count):
        ProjectFactory(title=f"More {number}", public=True)
    client.get("/en/projects.atom")
    with CaptureQueriesContext(connection) as captured:
        client.get("/en/projects.atom")
    assert len(captured) <= 2, [query["sql"] for query in captured]


def test_the_list_names_its_feed(client, projects):
    text = client.get("/en/projects/?country=az&sort=title").text
    assert text.count('href="/en/projects.atom?country=az"') == 2
