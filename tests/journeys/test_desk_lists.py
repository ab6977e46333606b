"""Lists and the search for anything in a browser, by keyboard alone, and accessible with everything open."""

import re

import pytest
from playwright.sync_api import expect

from editorial import workflow
from tests.browser import WAYS, axe
from tests.factories import (
    CountryFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectCountryFactory,
    ProjectFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROJECTS = "/admin/projects/project/"


@pytest.fixture
def projects(db):
    country, donor = CountryFactory(code="AM", name="Armenia"), OrganisationFactory(name="Some Donor", acronym="SD")
    made = [ProjectFactory(title=f"Alpha {number}", texts={"fr": {"title": "Zéro"}}) for number in range(3)]
    for project in made:
        ProjectCountryFactory(project=project, country=country)
        ParticipationFactory(project=project, organisation=donor)
        workflow.save_revision(project, by=None)
    ProjectFactory(title="Beta", public=True)
    return made


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def faults_of(page):
    """Returns what axe finds; the styles that it tries, and the policy refuses, are heard of a little later."""
    heard = len(page.noise)
    found = axe(page)
    page.wait_for_timeout(100)
    del page.noise[heard:]
    return found


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("setting", WAYS)
def test_lists_are_for_everybody_with_filters_chips_and_answers_open(enter, publisher, projects, setting):
    page = enter(publisher, **WAYS[setting])
    faults = []
    addresses = ("", "?open=country", "?state=draft&country=am&q=zero", "?q=nothing", "?status=planned&state=public")
    for address in addresses:
        page.goto(f"{PROJECTS}{address}")
        if (saving := page.locator(".save-filter summary")).count():
            saving.press("Enter")
        page.wait_for_timeout(100)
        faults += [f"{address} {fault}" for fault in faults_of(page)]
        assert not wide(page), address
    page.goto(PROJECTS)
    page.locator("#content-start").click(position={"x": 1, "y": 1})
    press(page, "/")
    page.keyboard.type("alpha")
    expect(page.locator("#find-options [role=option]").first).to_be_visible()
    press(page, "ArrowDown")
    faults += [f"find {fault}" for fault in faults_of(page)]
    assert not wide(page)
    assert faults == []


def test_anything_is_found_by_keyboard_from_anywhere(enter, publisher, projects):
    page = enter(publisher)
    page.goto("/admin/partners/organisation/")
    press(page, "/")
    field = page.locator("#find")
    expect(field).to_be_focused()
    page.keyboard.type("alpha")
    options = page.locator("#find-options [role=option]")
    expect(options).to_have_count(3)
    expect(page.locator(".find [role=status]")).to_have_text("3 found.")
    press(page, "ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "find-option-0")
    press(page, "ArrowUp")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    press(page, "Escape")
    expect(page.locator("#find-options")).to_be_hidden()
    expect(field).to_have_value("alpha")
    field.fill("beta")
    expect(options).to_have_count(1)
    press(page, "ArrowDown", "Enter")
    page.wait_for_url(re.compile(r"/admin/projects/project/\d+/change/"))


def test_enter_opens_the_one_thing_that_was_found_or_that_is_called_so(enter, publisher, projects):
    page = enter(publisher)
    options = page.locator("#find-options [role=option]")
    for words, count in (("bet", 1), ("PROJECTS", None)):
        page.goto("/admin/")
        press(page, "Control+k")
        page.keyboard.type(words)
        expect(options.first).to_be_visible()
        if count:
            expect(options).to_have_count(count)
        press(page, "Enter")
        page.wait_for_url(re.compile(r"/admin/projects/project/(\d+/change/)?$"))


def test_the_search_leads_to_its_page_when_nothing_is_chosen(enter, publisher, projects):
    page = enter(publisher)
    page.goto("/admin/")
    press(page, "Control+k")
    page.keyboard.type("alpha")
    press(page, "Enter")
    page.wait_for_url("**/admin/find/?q=alpha")
    expect(page.locator("main .row")).to_have_count(3)


def test_the_interface_changes_its_language_from_the_search(enter, publisher, projects):
    page = enter(publisher)
    page.goto("/admin/")
    press(page, "/")
    page.keyboard.type("français")
    expect(page.locator("#find-options [role=option]")).to_have_count(1)
    press(page, "ArrowDown", "Enter")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_the_last_answer_wins(enter, publisher, projects):
    page = enter(publisher)
    page.goto("/admin/")
    waiting = []
    page.route("**/admin/find/?q=alp&*", lambda route: waiting.append(route))
    press(page, "/")
    page.keyboard.type("alp")
    page.wait_for_timeout(300)
    page.locator("#find").fill("beta")
    expect(page.locator("#find-options [role=option]")).to_have_count(1)
    for route in waiting:
        route.continue_()
    page.wait_for_timeout(300)
    assert waiting
    expect(page.locator("#find-options [role=option]")).to_have_text(re.compile("Beta"))


def test_a_long_filter_opens_in_place_by_keyboard(enter, publisher, projects):
    page = enter(publisher)
    page.goto(f"{PROJECTS}?state=draft")
    page.locator("#filter-country summary").press("Enter")
    choice = page.locator("#filter-country li a")
    expect(choice).to_have_text(re.compile(r"Armenia\s+3"))
    assert page.url.endswith("?state=draft")
    choice.press("Enter")
    page.wait_for_url("**/?country=am&state=draft")
    page.locator(".chip", has_text="Armenia").first.press("Enter")
    page.wait_for_url("**/?state=draft")


def test_many_are_published_by_keyboard_after_a_look(enter, publisher, projects):
    page = enter(publisher)
    page.goto(f"{PROJECTS}?state=draft")
    page.locator("#action-toggle").press("Space")
    expect(page.locator("#chosen-count")).to_have_text("3")
    page.locator("[name=action]").focus()
    page.locator("[name=action]").select_option("publish_selected")
    page.locator("[name=index]").press("Enter")
    expect(page.locator("main")).to_contain_text("Nothing has happened yet.")
    expect(page.locator("main .row")).to_have_count(3)
    assert faults_of(page) == []
    page.locator("[name=confirmed]").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("done with 3")


def test_a_filter_is_named_and_stands_above_the_list(enter, publisher, projects):
    page = enter(publisher)
    page.goto(f"{PROJECTS}?state=draft")
    page.locator(".save-filter summary").press("Enter")
    page.locator("#filter-name").fill("Mine to finish")
    press(page, "Enter")
    expect(page.locator(".saved [aria-current]")).to_have_text("Mine to finish")
    assert faults_of(page) == []


def test_a_long_filter_and_all_rows_can_be_had_without_scripts(enter, publisher, projects):
    page = enter(publisher, java_script_enabled=False)
    page.goto(PROJECTS)
    page.locator("#filter-country summary").click()
    page.locator("#filter-country a.filter-load").click()
    page.locator("#filter-country li a", has_text="Armenia").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
