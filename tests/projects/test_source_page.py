"""Every fact of the source page is found on the site, in English, or is named here with the reason why not."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from editorial.models import Label
from projects.content import read
from projects.models import Document

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

# How many facts have no place of their own on the site: labels of the source, and links whose targets it lost.
NOT_SHOWN = 23


def address(page):
    with override("en"):
        if page == "documents":
            return reverse("document-list")
        if page.startswith("projects"):
            return f"{reverse('project-list')}{page.removeprefix('projects')}"
        kind, _colon, key = page.partition(":")
        return reverse(kind, args=[Label.objects.get(kind=kind, key=key, language="en").slug])


def words(html):
    """Returns what a reader sees in the main part of a page, with single spaces."""
    main = BeautifulSoup(html, "html.parser").find("main")
    for hidden in main.find_all("script"):
        hidden.decompose()
    return " ".join(main.get_text(" ").split())


def squeezed(text):
    """Returns a text without spaces: markup between two words leaves one where a reader sees none."""
    return "".join(text.split())


@pytest.fixture
def source_site():
    call_command("load_countries", verbosity=0)
    call_command("load_source", verbosity=0)


@pytest.mark.usefixtures("source_site")
def test_every_fact_of_the_source_page_is_shown_or_named(client):
    facts, pages, missing = read("source/facts"), {}, []
    for fact in facts:
        if fact["page"] not in pages:
            response = client.get(address(fact["page"]))
            assert response.status_code == 200
            pages[fact["page"]] = squeezed(words(response.content.decode()))
        missing += [(fact["page"], text) for text in fact["shown"] if squeezed(text) not in pages[fact["page"]]]
    assert missing == []
    assert sum(1 for fact in facts if fact["not_shown"]) == NOT_SHOWN


@pytest.mark.usefixtures("source_site")
def test_a_dash_that_the_source_lost_leaves_a_place_and_no_sign_in_its_words(client):
    page = BeautifulSoup(client.get(address("project:pan-eu-mosy")).content.decode(), "html.parser")
    (quotation,) = [node for node in page.select(".asp q") if "2013" in node.text]
    assert quotation.get_text() == "January 2013December 2014"
    assert quotation.select_one(".asp__gap").previous_sibling == "January 2013"


@pytest.mark.usefixtures("source_site")
def test_what_the_source_does_not_give_leaves_no_line_and_no_dead_link(client):
    page = BeautifulSoup(client.get(address("project:se-trm")).content.decode(), "html.parser").find("main")
    labels = {term.get_text(" ", strip=True) for term in page.find_all("dt")}
    assert not {label for label in labels if label.startswith(("Implementing", "Countr"))}
    targets = {link["href"] for link in page.find_all("a")}
    assert not {href for href in targets if href in {"", "#"} or "description" in href}
    for href in targets:
        if href.startswith("/"):
            assert client.get(href).status_code == 200, href


@pytest.mark.usefixtures("source_site")
def test_documents_to_be_supplied_are_tasks_for_staff_and_invisible_to_visitors(client):
    waiting = Document.objects.filter(to_be_supplied=True)
    assert waiting.count() == 4
    listing = client.get(address("documents")).content.decode()
    assert "Full project description" not in words(listing)
    assert not Label.objects.filter(kind="document", key__in=waiting.values("key")).exists()
