"""Browsers in which somebody has signed in."""

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import PASSWORD


@pytest.fixture
def enter(open_page, live_server):
    """Opens a browser in which a person has signed in; `language` is that of the interface."""

    def enter(person, width=1440, language="en", **options) -> Page:
        page = open_page(width=width, locale=language, base_url=live_server.url, **options)
        page.goto("/admin/")
        page.fill("[name=username]", person.username)
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        expect(page.locator("#site-name")).to_be_visible()
        return page

    return enter
