"""What prints factsheets, and a project that has everything that a sheet shows."""

import os
import shutil

import pytest

from editorial import workflow
from exchange import printing
from tests.exchange.sheets import TITLES
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    ProjectFactory,
    SiteFactory,
    ThemeFactory,
)


@pytest.fixture(scope="session")
def printer(tmp_path_factory):
    """What prints and what reads what was printed; with CI=true nothing of it may lack."""
    lacking = [name for name in ("pdftotext", "pdfinfo", "pdffonts") if shutil.which(name) is None]
    if lacking or not printing.is_available():
        message = "NO PANGO OR NO POPPLER-UTILS HERE: FACTSHEETS WERE NOT PRINTED"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def cache(settings, tmp_path):
    """A cache of its own for each test."""
    settings.CACHE_DIR = tmp_path / "cache"
    return settings.CACHE_DIR


@pytest.fixture
def printed(settings, printer, client):
    """Asks for a sheet that is really printed; returns its file."""
    settings.CACHE_DIR = printer  # unpacked fonts serve all tests

    def ask(address):
        response = client.get(address)
        assert response.status_code == 200, response.content[-500:]
        assert response.headers["Content-Type"] == "application/pdf"
        path = printer / "asked.pdf"
        path.write_bytes(response.content)
        return path

    return ask


@pytest.fixture
def project(db):
    """A project that has everything, in a theme and a country, with organisations; its titles in six languages."""
    SiteFactory(name="The site", publisher=OrganisationFactory(name="The body", public=True), public=True)
    document = DocumentFactory(title="The report")
    document.files.create(language="en", url="https://example.org/a.pdf")
    workflow.publish(workflow.save_revision(document, by=None), by=None)
    theme = ThemeFactory(key="thb", name="Trafficking", texts={"ar": {"name": "الاتجار بالبشر"}}, public=True)
    made = ProjectFactory(
        key="roads",
        title=TITLES["en"],
        acronym="SR/1",
        objective="<p>To <strong>help</strong> people:</p><ul><li>on the way</li></ul>",
        start="2014",
        end="2016-05",
        amount="2400000",
        currency="EUR",
        internal_notes="Nobody outside may read this",
        texts={code: {"title": title} for code, title in TITLES.items() if code != "en"},
    )
    made.themes.add(theme)
    made.countries.create(country=CountryFactory(code="AZ", name="Azerbaijan", texts={"ar": {"name": "أذربيجان"}}))
    made.participations.create(organisation=OrganisationFactory(key="eu", name="European Union"), role="donor")
    made.documents.create(document=document)
    workflow.publish(workflow.save_revision(made, by=None), by=None)
    return made
