"""Browsing in the browser: address, numbers and ticks agree at every step, and no way ends."""

import pytest
from playwright.sync_api import expect

from editorial import workflow
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, SiteFactory, ThemeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def catalogue():
    """Twelve donors and two countries; each donor pays for a project in one country, the first two in both."""
    SiteFactory()
    theme = ThemeFactory(key="thb", name="Trafficking")
    countries = [CountryFactory(code=code) for code in ("MD", "GE")]
    for number in range(12):
        donor = OrganisationFactory(key=f"d{number}", name=f"Donor {chr(65 + number)}", acronym=f"D{number}")
        for place, country in enumerate(countries if number < 2 else countries[number % 2 : number % 2 + 1]):
            project = ProjectFactory(title=f"Work {number}-{place}", start=str(2010 + number), end="2030")
            project.participations.create(organisation=donor, role="donor")
            project.countries.create(country=country)
            if number % 3 == 0:
                project.themes.add(theme)
            workflow.publish(workflow.save_revision(project, by=None), by=None)


def state(page):
    """Returns what the page shows: its heading, the boxes ticked, and the query of the address."""
    ticked = page.eval_on_selector_all("#facets input:checked", "boxes => boxes.map(box => box.name + '=' + box.value)")
    return page.inner_text("#results"), ticked, page.evaluate("location.search")


