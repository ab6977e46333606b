"""The timeline of a selection: the page of the list as periods, honest about their ends, told once in full."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial import workflow
from finder.charts import pieces
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ADDRESS = "/en/projects/"
AXIS = {"first_year": 2010, "last_year": 2019, "today": date(2026, 7, 2)}


@pytest.fixture(scope="module")
def projects(for_the_module):
    """Twenty-five projects with one to three of four countries and one of two donors; the last has nothing."""
    make_projects()


def make_projects():
    countries = [CountryFactory(code=code, name=f"Land {code}") for code in ("MD", "AZ", "GE", "AM")]
    donors = [OrganisationFactory(name=name) for name in ("Donor A", "Donor B")]
    for number in range(25):
        period = {"start": f"{2000 + number}", "end": f"{2001 + number}-06-30"} if number < 24 else {}
        project = ProjectFactory(title=f"Title-{number}", **period)
        for place in sorted({number % 4, number % 3}) if number < 24 else ():
            project.countries.create(country=countries[place], position=place)
        if number < 24:
            project.participations.create(organisation=donors[number % 2], role="donor")
        workflow.publish(workflow.save_revision(project, by=None), by=None)


def page(client, query="view=timeline", language="en"):
    response = client.get(f"/{language}/projects/?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup):
    return [node.get_text(strip=True) for node in soup.select(".tlv .tl__t")]


def groups(soup):
    """Returns the groups of the table: title, and its rows as (title, whether it is told in short)."""
    found = {}
    for body in soup.select(".tlv tbody"):
        head = body.select_one(".tlv__h")
        title = head.th.find(string=True, recursive=False) if head and not head.a else head and head.a.get_text()
        rows = body.select("tr:not(.tlv__h)")
        found[(title or "").strip()] = [
            (row.select_one("th a").get_text(strip=True), "also above" in row.get_text()) for row in rows
        ]
    return found


@pytest.mark.parametrize("query", ["", "page=2", "sort=title", "country=az&sort=start", "q=title&per_page=50"])
def test_the_rows_are_the_projects_of_the_same_page_of_the_list(client, projects, query):
    listed = [node.get_text(strip=True) for node in page(client, query).select(".entry__t")]
    assert listed
    assert titles(page(client, f"{query}&view=timeline")) == listed


def test_each_row_says_period_and_status_in_words(client, projects):
    row = page(client, "view=timeline&sort=start").select(".tlv tbody tr")[0]
    assert [cell.get_text(" ", strip=True) for cell in row.select("th, td")] == [
        "Title-0", "2000 – 30 June 2001", "Completed", "",
    ]  # fmt: skip
    assert row.select_one("svg")["aria-hidden"] == "true"


@pytest.mark.parametrize("group", ["year", "country", "donor"])
def test_groups_hold_every_project_of_the_page_once_in_full(client, projects, group):
    query = "view=timeline&per_page=100"
    plain, grouped = titles(page(client, query)), groups(page(client, f"{query}&group={group}"))
    in_full = [title for rows in grouped.values() for title, again in rows if not again]
    assert sorted(in_full) == sorted(plain)
    assert all(len(dict(rows)) == len(rows) for rows in grouped.values())
    assert ("Title-24", False) in grouped["Not given"]
    if group == "country":
        assert sum(map(len, grouped.values())) > len(plain)


def test_a_group_leads_to_its_list(client, projects):
    for group in ("year", "country", "donor"):
        for head in page(client, f"view=timeline&per_page=100&group={group}").select(".tlv__h"):
            number = re.search(r"(\d+) projects?", head.get_text())[1]
            listed = BeautifulSoup(client.get(head.a["href"]).content, "html.parser")
            assert listed.select_one("#results").get_text().startswith(f"{number} project"), head


def test_what_stands_above_already_takes_one_line(client, projects):
    soup = page(client, "view=timeline&per_page=100&group=country")
    again, full = soup.select(".tlv__a"), soup.select(".tlv tbody tr:not(.tlv__a):not(.tlv__h)")
    assert len(full) == 25
    assert again
    for row in again:
        assert [cell.name for cell in row.find_all(["th", "td"])] == ["th", "td"]
        assert row.th["colspan"] == "3"
        assert row.select_one(".tl__bar rect") is not None


def test_many_groups_are_named_behind_one_line(client, projects):
    def named(query):
        return page(client, query).select_one(".tlv__i")

    few = named("view=timeline&per_page=100&group=country")
    assert few.has_attr("open")
    assert few.summary.get_text() == "5 groups on this page"
    many = named("view=timeline&per_page=100&group=year")
    assert not many.has_attr("open")
    assert len(many.select("a")) == 25


@pytest.mark.parametrize("group", ["year", "country", "donor"])
def test_what_is_not_given_is_counted_over_all_pages(client, projects, group):
    for number in range(23):
        project = ProjectFactory(title=f"Bare-{number}", start="2031" if group != "year" else "")
        workflow.publish(workflow.save_revision(project, by=None), by=None)
    query = f"view=timeline&group={group}&sort={'-start' if group != 'year' else 'start'}"
    query += "&page=3" if group == "year" else ""
    heads = [head.get_text(" ", strip=True) for head in page(client, query).select(".tlv__h")]
    head = next(head for head in heads if head.startswith("Not given"))
    # One project of the fixture has nothing at all.
    here, whole = map(int, re.search(r"(\d+) of (\d+) on this page", head).groups())
    assert whole == 24
    assert here < 24


def test_only_chosen_countries_are_groups(client, projects):
    assert list(groups(page(client, "view=timeline&group=country&country=az"))) == ["Land AZ"]


def test_each_year_above_is_a_link_to_its_list(client, projects):
    soup = page(client)
    for link in soup.select(".cols a")[:3]:
        listed = BeautifulSoup(client.get(link["href"]).content, "html.parser")
        number = re.search(r": (\d+)", link["aria-label"])[1]
        assert listed.select_one("#results").get_text().startswith(f"{number} project")


def test_time_runs_from_right_to_left_where_reading_does(client, projects):
    query = "view=timeline&sort=start"

    def bars(soup):
        return [
            [(float(r["x"][:-1]), float(r["width"][:-1])) for r in s.select("rect")] for s in soup.select(".tl__bar")
        ]

    for left, right in zip(bars(page(client, query)), bars(page(client, query, "ar")), strict=True):
        for (x, width), (x_, width_) in zip(left, right, strict=True):
            assert width == pytest.approx(width_, abs=0.02)
            assert x + width + x_ == pytest.approx(100, abs=0.02)


@pytest.mark.parametrize("query", ["group=colour", "group=%00a", "group=country&figure=donor"])
def test_what_means_nothing_is_told(client, projects, query):
    response = client.get(f"{ADDRESS}?view=timeline&{query}")
    if response.status_code != 400:
        assert b"Not everything in this address" in response.content


def test_the_page_asks_the_database_a_few_times(client, projects):
    for query in ("view=timeline", "view=timeline&group=donor&country=az", "view=timeline&group=country&per_page=100"):
        page(client, query)
        with CaptureQueriesContext(connection) as captured:
            page(client, query)
        assert len(captured) <= 8, [query["sql"] for query in captured]


def drawn(start, end):
    def days(text):
        if not text:
            return None
        first, _, last = text.partition("/")
        return date.fromisoformat(first), date.fromisoformat(last or first)

    return [(round(p.x), round(p.width), p.soft) for p in pieces(days(start), days(end), **AXIS)]


def test_an_end_known_to_the_day_is_drawn_sharp_and_one_known_to_the_year_soft():
    assert drawn("2012-01-01", "2013-12-31") == [(20, 20, False)]
    assert drawn("2012-01-01/2012-12-31", "2014-12-31") == [(20, 10, True), (30, 20, False)]
    assert drawn("2012-01-01", "2014-01-01/2014-12-31") == [(20, 20, False), (40, 10, True)]
    assert drawn("2012-01-01/2012-12-31", "2012-01-01/2012-12-31") == [(20, 10, True)]


def test_without_an_end_it_is_sure_up_to_today_and_without_a_start_nothing_is():
    assert drawn("2015-01-01", "") == [(50, 50, False)]
    assert drawn("", "2012-12-31") == [(20, 10, True)]
    assert drawn("", "") == drawn("2031-01-01", "2032-01-01") == drawn("2001-01-01", "2002-01-01") == []
