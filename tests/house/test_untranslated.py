"""No page of another language prints a text of the interface in English."""

from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from django.utils.translation import to_locale

from editorial.texts import site_languages

from .conftest import detail_addresses, list_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
LOCALE = Path(__file__).resolve().parents[2] / "locale"


def english_texts(language):
    """Returns the interface's English texts that a language says otherwise, as whole texts of an element."""
    catalogue = polib.pofile(str(LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"))
    kept = {entry.msgid.casefold() for entry in catalogue if entry.msgid.casefold() == entry.msgstr.casefold()}
    return {
        entry.msgid.casefold()
        for entry in catalogue
        if len(entry.msgid) > 3 and "%" not in entry.msgid and not entry.msgid_plural
    } - kept


def printed(html, language):
    """Yields the texts of a page that are in its own language: those marked with another one are content."""
    page = BeautifulSoup(html, "html.parser")
    for marked in page.find_all(["script", "bdi"]) + page.body.find_all(lang=True):
        if not marked.decomposed and marked.get("lang") != language:
            marked.decompose()
    for text in page.stripped_strings:
        yield " ".join(text.split()).casefold()
    for element in page.find_all(True):
        for name in ("aria-label", "title", "placeholder"):
            if element.get(name):
                yield element[name].casefold()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("language", [code for code in site_languages() if code != "en"])
def test_a_page_prints_the_interface_in_its_own_language(client, language):
    english = english_texts(language)
    assert len(english) > 200
    for address in [*list_addresses(language), *list(detail_addresses(language))[::6]]:
        found = set(printed(client.get(address).content, language)) & english
        assert not found, f"{address}: {found}"