def test_ticks_back_forward_open_reload_and_language_agree_at_every_step(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/")
    page.click("#group-country summary")
    expect(page.locator("label[for=country-md] .n")).to_have_text("7")
    page.check("#country-md")
    expect(page.locator("#results")).to_have_text("7 projects")
    assert page.evaluate("document.activeElement.id") == "country-md"
    expect(page.locator("#status")).to_have_text("7 projects")
    expect(page.locator("label[for=country-ge] .n")).to_have_text("7")  # an alternative keeps its number
    page.click("#group-donor summary")
    page.check("#donor-d0")
    expect(page.locator("#results")).to_have_text("1 project")
    expect(page.locator("label[for=country-ge] .n")).to_have_text("1")
    both = state(page)
    assert both == ("1 project", ["country=md", "donor=d0"], "?country=md&donor=d0")
    page.go_back()
    expect(page.locator("#results")).to_have_text("7 projects")
    assert state(page) == ("7 projects", ["country=md"], "?country=md")
    expect(page.locator("#group-donor")).to_have_attribute("open", "")
    page.go_forward()
    expect(page.locator("#results")).to_have_text("1 project")
    assert state(page) == both
    page.locator(".entry__t a").first.click()
    expect(page.locator("h1")).to_contain_text("Work 0-0")
    page.go_back()
    expect(page.locator("#results")).to_have_text("1 project")
    assert state(page) == both
    page.reload()
    assert state(page) == both
    expect(page.locator("#group-donor")).to_have_attribute("open", "")
    assert page.locator(".langs a[hreflang=ar]").get_attribute("href").endswith("/ar/projects/?country=md&donor=d0")


def test_a_value_is_excluded_and_taken_back(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/?country=md")
    page.click(".chip__t")
    expect(page.locator("#country-md")).to_have_value("-md")
    expect(page.locator("#results")).to_have_text("7 projects")
    assert state(page)[1:] == (["country=-md"], "?country=-md")
    expect(page.locator("label[for=country-md] .n")).to_have_text("7")  # what it would have without the exclusion
    page.uncheck("#country-md")
    expect(page.locator("#results")).to_have_text("14 projects")
    assert state(page)[2] == ""


def test_where_nothing_is_found_the_way_out_finds_what_it_says(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/?country=md&donor=d3&theme=thb")
    way = page.locator(".nothing .nothing__w li").first
    expect(way).to_contain_text("Donor D")
    assert way.locator(".n").inner_text() == "2"
    way.locator("a").click()
    expect(page.locator("#results")).to_have_text("2 projects")


@pytest.mark.parametrize("address", ["/en/projects/", "/en/documents/", "/en/projects/facets/country/"])
def test_a_very_long_word_breaks_and_the_page_stays_as_wide_as_the_screen(open_page, live_server, catalogue, address):
    page = open_page(width=320, base_url=live_server.url)
    page.goto(f"{address}?q={'unbreakable' * 12}")
    expect(page.locator(".chip")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_further_value_is_found_in_place_and_ticked(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/")
    page.click("#group-donor summary")
    assert page.locator("#donor-d9").count() == 0
    page.click("#group-donor a[data-find]")
    page.keyboard.type("donor j")
    box = page.locator("#donor-d9")
    expect(box).to_be_visible()
    expect(page.locator("#status")).to_have_text("1 value")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#results")).to_have_text("1 project")
    expect(page.locator("#donor-d9")).to_be_checked()
    assert page.evaluate("location.search") == "?donor=d9"
    expect(page.locator("#find-donor")).to_have_value("donor j")
    expect(page.locator("#group-donor .opts label:visible")).to_have_count(1)
    page.wait_for_load_state("networkidle")  # the values found are asked for again after each change of the list
    assert page.evaluate("document.activeElement.id") == "donor-d9"
    page.keyboard.press("Space")
    expect(page.locator("#results")).to_have_text("14 projects")
    expect(box).not_to_be_checked()
    assert page.evaluate("location.search") == ""


def test_finding_in_place_shows_what_stands_there_already_and_says_how_many(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/")
    page.click("#group-donor summary")
    labels = page.locator("#group-donor .opts label:visible")
    own = labels.all_inner_texts()
    page.click("#group-donor a[data-find]")
    page.keyboard.type("donor a")
    expect(page.locator("#group-donor p").get_by_text("1 value")).to_be_visible()
    expect(labels).to_have_count(1)
    expect(labels).to_contain_text("Donor A")
    page.fill("#find-donor", "nobody")
    expect(page.locator("#group-donor p").get_by_text("Nothing is called that.")).to_be_visible()
    expect(labels).to_have_count(0)
    page.fill("#find-donor", "")
    expect(labels).to_have_count(len(own))
    assert labels.all_inner_texts() == own


def test_years_apply_when_the_reader_leaves_them(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/")
    page.fill("#to", "2010")
    page.press("#to", "Tab")
    expect(page.locator("#results")).to_have_text("2 projects")
    assert page.evaluate("location.search") == "?to=2010"


def test_on_a_phone_the_panel_says_what_it_selects(open_page, live_server, catalogue):
    page = open_page(width=360, height=740, base_url=live_server.url)
    page.goto("/en/projects/")
    expect(page.locator("#chosen")).to_be_hidden()
    page.click("button[data-toggle]")
    page.click("#group-country summary")
    page.check("#country-md")
    expect(page.locator("#chosen")).to_have_text("1")
    way = page.locator(".side__a a")
    expect(way).to_have_text("7 projects")
    expect(way).to_be_in_viewport()
    way.click()
    expect(page.locator("#results")).to_be_in_viewport()


def test_without_a_script_the_page_of_all_values_does_the_same(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url, java_script_enabled=False)
    page.goto("/en/projects/?country=md&sort=title")
    page.click("#group-donor summary")
    page.click("#group-donor a[data-find]")
    assert page.url.endswith("/projects/facets/donor/?country=md&sort=title")
    page.check("#donor-d0")
    page.fill("#find", "donor k")
    page.get_by_role("button", name="Find").click()
    page.check("#donor-d10")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#results")).to_have_text("2 projects")
    assert page.url.partition("?")[2] == "country=md&sort=title&donor=d0&donor=d10"


def test_without_a_connection_the_page_stays_and_says_so(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url)
    page.goto("/en/projects/")
    page.click("#group-country summary")
    page.context.set_offline(True)
    page.check("#country-md")
    expect(page.locator("#status")).to_be_visible()
    expect(page.locator("#status")).to_contain_text("There is no connection, so the list is as it was.")
    assert page.inner_text("#results") == "14 projects"
    assert page.evaluate("location.search") == ""
    page.context.set_offline(False)
    page.locator("#status").get_by_role("link", name="Try again").click()
    expect(page.locator("#results")).to_have_text("7 projects")
    expect(page.locator("#country-md")).to_be_checked()
    assert page.evaluate("location.search") == "?country=md"
    assert "vh" in page.locator("#status").get_attribute("class")
    page.noise.clear()


def test_where_nothing_is_found_the_ways_out_are_in_sight_below_what_is_chosen(open_page, live_server, catalogue):
    page = open_page(width=360, height=740, base_url=live_server.url)
    page.goto("/en/projects/?country=md&donor=d3&theme=thb")
    assert page.locator(".nothing .nothing__w a").first.bounding_box()["y"] < 740
    assert page.evaluate("""() => {
        const place = (selector) => document.querySelector(selector).getBoundingClientRect().top
        return place(".chips") < place(".nothing")
    }""")
    assert page.locator(".views").count() == 0


def test_without_a_script_the_form_leads_to_a_short_address(open_page, live_server, catalogue):
    page = open_page(base_url=live_server.url, java_script_enabled=False)
    page.goto("/en/projects/")
    page.click("#group-country summary")
    page.check("#country-md")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#results")).to_have_text("7 projects")
    assert page.url == f"{live_server.url}/en/projects/?country=md"
