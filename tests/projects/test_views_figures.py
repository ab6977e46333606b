"""The figures of a selection: the numbers of the page, of its files and of the lists behind them are the same."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from projects.figures import KINDS
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ADDRESS = "/en/projects/"


@pytest.fixture(scope="module")
def projects(for_the_module):
    """Twenty projects over five countries, three donors and a tree of themes, some with a budget, some with nothing."""
    make_projects()


def make_projects():
    countries = [CountryFactory(code=code, name=f"Land {code}") for code in ("MD", "AZ", "GE", "AM", "TR")]
    donors = [OrganisationFactory(name=name) for name in ("=cmd", "Donor B", "Donor C")]
    top = ThemeFactory(key="top", name="Top")
    themes = [top, ThemeFactory(key="below", name="Below", parent=top), ThemeFactory(key="other", name="Other")]
    for number in range(20):
        budget = {"amount": 1000 * number, "currency": ("EUR", "USD")[number % 2]} if number % 4 else {}
        period = {"start": f"{2005 + number}", "end": f"{2007 + number}-06"} if number else {}
        project = ProjectFactory(title=f"Title {number}", **period, **budget)
        for place, country in enumerate(countries):
            if number % (place + 2) == 1:
                project.countries.create(country=country, position=place)
        if number % 5:
            project.participations.create(organisation=donors[number % 3], role="donor")
        project.themes.add(themes[number % 3])
        workflow.publish(workflow.save_revision(project, by=None), by=None)


def page(client, query="view=figures"):
    response = client.get(f"{ADDRESS}?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def total(soup):
    return int(re.match(r"\d+", soup.select_one("#results").get_text())[0])


def rows(soup, name):
    """Returns the lines of a figure: label, number, and the address behind it."""
    found = []
    for row in soup.select(f"#by-{name} tbody tr"):
        link = row.select_one("td.n a")
        found.append((row.th.get_text(strip=True), int(row.select_one("td.n").get_text()), link and link["href"]))
    return found


@pytest.mark.parametrize("query", ["", "country=az", "country=-az&year=2012", "theme=top", "q=title+1", "status=none"])
@pytest.mark.parametrize("name", KINDS)
def test_each_number_is_that_of_the_list_behind_it(client, projects, query, name):
    lines = rows(page(client, f"{query}&view=figures"), name)
    for label, number, url in lines:
        if url:
            listed = client.get(url)
            assert total(BeautifulSoup(listed.content, "html.parser")) == number, (label, url)
            assert b"Not everything in this address" not in listed.content
    assert lines or query
    if not re.search(rf"{name}=[^-]", query):
        assert all(url for _label, _number, url in lines)


def test_a_value_beside_the_chosen_one_has_a_number_and_no_list(client, projects):
    lines = rows(page(client, "country=az&view=figures"), "country")
    assert [label for label, _number, url in lines if url] == ["Land AZ"]
    assert len(lines) > 1
    assert "A number without a link" in page(client, "country=az&view=figures").get_text()
    years = rows(page(client, "year=2012&view=figures"), "year")
    assert all(url for _label, _number, url in years)


@pytest.mark.parametrize("query", ["", "country=md"])
def test_a_budget_is_that_of_the_list_behind_it(client, projects, query):
    soup = page(client, f"{query}&view=figures")
    cells = soup.select("#by-budget tbody td a")
    assert cells
    for cell in cells:
        table = page(client, f"{cell['href'].split('?')[1]}&view=table&columns=budget")
        amounts = [int(re.sub(r"\D", "", row.find_all("td")[0].get_text())) for row in table.select("tbody tr")]
        assert sum(amounts) == int(cell.get_text().replace(",", "")), cell["href"]
    heads = [node.get_text(strip=True) for node in soup.select("#by-budget thead th")]
    assert set(heads[1:]) <= {"EUR", "USD"}


def rows_of(response):
    text = response.content.decode("utf-8").removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", KINDS)
def test_a_file_holds_the_numbers_of_the_page(client, projects, name):
    response = client.get(f"{ADDRESS}?view=figures&figure={name}&format=csv&country=-ge")
    assert response["Content-Disposition"] == f'attachment; filename="projects-{name}.csv"'
    head, *lines = rows_of(response)
    assert head == (["Year", "Projects"] if name == "year" else ["Key", str(KINDS[name].head), "Projects"])
    shown = rows(page(client, f"view=figures&figure={name}&country=-ge"), name)
    assert [(label.removeprefix("'").casefold(), int(number)) for *_key, label, number in lines] == [
        (label.casefold(), number) for label, number, _url in shown
    ]


def test_a_file_of_budgets_and_one_in_another_language(client, projects):
    head, *lines = rows_of(client.get(f"{ADDRESS}?view=figures&figure=budget&format=csv"))
    assert head == ["Year", "Currency", "Amount", "Projects"]
    assert ["2006", "USD", "1000.00", "1"] in lines
    french, *_lines = rows_of(client.get("/fr/projects/?view=figures&figure=country&format=csv"))
    assert french[1] == "Pays"


def test_a_name_that_looks_like_a_formula_is_none_in_a_file(client, projects):
    lines = rows_of(client.get(f"{ADDRESS}?view=figures&figure=donor&format=csv"))
    assert "'=cmd" in [line[1] for line in lines]


@pytest.mark.parametrize(
    "query",
    ["figure=colour", "figure=country&format=xlsx", "format=csv", "figure=&format=csv", "figure=%00&format=%00"],
)
def test_what_means_nothing_is_told(client, projects, query):
    response = client.get(f"{ADDRESS}?view=figures&{query}", follow=True)
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert b"Not everything in this address" in response.content


def test_a_figure_shows_its_first_lines_beside_others_and_all_alone(client, projects):
    for number in range(20):
        project = ProjectFactory(title=f"More {number}")
        project.countries.create(country=CountryFactory(code=f"Q{chr(65 + number)}"))
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    soup = page(client)
    assert len(rows(soup, "country")) == 15
    (more,) = [link["href"] for link in soup.select("#by-country a") if link.get_text() == "Show all"]
    alone = page(client, more.split("?")[1])
    assert len(rows(alone, "country")) == 25
    assert not alone.select("#by-donor")


def test_nothing_selected_is_told_as_in_the_list(client, projects):
    assert "Nothing found." in page(client, "q=zzzz&view=figures").get_text()


def test_the_page_asks_the_database_a_few_times(client, projects):
    for query in ("view=figures", "view=figures&country=az&status=completed", "view=figures&figure=donor"):
        page(client, query)
        with CaptureQueriesContext(connection) as captured:
            page(client, query)
        assert len(captured) <= 8, [query["sql"] for query in captured]


def test_links_of_years_and_budgets_differ_from_the_page_in_their_own_values_alone(client, projects):
    links = page(client, "q=title&per_page=0000&year=2010&view=figures").select("#by-year a, #by-budget a")
    assert links
    for link in links:
        assert not re.search(r"per_page=(?!0000)", link["href"]), link
        assert "q=title" in link["href"]


def test_a_sentence_says_what_most_have_only_of_three_projects_or_more_and_a_number_above_one(client, projects):
    assert page(client, "view=figures").select(".fig:not(.fig--wide) .fig__s")
    assert not page(client, "started=2012&view=figures").select(".fig:not(.fig--wide) .fig__s")
    soup = page(client, "started=2012&started=2013&started=2014&view=figures")
    assert "None stands out: the highest number is 1 project." not in soup.get_text(" ")
    assert not [node for node in soup.select(".fig__s") if "1 each" in node.get_text()]


def test_a_figure_alone_has_many_lines_and_leads_to_all_values_of_its_facet(client, projects, monkeypatch):
    monkeypatch.setattr("projects.figures.MANY", 2)
    soup = page(client, "view=figures&figure=country&status=ongoing&status=completed")
    assert len(rows(soup, "country")) == 2
    everything = soup.find("a", string="Show all")["href"]
    assert everything.startswith("/en/projects/facets/country/?")
    assert everything.endswith("status=ongoing&status=completed")


def test_of_equal_numbers_the_name_decides(client, db):
    for code, name in (("AA", "Zebraland"), ("BB", "Ärmelland"), ("CC", "Meadowland")):
        country = CountryFactory(code=code, name=name)
        project = ProjectFactory(title=name)
        project.countries.create(country=country)
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    soup = page(client, "view=figures&country=aa&country=bb&country=cc")
    assert [label for label, _number, _url in rows(soup, "country")] == ["Ärmelland", "Meadowland", "Zebraland"]
