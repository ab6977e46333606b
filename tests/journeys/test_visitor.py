"""A visitor finds and reads a project in the browser: on a phone, with a keyboard, without a script, in Arabic."""

from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from editorial import workflow
from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = (360, 1440)
LANGUAGES = ("en", "ar")
ADDRESSES = (
    "/",
    "/projects/",
    "/projects/?status=completed&country=az&country=zz",
    "/projects/?country=us",
    "/agencies/",
    "/donors/",
    "/countries/",
    "/countries/az/",
    "/themes/",
    "/documents/",
)


@pytest.fixture
def site(source, live_server):
    """The source page's catalogue, public, and served."""
    for (kind, _key), obj in source.items():
        if kind in {"project", "page", "theme", "site", "country"}:
            workflow.publish(workflow.save_revision(obj, by=None), by=None)
    return live_server.url


def no_sideways_scroll(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_is_accessible_silent_and_as_wide_as_the_screen(open_page, site, width, language):
    page = open_page(width=width, base_url=site)
    addresses = [f"/{language}{address}" for address in ADDRESSES]
    page.goto(f"/{language}/projects/")
    addresses += [page.locator(".entry a").first.get_attribute("href")]
    page.goto(f"/{language}/donors/")
    addresses += [page.locator("main a[href*='/donors/']:not([href*='?'])").first.get_attribute("href")]
    for address in addresses:
        response = page.goto(address)
        assert response.status == 200, address
        assert page.evaluate("document.documentElement.lang") == language
        assert axe(page) == [], unquote(address)
        assert no_sideways_scroll(page), unquote(address)
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", SIZES)
def test_a_visitor_filters_takes_one_filter_back_and_reads(open_page, site, width):
    page = open_page(width=width, base_url=site)
    page.goto("/en/projects/")
    expect(page.locator("#results")).to_have_text("3 projects")
    if width < 600:
        page.click("[data-toggle]")
    page.locator("#group-country summary").first.click() if not page.get_by_label("Azerbaijan").is_visible() else None
    page.get_by_label("Azerbaijan").check()
    expect(page.locator("#results")).to_have_text("1 project")
    expect(page.locator("#status")).to_contain_text("1 project")
    assert "country=az" in page.url
    page.go_back()
    expect(page.locator("#results")).to_have_text("3 projects")
    page.go_forward()
    expect(page.locator("#results")).to_have_text("1 project")
    page.locator(".chip").first.click()
    expect(page.locator("#results")).to_have_text("3 projects")
    page.fill("#q", "thb/ifs")
    page.press("#q", "Enter")
    expect(page.locator("#results")).to_have_text("1 project")
    page.locator(".entry a").first.click()
    expect(page.locator("h1")).to_contain_text("Fight against Trafficking in Human Beings")
    expect(page.get_by_text("to facilitate information sharing")).to_be_visible()


def test_the_same_works_without_a_script(open_page, site):
    page = open_page(base_url=site, java_script_enabled=False)
    page.goto("/en/projects/?status=completed")
    page.get_by_role("button", name="Apply filters").click()
    assert "status=completed" in page.url
    expect(page.locator("#results")).to_have_text("3 projects")
    page.locator(".chip").first.click()
    assert "status" not in page.url


def test_another_language_keeps_the_address_and_the_filters(open_page, site):
    page = open_page(base_url=site)
    page.goto("/en/projects/?status=completed&sort=title")
    page.locator(".langs summary").click()
    page.get_by_role("link", name="العربية").click()
    assert page.url.endswith("/ar/projects/?status=completed&sort=title")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_a_keyboard_reaches_the_content_first_and_every_stop_shows(open_page, site):
    page = open_page(base_url=site)
    page.goto("/en/projects/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for _stop in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect(); return box.width * box.height > 0; }"
        )
        assert shown


def test_a_keyboard_can_pass_the_maps_of_the_home_page(open_page, site):
    page = open_page(base_url=site)
    page.goto("/en/")
    page.locator("a[href='#themes']").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('section').getAttribute('aria-labelledby')") == "themes"
