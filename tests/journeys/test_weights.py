"""A page in Latin letters loads few fonts."""

import pytest

from editorial import workflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 60_000


@pytest.mark.parametrize("path", ["/en/", "/en/projects/", "/fr/countries/az/"])
def test_the_fonts_of_a_page_in_latin_letters_are_light(open_page, source, live_server, path):
    for (kind, _key), obj in source.items():
        if kind in {"project", "theme", "site", "country"}:
            workflow.publish(workflow.save_revision(obj, by=None), by=None)
    page, fonts = open_page(), {}
    page.on("response", lambda response: response.url.endswith(".woff2") and fonts.update({response.url: response}))
    page.goto(f"{live_server.url}{path}", wait_until="networkidle")
    sizes = {url: len(response.body()) for url, response in fonts.items()}
    assert 0 < sum(sizes.values()) <= MOST, sizes
