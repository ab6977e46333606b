"""The page of all template parts shows staff every part there is, with sample data; nobody else sees it."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.desk import find
from finder import vocabulary
from projectsite import specimens
from tests.factories import CountryFactory, ProjectFactory, SiteFactory, ThemeFactory

pytestmark = pytest.mark.django_db
MOST = 16  # staff pages read the session and the person, too


@pytest.fixture
def staff(client, editor):
    client.force_login(editor)
    return client


def page_at(client, language="en"):
    response = client.get(f"/{language}/preview/parts/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("name", specimens.known())
def test_every_part_has_an_example_and_says_what_it_needs(name):
    assert name in specimens.AROUND or specimens.EXAMPLES.get(name), (
        f"projectsite/specimens.py shows no example of parts/{name}.html"
    )
    assert specimens.COMMENT.search((specimens.FOLDER / f"{name}.html").read_text(encoding="utf-8"))


def test_no_example_is_of_a_part_that_is_gone():
    assert specimens.AROUND | set(specimens.EXAMPLES) <= set(specimens.known())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_staff_see_every_part_with_its_examples(staff, language):
    page = page_at(staff, language)
    sections = {section.h2.get_text(): section for section in page.select(".specimen")}
    assert sorted(sections) == specimens.known()
    for name, section in sections.items():
        assert len(section.select(".specimen__x")) == len(specimens.EXAMPLES.get(name, ())), name
        for example in section.select(".specimen__x"):
            assert example.find(True) or name == "kept", name


def test_fields_and_labels_of_one_example_belong_together(staff):
    page = page_at(staff)
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for name in ("for", "aria-labelledby", "aria-describedby"):
        for tag in page.select(f".specimen [{name}]"):
            assert set(tag[name].split()) <= set(ids), tag


def test_it_has_neither_script_nor_style_of_its_own(staff):
    main = page_at(staff).main
    assert not main.select("script, style, [style]")
    assert not re.search(r"\son[a-z]+=", str(main.find(True)))


def test_robots_and_caches_keep_out(staff):
    response = staff.get("/en/preview/parts/")
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"] == "private, no-store"
    assert b'<meta name="robots" content="noindex">' in response.content


def test_visitors_are_sent_to_the_door(client):
    response = client.get("/en/preview/parts/")
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/")


@pytest.mark.parametrize("projects", [0, 3])
def test_it_asks_as_often_however_many_parts_and_projects_there_are(staff, projects):
    SiteFactory(public=True)
    country, theme = CountryFactory(public=True), ThemeFactory(public=True)
    for _number in range(projects):
        project = ProjectFactory()
        project.countries.create(country=country)
        project.themes.add(theme)
    vocabulary.forget()
    with CaptureQueriesContext(connection) as captured:
        page_at(staff)
    assert len(captured) <= MOST


def test_staff_find_it_by_its_name(editor, rf):
    request = rf.get("/")
    request.user = editor
    urls = [hit.url for group in find.pages(admin.site, request, "template") for hit in group.hits]
    assert any(url.endswith("/preview/parts/") for url in urls)
