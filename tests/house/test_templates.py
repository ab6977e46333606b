"""Templates keep to the strict policy, load what they use, and name only variables that exist."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import override_settings

from editorial import kinds
from finder import vocabulary

from .conftest import content_of, every_address

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "templates").rglob("*.html"))}
TRANSLATES = re.compile(r"\{%\s*(translate|trans|blocktranslate|blocktrans|get_current_language)\b|_\(\"")


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_script_or_style_stands_in_a_page(name):
    text = TEMPLATES[name].read_text(encoding="utf-8")
    for script in re.findall(r"<script\b[^>]*>", text):
        is_data = "application/ld+json" in script or "application/json" in script
        assert "src=" in script or is_data, f"{name}: {script}"
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_fetched_from_elsewhere(name):
    text = TEMPLATES[name].read_text(encoding="utf-8")
    for place in re.findall(r"(?:src|href|action)=[\"'](https?:)?//[^\"']*", text):
        assert not place, f"{name}: {place}"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_translates_loads_the_tags_for_it(name):
    text = TEMPLATES[name].read_text(encoding="utf-8")
    if TRANSLATES.search(text):
        assert re.search(r"\{%\s*load\b[^%]*\bi18n\b", text), name


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name):
    engines["django"].from_string(TEMPLATES[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_names_only_texts_that_the_kind_has(name):
    """A misspelt name inside of a condition is never printed, not even by the test below."""
    for kind, text in re.findall(r"\b(\w+)\.texts\.(\w+)", TEMPLATES[name].read_text(encoding="utf-8")):
        assert text in kinds.get(kind).aggregate.texts, f"{name}: {kind}.texts.{text}"


MISSING = "MISSING-VARIABLE"
# What a page may leave out: the words of a search, and data for search engines.
OPTIONAL = {b"value", b"structured"}


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
def test_no_page_prints_a_variable_that_does_not_exist(client, settings):
    """A name that is misspelt prints nothing, and nobody sees it; here it prints itself."""
    with override_settings(TEMPLATES=[with_option(settings.TEMPLATES[0], string_if_invalid=f"{MISSING}(%s)")]):
        found = set()
        for address in every_address(["en"]):
            vocabulary.forget()
            response = client.get(address)
            found |= set(re.findall(rf"{MISSING}\(([^)]*)\)".encode(), content_of(response)))
    assert found <= OPTIONAL


def with_option(engine, **options):
    return engine | {"OPTIONS": engine["OPTIONS"] | options}
