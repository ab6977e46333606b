"""Comparing in the browser: ticks outlast filters, pages, views, Back and reload, with a script and without."""

import pytest
from playwright.sync_api import expect

from editorial import workflow
from tests.browser import axe
from tests.factories import CountryFactory, ProjectFactory, SiteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def catalogue():
    """Thirty projects, the newest first: Title 29 to Title 0; every third in a country."""
    SiteFactory()
    country = CountryFactory(code="MD", name="Moldova")
    for number in range(30):
        project = ProjectFactory(key=f"p{number}", title=f"Title {number}", start=str(1990 + number), end="2030")
        if number % 3 == 0:
            project.countries.create(country=country)
        workflow.publish(workflow.save_revision(project, by=None), by=None)


def test_ticks_outlast_whatever_the_list_does(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/")
    page.evaluate("window.stayed = true")
    page.check("#pick-p29")
    expect(page.locator("#picked p").first).to_have_text("1 project to compare Tick another one.")
    assert page.evaluate("document.activeElement.id") == "pick-p29"
    page.get_by_role("link", name="Page 2").click()
    expect(page.locator(".pager p")).to_contain_text("21–30")
    page.check("#pick-p3")
    expect(page.locator("#status")).to_have_text("30 projects. 2 projects to compare")
    assert page.evaluate("location.search") == "?page=2&project=p29&project=p3"
    expect(page.locator("#picked")).to_be_in_viewport()
    page.click("#group-country summary")
    page.check("#country-md")
    expect(page.locator("#results")).to_have_text("10 projects")
    expect(page.locator("#pick-p3")).to_be_checked()
    assert page.evaluate("location.search") == "?country=md&project=p29&project=p3"
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Timeline").click()
    page.locator(".tlv").wait_for()
    expect(page.locator("#picked")).to_contain_text("2 projects to compare")
    page.go_back()
    expect(page.locator("#pick-p3")).to_be_checked()
    page.uncheck("#pick-p3")
    expect(page.locator("#picked p").first).to_contain_text("1 project to compare")
    page.go_back()
    expect(page.locator("#pick-p3")).to_be_checked()
    page.reload()
    expect(page.locator("#pick-p3")).to_be_checked()
    assert page.locator(".langs a[hreflang=ar]").get_attribute("href").endswith("&project=p29&project=p3")
    page.locator("#picked").get_by_role("link", name="Compare").click()
    expect(page.locator(".compare thead th")).to_have_count(2)
    page.get_by_role("link", name="Tick another one in the list").click()
    expect(page.locator("#results")).to_have_text("10 projects")
    expect(page.locator("#pick-p3")).to_be_checked()
    expect(page.locator("#picked")).to_contain_text("2 projects to compare")


def test_a_fifth_cannot_be_ticked_before_one_is_let_go(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/?project=p29&project=p28&project=p27")
    page.check("#pick-p26")
    expect(page.locator("#pick-p25")).to_be_disabled()
    expect(page.locator("#picked")).to_contain_text("No more than four fit.")
    page.locator(".picked__l a").first.click()
    expect(page.locator("#pick-p25")).to_be_enabled()
    expect(page.locator("#pick-p29")).not_to_be_checked()


def test_without_a_script_ticks_go_along_with_the_form_and_the_button_compares(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url, java_script_enabled=False)
    page.goto("/en/projects/?page=2")
    page.check("#pick-p3")
    page.check("#pick-p4")
    page.click("#group-country summary")
    page.check("#country-md")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#results")).to_have_text("10 projects")
    expect(page.locator("#pick-p3")).to_be_checked()
    page.check("#pick-p6")
    page.get_by_role("button", name="Compare the ticked projects").click()
    expect(page.locator(".compare thead th")).to_have_count(3)
    assert "/en/projects/compare/?project=p4&project=p6&project=p3&back=country%3Dmd" in page.url


@pytest.mark.parametrize(
    ("language", "width", "options"),
    [
        ("en", 1440, {}),
        ("ar", 360, {}),
        ("en", 320, {"color_scheme": "dark"}),
        ("en", 768, {"forced_colors": "active"}),
    ],
    ids=["light", "arabic", "narrow and dark", "forced colours"],
)
def test_what_is_ticked_stands_in_nobodys_way(live_server, open_page, catalogue, language, width, options):
    page = open_page(width=width, base_url=live_server.url, **options)
    rules = {"color-contrast": {"enabled": False}} if "forced_colors" in options else {}
    ticks = "project=p29&project=p28&project=p27&project=p26"
    for address in (f"projects/?{ticks}", f"projects/?view=table&{ticks}", f"projects/compare/?{ticks}"):
        page.goto(f"/{language}/{address}")
        assert axe(page, rules=rules) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
