"""Citations: what a library of references reads is the project, under an address that lasts."""

import re

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from editorial import workflow
from tests.factories import OrganisationFactory, ProjectFactory, SiteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    SiteFactory(name="The site", publisher=OrganisationFactory(name="Body & Sons", public=True), public=True)
    return ProjectFactory(
        key="thb", title="Work_in 100% {safe} places", acronym="THB/1", slug="work", summary="<p>One.\nTwo.</p>",
        public=True,
    )  # fmt: skip


def test_bibtex_keeps_every_sign(client, project):
    response = client.get("/en/projects/work.bib")
    assert response.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert 'filename="thb.bib"' in response.headers["Content-Disposition"]
    text = response.text
    assert text.startswith("@misc{thb,\n")
    assert r"author = {{Body \& Sons}}" in text
    assert r"title = {{Work\_in 100\% \{safe\} places (THB/1)}}" in text
    assert "url = {http://127.0.0.1:8000/en/projects/work/}" in text
    assert f"urldate = {{{timezone.localdate().isoformat()}}}" in text
    unescaped = re.sub(r"\\[\\{}&%$#_]", "", text)
    assert unescaped.count("{") == unescaped.count("}")


def test_ris_holds_one_tag_a_line_and_ends_the_reference(client, project):
    response = client.get("/en/projects/work.ris")
    assert response.headers["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    lines = response.content.decode().split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert "AU  - Body & Sons" in lines
    assert "AB  - One. Two." in lines
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])


def test_an_old_address_leads_to_the_reference_of_today(client, project):
    project.set_current_language("en")
    project.slug = "new"
    project.save()
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    response = client.get("/en/projects/work.bib")
    assert (response.status_code, response.headers["Location"]) == (301, "/en/projects/new.bib")


def test_what_is_not_public_has_no_reference(client, project):
    workflow.withdraw(project, by=None)
    assert client.get("/en/projects/work.bib").status_code == 404
    assert client.get("/en/projects/work.exe").status_code == 404


def test_the_page_offers_both_and_names_the_version(client, project):
    text = client.get("/en/projects/work/").text
    assert 'href="/en/projects/work.bib"' in text
    assert 'href="/en/projects/work.ris"' in text
    assert "(version of " in text


def test_the_address_stands_by_itself_in_a_sentence_that_is_read_from_right_to_left(client, project):
    """An element of its own direction keeps the address in one piece; signs of direction in it would spoil a copy."""
    page = BeautifulSoup(client.get("/ar/projects/work/").content, "html.parser")
    address = page.select_one(".cite .url")
    assert address["dir"] == "ltr"
    assert address.get_text() == "http://127.0.0.1:8000/ar/projects/work/"
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", page.select_one(".cite").get_text())
