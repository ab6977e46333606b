"""The pages of projects, themes and documents print every text that was written, and name what is borrowed."""

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import override

from editorial import workflow
from tests.factories import DocumentFactory, ProjectFactory, ThemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reader():
    """The tests after these read in the language that was active before."""
    with override("en"):
        yield


def document(description):
    made = DocumentFactory(title="Document", description=description)
    made.files.create(language="en", url="https://example.org/a.pdf")
    workflow.publish(workflow.save_revision(made, by=None), by=None)


def main(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("main")


def test_every_text_of_a_project_is_printed(client):
    texts = {
        name: f"<p>The {name}.</p>" for name in ("summary", "objective", "expected_results", "results")
    }  # fmt: skip
    ProjectFactory(title="Project", **texts, public=True)
    text = main(client.get("/en/projects/project/")).get_text(" ")
    assert all(f"The {name}." in text for name in texts)


def test_the_descriptions_of_themes_and_documents_are_printed(client):
    ThemeFactory(name="Theme", description="<p>About the theme.</p>", public=True)
    document("About the document.")
    for address, words in (
        ("/en/themes/theme/", "About the theme."),
        ("/en/documents/document/", "About the document."),
    ):
        response = client.get(address)
        assert words in main(response).get_text(" ")
        assert words in BeautifulSoup(response.content, "html.parser").find("meta", {"name": "description"})["content"]


@pytest.mark.parametrize(
    ("french", "notices"), [({"title": "Titre", "objective": "<p>But</p>"}, 0), ({"title": "Titre"}, 1)]
)
def test_one_notice_names_the_language_of_whatever_text_is_missing(client, french, notices):
    ProjectFactory(title="Title", objective="<p>Aim</p>", texts={"fr": french}, public=True)
    found = [note.get_text() for note in main(client.get("/fr/projects/titre/")).select(".note")]
    assert len(found) == notices
    assert all("anglais" in note for note in found)


def test_a_description_without_markup_is_escaped(client):
    document("a < b\n\n<b>c</b>")
    assert main(client.get("/en/documents/document/")).select(".prose b") == []
