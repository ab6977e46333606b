"""Addresses are made from titles in their own script, and never twice."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial import slugs
from editorial.slugs import MAX_LENGTH, SLUG, free, slugify
from tests.factories import PageFactory, ProjectFactory

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120)


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("Combating Trafficking: Phase 2!", "en", "combating-trafficking-phase-2"),
        ("Straße in Köln", "de", "strasse-in-koeln"),
        ("Straße in Köln", "en", "strasse-in-koln"),
        ("L’été à Genève", "fr", "l-ete-a-geneve"),
        ("Niños y niñas", "es", "ninos-y-ninas"),
        ("Ёлка и йод", "ru", "ёлка-и-йод"),
        ("مكافحة الاتجار بالبشر", "ar", "مكافحة-الاتجار-بالبشر"),
        ("مُكافَحة", "ar", "مكافحة"),
        ("İstanbul", "en", "istanbul"),
        ("Łódź · Đà Nẵng · Ærø", "en", "lodz-da-nang-aero"),
        ("a_b__c", "en", "a-b-c"),
        ("---", "en", ""),
        ("😀", "en", ""),
    ],
)
def test_a_slug_keeps_its_script(title, language, expected):
    assert slugify(title, language) == expected


def test_a_long_title_is_cut_between_words():
    slug = slugify("word " * 40, "en")
    assert len(slug) <= MAX_LENGTH
    assert set(slug.split("-")) == {"word"}


@given(WORDS, st.sampled_from(["en", "de", "ar", "ru"]))
def test_every_slug_is_a_valid_address(title, language):
    slug = slugify(title, language)
    assert len(slug) <= MAX_LENGTH
    assert slug == "" or re.fullmatch(SLUG, slug)
    if slug:
        slugs.validate_slug(slug)


@given(WORDS)
def test_a_slug_of_a_slug_is_itself(title):
    slug = slugify(title, "en")
    assert slugify(slug, "en") == slug


def test_the_first_free_number_is_taken():
    taken = {"a", "a-2", "a-4"}
    assert free("a", taken.__contains__) == "a-3"
    assert free("b", taken.__contains__) == "b"


@pytest.mark.django_db
def test_two_projects_of_one_title_get_two_addresses():
    one, two = (ProjectFactory(title="The same", texts={"fr": {"title": "Pareil"}}) for _ in range(2))
    assert one.all_texts("slug") == {"en": "the-same", "fr": "pareil"}
    assert two.all_texts("slug") == {"en": "the-same-2", "fr": "pareil-2"}


@pytest.mark.django_db
def test_one_address_may_serve_in_two_languages():
    project = ProjectFactory(title="Intermodal", texts={"fr": {"title": "Intermodal"}})
    assert project.all_texts("slug") == {"en": "intermodal", "fr": "intermodal"}


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "title"), [(ProjectFactory, "Compare"), (PageFactory, "Projects")])
def test_an_address_of_the_site_itself_is_not_given_away(factory, title):
    assert factory(title=title).all_texts("slug") == {"en": f"{title.lower()}-2"}


@pytest.mark.django_db
def test_a_title_without_letters_gets_the_key_as_address():
    project = ProjectFactory(title="!!!", acronym="THB/1")
    assert project.all_texts("slug") == {"en": "thb-1"}


@pytest.mark.django_db
def test_saving_again_keeps_the_address():
    project = ProjectFactory(title="First")
    project.title = "Second"
    project.save()
    assert project.all_texts("slug") == {"en": "first"}
