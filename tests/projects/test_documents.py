"""The library of documents: a finder like that of projects, whose rows say which projects have each document."""

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict

from editorial import workflow
from projects import views
from tests.factories import CountryFactory, DocumentFactory, ProjectFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def publish(obj):
    workflow.publish(workflow.save_revision(obj, by=None), by=None)
    return obj


def make_document(title, *, languages=("en",), themes=(), countries=(), **values):
    document = DocumentFactory(title=title, **values)
    for language in languages:
        document.files.create(language=language, url=f"https://example.org/{language}.pdf")
    document.themes.add(*themes)
    document.countries.add(*countries)
    return publish(document)


def make_project(title, *documents, **values):
    project = ProjectFactory(title=title, **values)
    for document in documents:
        project.documents.create(document=document)
    return publish(project)


def page_at(client, query=""):
    response = client.get(f"/en/documents/{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page):
    return [link.get_text() for link in page.select(".doc__t > a")]


@pytest.fixture
def library():
    """Three documents that differ in everything they can be filtered by."""
    theme, country = ThemeFactory(key="asylum", name="Asylum"), CountryFactory(code="AZ", name="Azerbaijan")
    below = publish(ThemeFactory(key="reception", name="Reception", parent=theme))
    make_document("Sheet", document_kind="factsheet", languages=("en", "ar"), themes=[theme], date="2014-03")
    make_document("Study", document_kind="report", themes=[below], countries=[country], date="2015")
    make_document("Undated", document_kind="report", languages=("fr",))


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Study", "Sheet", "Undated"]),
        ("?kind=report&kind=factsheet&language=ar", ["Sheet"]),
        ("?theme=asylum", ["Study", "Sheet"]),
        ("?theme=-reception", ["Sheet", "Undated"]),
        ("?country=none", ["Sheet", "Undated"]),
        ("?year=2014&year=none", ["Sheet", "Undated"]),
        ("?year=-2014&sort=title", ["Study", "Undated"]),
        ("?q=STUDY", ["Study"]),
        ("?kind=report&year=2014", []),
    ],
)
def test_a_query_selects_documents_or_within_and_across(client, query, expected):
    page = page_at(client, query)
    assert titles(page) == expected
    assert page.select_one("#results").get_text().startswith(str(len(expected)))


@pytest.mark.usefixtures("library")
def test_its_filters_are_boxes_to_tick_for_what_documents_have(client):
    page = page_at(client, "?kind=report&theme=reception&year=-2014")
    found = page.select("#facets input[type=checkbox]")
    boxes = {(box["name"], box["value"]): box.has_attr("checked") for box in found}
    assert boxes["kind", "report"]
    assert boxes["theme", "reception"]
    assert boxes["year", "-2014"]
    assert not boxes["kind", "factsheet"]
    assert [value for name, value in boxes if name == "year"] == ["2015", "-2014", "none"]
    assert ("kind", "guideline") not in boxes  # no document is one
    assert page.select("#facets input[type=hidden]") == []


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    "query",
    ["", "?kind=report", "?kind=report&language=ar", "?theme=asylum&year=2014", "?year=-2014&q=STUDY", "?country=az"],
)
def test_the_number_beside_a_value_is_that_of_documents_among_all_other_choices(client, query):
    page, base = page_at(client, query), QueryDict(query.removeprefix("?"))
    boxes = [box for box in page.select("#facets input[type=checkbox]") if not box["value"].startswith("-")]
    assert len({box["name"] for box in boxes}) == 5
    for box in boxes:
        asked = base.copy()
        # Only its own ticks are left out: what the same filter excludes still counts.
        excluded = [value for value in base.getlist(box["name"]) if value.startswith("-")]
        asked.setlist(box["name"], [box["value"], *excluded])
        number = box.find_next_sibling("label").select_one(".n").get_text()
        assert len(titles(page_at(client, f"?{asked.urlencode()}"))) == int(number), asked.urlencode()


@pytest.mark.usefixtures("library")
def test_what_nothing_meets_leads_on(client):
    page = page_at(client, "?kind=report&year=2014&colour=red")
    ways = [link["href"] for link in page.select(".nothing a, .chips__c")]
    assert "/en/documents/" in ways
    assert all(titles(page_at(client, way.removeprefix("/en/documents/"))) for way in ways)
    assert "colour=red" in page.select_one(".note").get_text()


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("year", ["14", "٢٠١٤", "x"])
def test_what_is_no_year_is_named(client, year):
    assert f"year={year}" in page_at(client, f"?year={year}").select_one(".note").get_text()


def test_a_row_names_the_newest_projects_that_have_it_and_how_many_more(client):
    document, alone = make_document("Shared"), make_document("Alone")
    for number in range(5):
        make_project(f"Project {number}", document, start=str(2010 + number), acronym=f"P{number}")
    publish_not = ProjectFactory(title="Draft", start="2030")
    publish_not.documents.create(document=document)
    rows = {row.select_one(".doc__t > a").get_text(): row for row in page_at(client).select(".doc")}
    shared = [" ".join(item.get_text().split()) for item in rows["Shared"].select(".doc__p li")]
    assert shared == ["Project 4 (P4)", "Project 3 (P3)", "Project 2 (P2)", "and 2 more"]
    assert rows["Shared"].select(".doc__p a")[-1]["href"] == f"/en/documents/{document.slug}/#projects"
    assert not rows["Alone"].select(".doc__p"), alone


def test_a_row_says_language_format_size_and_date(client):
    make_document("Sheet", document_kind="factsheet", languages=("en", "fr"), date="2014-03")
    row = page_at(client).select_one(".doc")
    assert row.select_one("time")["datetime"] == "2014-03"
    assert [link["hreflang"] for link in row.select("a[hreflang]")] == ["en", "fr"]
    assert "PDF" in row.select_one("a[hreflang=fr]").get_text()


def test_the_page_of_a_document_names_its_projects_and_says_how_many_it_leaves_out(client, monkeypatch):
    document = make_document("Shared")
    for number in range(14):
        make_project(f"Project {number}", document)
    address = f"/en/documents/{document.slug}/"
    assert len(BeautifulSoup(client.get(address).content, "html.parser").select(".short > li")) == 14
    monkeypatch.setattr(views, "MOST_HOLDERS", 10)
    section = BeautifulSoup(client.get(address).content, "html.parser").select_one("section:has(.short)")
    assert len(section.select(".short > li")) == 10
    assert "and 4 more" in section.get_text()


def test_a_mistyped_search_of_the_library_is_asked_back(client):
    make_document("Guideline on reintegration")
    page = page_at(client, "?q=reintegraton")
    assert page.select_one(".meant a")["href"] == "/en/documents/?q=reintegration"
    assert titles(page_at(client, "?q=reintegration")) == ["Guideline on reintegration"]
