"""Searching in a browser: names are offered to the keyboard and to the mouse, and nothing stands in axe's way."""

import pytest

from editorial import workflow
from tests.browser import axe
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, SiteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def catalogue(db):
    SiteFactory(public=True)
    CountryFactory(key="ge", code="GE", name="Georgia", public=True)
    donor = OrganisationFactory(name="Saffron Trust", public=True)
    for title in ("Saffron fields", "Saffron roads"):
        project = ProjectFactory(title=title, summary="Growing saffron.")
        project.participations.create(organisation=donor, role="donor")
        workflow.publish(workflow.save_revision(project, by=None), by=None)


def field_of(page):
    return page.get_by_role("combobox", name="Search projects")


@pytest.mark.parametrize(
    ("address", "width", "options"),
    [("/en/projects/", 1440, {}), ("/ar/projects/", 320, {}), ("/en/", 768, {"color_scheme": "dark"})],
    ids=["list", "arabic and narrow", "home, dark"],
)
def test_an_open_list_of_names_is_accessible_and_fits(live_server, open_page, catalogue, address, width, options):
    page = open_page(width=width, **options)
    page.goto(live_server.url + address)
    page.locator("#q").press_sequentially("saff")
    page.locator(".suggest__o").nth(2).wait_for()
    page.keyboard.press("ArrowDown")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_goes_through_the_names_and_to_one_of_them(live_server, open_page, catalogue):
    page = open_page()
    page.goto(f"{live_server.url}/en/projects/")
    field = field_of(page)
    field.press_sequentially("saff")
    page.locator(".suggest__o").nth(2).wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowUp")
    last = page.locator("[aria-selected=true]")
    assert "Saffron Trust" in last.inner_text()
    assert field.get_attribute("aria-activedescendant") == last.get_attribute("id")
    page.keyboard.press("Escape")
    assert page.locator(".suggest__o:visible").count() == 0
    assert field.input_value() == "saff"
    page.keyboard.press("ArrowDown")
    page.locator(".suggest__o").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/saffron-*/")


def test_enter_without_a_choice_searches_in_the_order_of_relevance(live_server, open_page, catalogue):
    page = open_page()
    page.goto(f"{live_server.url}/en/projects/")
    page.evaluate("window.stayed = true")
    field_of(page).press_sequentially("safron")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="saffron", exact=True).click()
    page.locator(".entry mark").first.wait_for()
    assert page.evaluate("window.stayed")
    assert page.locator("#sort").input_value() == "relevance"
    assert field_of(page).input_value() == "saffron"
    page.locator("#sort").select_option("title")
    page.wait_for_url("**sort=title**")
    assert page.locator(".suggest__o:visible").count() == 0


def test_a_click_goes_to_a_name(live_server, open_page, catalogue):
    page = open_page()
    page.goto(f"{live_server.url}/en/")
    field_of(page).press_sequentially("trust")
    page.locator(".suggest__o").first.click()
    page.wait_for_url("**/saffron-trust/")
