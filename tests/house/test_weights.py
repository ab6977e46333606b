"""Pages stay light: what a reader's connection carries for each type of page, compressed as a server sends it."""

import gzip
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from .conftest import content_of, detail_addresses, know_sizes, list_addresses

KILOBYTE = 1000
STATIC = Path(__file__).resolve().parents[2] / "projectsite" / "static"


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


def weight(*contents: bytes) -> float:
    """Returns the kilobytes of some contents, each compressed by itself."""
    return sum(len(gzip.compress(content, 6)) for content in contents) / KILOBYTE


def some_of_each(language):
    """Gives the lists, and of each type of page a few."""
    yield from list_addresses(language)
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


def test_the_styles_of_the_screen_are_light():
    styles = [path.read_bytes() for path in (STATIC / "css").glob("*.css") if path.name != "print.css"]
    assert 0 < weight(*styles) <= 12


def test_the_scripts_of_public_pages_are_light():
    assert 0 < weight(*[path.read_bytes() for path in (STATIC / "js").glob("*.js")]) <= 10
