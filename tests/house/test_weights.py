"""Pages stay light: what a reader's connection carries for each type of page, compressed as a server sends it."""

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from projects.filters import ProjectSelection
from projectsite.bundles import bundled

from .conftest import content_of, detail_addresses, know_sizes, list_addresses

pytestmark = pytest.mark.thorough

KILOBYTE = 1000
STATIC = Path(__file__).resolve().parents[2] / "projectsite" / "static"
STYLES = re.compile(rb'<link rel="stylesheet" href="/static/([^"]+)">')
SCRIPTS = re.compile(rb'<script type="module" src="/static/([^"]+)">')
FONTS = re.compile(rb'<link rel="preload" href="/static/(fonts/[^"]+)"')
DRAWINGS = re.compile(rb'href="/static/(img/[^"#]+)#')
ELEMENT = re.compile(rb"<[a-zA-Z]")


@pytest.fixture(scope="module")
def whole_sample(django_db_setup, django_db_blocker):
    """A site with everything that it can be shown with."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_countries", verbosity=0)
        call_command("load_source", verbosity=0)
        call_command("load_sample", verbosity=0)
        know_sizes()
        yield
        transaction.set_rollback(True)


def read(name: str) -> str:
    """Returns a style sheet or a script as it stands in the sources."""
    return (STATIC / name).read_text()


def weight(*contents: bytes) -> float:
    """Returns the kilobytes of some contents, each compressed by itself."""
    return sum(len(gzip.compress(content, 6)) for content in contents) / KILOBYTE


def some_of_each(language):
    """Gives the lists and the views of one, and of each type of page a few."""
    yield from list_addresses(language)
    yield from (f"/{language}/projects/?view={view}" for view in ProjectSelection.views)
    seen = {}
    for address in detail_addresses(language):
        room = address.split("/")[2]
        seen[room] = seen.get(room, 0) + 1
        if seen[room] <= 5:
            yield address


@pytest.mark.django_db
@pytest.mark.usefixtures("whole_sample")
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_no_page_is_heavy(client, language):
    weights = {address: weight(content_of(client.get(address))) for address in some_of_each(language)}
    assert {address: size for address, size in weights.items() if size > 20} == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("whole_sample")
def test_what_a_page_brings_to_be_styled_and_to_move_is_light(client):
    for address in some_of_each("en"):
        content = content_of(client.get(address))
        for pattern, most in ((STYLES, 12), (SCRIPTS, 10)):
            files = {name.decode() for name in pattern.findall(content)}
            assert 0 < weight(*[bundled(name, read).encode() for name in files]) <= most, (address, files)


@pytest.mark.django_db
@pytest.mark.usefixtures("whole_sample")
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_a_page_asks_for_few_files(client, language):
    for address in some_of_each(language):
        content = content_of(client.get(address))
        files = {name for pattern in (STYLES, SCRIPTS, FONTS, DRAWINGS) for name in pattern.findall(content)}
        # Beside itself; and a page may want a face more, for bold letters or for the names of languages.
        assert 1 + len(files) <= 11, (address, sorted(files))
