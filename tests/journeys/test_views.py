"""Map, timeline and figures in a browser: nothing that axe objects to, by keyboard, at every width and in Arabic."""

import re

import pytest

from editorial import workflow
from tests.browser import axe
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, SiteFactory, ThemeFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESSES = (
    "projects/?view=map",
    "projects/?view=timeline&group=country",
    "projects/?view=figures",
    "projects/?view=figures&figure=country&country=md",
    "projects/?country=md&country=-ua",
    "projects/?view=table",
    "projects/?status=cancelled&country=md",
    "projects/facets/country/?country=md",
    "projects/facets/donor/?find=nobody",
    "projects/compare/?project=p0&project=p1&project=p2",
    "embed/projects/?view=list",
    "embed/projects/?view=figures",
    "donors/donor/?role=donor",
    "countries/md/",
    "themes/theme/",
    "documents/",
    "",
)
POINTS = {"MD": (47, 28), "UA": (49, 31), "GE": (42, 43), "SN": (14, -14), "GH": (8, -1)}


@pytest.fixture
def catalogue(db):
    """Twelve projects over five countries, with everything that the views show."""
    SiteFactory(boundary_note="Boundaries imply nothing.", public=True)
    countries = [
        CountryFactory(code=code, name=f"Land {code}", latitude=latitude, longitude=longitude)
        for code, (latitude, longitude) in POINTS.items()
    ]
    theme, donor = (
        ThemeFactory(name="Theme", slug="theme"),
        OrganisationFactory(name="Donor", slug="donor", public=True),
    )
    for number in range(12):
        project = ProjectFactory(
            key=f"p{number}", title=f"Title {number}", start=f"{2018 + number}", end=f"{2020 + number}-06", amount=1000,
            currency="EUR",
        )  # fmt: skip
        for place in sorted({number % 5, number % 3}):
            project.countries.create(country=countries[place], position=place)
        project.participations.create(organisation=donor, role="donor")
        project.themes.add(theme)
        workflow.publish(workflow.save_revision(project, by=None), by=None)


@pytest.mark.parametrize(
    ("language", "width", "options"),
    [
        ("en", 1440, {}),
        ("ar", 1440, {}),
        ("en", 320, {}),
        ("en", 768, {"color_scheme": "dark"}),
        ("en", 1440, {"forced_colors": "active"}),
    ],
    ids=["light", "arabic", "narrow", "dark", "forced colours"],
)
def test_nothing_stands_in_the_way_of_anybody(live_server, open_page, catalogue, language, width, options):
    page = open_page(width=width, **options)
    for address in ADDRESSES:
        assert page.goto(f"{live_server.url}/{language}/{address}").status == 200, address
        # What colours a reader forces on a page is not the page's, and axe compares with those that are not shown.
        rules = {"color-contrast": {"enabled": False}} if "forced_colors" in options else {}
        assert axe(page, rules=rules) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_views_change_without_leaving_the_page_and_look_as_they_should(live_server, open_page, catalogue):
    page = open_page()
    page.goto(f"{live_server.url}/en/projects/")
    page.evaluate("window.stayed = true")
    for name, part in (("Map", ".atlas .map--big"), ("Timeline", ".tlv"), ("Figures", ".figs .cols svg")):
        page.get_by_role("navigation", name="Views").get_by_role("link", name=name).click()
        page.locator(part).first.wait_for()
    assert page.evaluate("window.stayed")
    assert page.evaluate("getComputedStyle(document.querySelector('.figs')).columnCount") == "2"
    page.locator("#by-country td a").first.click()
    page.locator(".entries").wait_for()
    assert "country=" in page.url
    assert "view=" not in page.url


def test_a_circle_is_reached_and_followed_by_keyboard(live_server, open_page, catalogue):
    page = open_page()
    page.goto(f"{live_server.url}/en/projects/?view=map")
    circle = page.locator(".map--big a").first
    words = circle.get_attribute("aria-label") or circle.text_content()
    circle.focus()
    page.keyboard.press("Enter")
    page.locator(".entries").wait_for()
    number = re.findall(r"\d+", words)[-1]
    assert page.locator("#results").inner_text().split()[0] == number


def test_maps_on_paper_take_a_few_sheets_and_show_the_map_of_the_world_once(live_server, open_page, catalogue):
    page = open_page()
    for address in ("projects/?view=map", ""):
        page.goto(f"{live_server.url}/en/{address}")
        page.emulate_media(media="print")
        drawn = page.locator(".atlas__w, .world, .world--big").filter(visible=True)
        assert drawn.count() == 1, address
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") <= 3, address
        page.emulate_media(media="screen")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_names_on_maps_are_large_enough_at_every_width(live_server, open_page, catalogue, width):
    page = open_page(width=width)
    for address in ("projects/?view=map", "themes/theme/", ""):
        page.goto(f"{live_server.url}/en/{address}")
        assert page.locator(":is(.atlas__w, .world, .theme__m)").filter(visible=True).count() == 1, address
        sizes = page.eval_on_selector_all(
            ".map:not(.inset):has(.map__l)",
            """maps => maps.filter(map => map.checkVisibility()).map(
                map => parseFloat(map.getAttribute('font-size')) * map.clientWidth / map.viewBox.baseVal.width)""",
        )
        assert sizes, address
        assert min(sizes) >= 11, address
