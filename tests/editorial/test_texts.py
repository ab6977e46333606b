"""One place decides which language a reader is shown, and how texts compare."""

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from editorial import texts
from editorial.models import Label, Publication
from editorial.texts import fold, folded_line, shown, sort_key

LANGUAGES = ["en", "fr", "es", "de", "ar", "ru"]


# --- Fallback --------------------------------------------------------------------------------------------------------


def test_a_reader_gets_their_own_language():
    text = shown({"fr": "Titre", "en": "Title"}, "fr", "en")
    assert (text, text.language, text.is_fallback) == ("Titre", "fr", False)


def test_a_missing_text_is_shown_in_the_sites_fallback_before_the_source_language():
    text = shown({"en": "Title", "ru": "Название"}, "fr", "ru")
    assert (text, text.language, text.asked, text.is_fallback) == ("Title", "en", "fr", True)


def test_then_in_the_source_language():
    assert shown({"de": "Titel", "ru": "Название"}, "fr", "ru") == "Название"


def test_then_in_whichever_language_there_is():
    assert shown({"de": "Titel"}, "fr", "ru") == "Titel"


def test_a_blank_text_is_a_missing_one():
    assert shown({"fr": "", "en": "Title"}, "fr", "en").language == "en"


@pytest.mark.parametrize("nothing", [None, {}, {"fr": ""}])
def test_no_text_at_all_is_empty_and_no_fallback(nothing):
    text = shown(nothing, "fr", "en")
    assert (text, text.is_fallback, text.language) == ("", False, "fr")


def test_the_order_of_fallbacks_is_a_setting(settings):
    settings.TEXT_FALLBACKS = ["ru", "en"]
    assert shown({"en": "Title", "ru": "Название", "de": "Titel"}, "fr", "de") == "Название"


def test_a_fallback_knows_its_direction():
    assert shown({"ar": "عنوان"}, "en", "ar").direction == "rtl"
    assert shown({"en": "Title"}, "ar", "en").direction == "ltr"


@given(
    st.dictionaries(st.sampled_from(LANGUAGES), st.text(max_size=5)),
    st.sampled_from(LANGUAGES),
    st.sampled_from(LANGUAGES),
)
def test_nothing_that_exists_is_ever_hidden(found, language, source):
    text = shown(found, language, source)
    assert bool(text) == any(found.values())
    if text:
        assert found[text.language] == text
    if found.get(language):
        assert not text.is_fallback


# --- Folding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉTAT", "etat"),
        ("Straße", "STRASSE"),
        ("Ёлка", "елка"),
        ("أحمد", "احمد"),
        ("إدارة", "اداره"),
        ("مُحَمَّد", "محمد"),
        ("مـحـمـد", "محمد"),
        ("a\u00a0b\u202fc  d", "a b c d"),
        ("Ｆｕｌｌ", "full"),
        ("<b>Bold</b>", "bold"),
        ("Türkiye", "turkiye"),
        ("Łódź", "Łódź".lower()),
    ],
)
def test_texts_that_a_reader_takes_for_the_same_fold_alike(one, other):
    assert fold(one) == fold(other)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
@example("ﬁ İ ŉ ǰ ΐ")
def test_folding_twice_changes_nothing(text):
    once = fold(text)
    assert once == once.strip()
    assert "  " not in once
    assert fold(once) == once


def test_a_line_holds_every_distinct_name_once():
    assert folded_line(["EU", "eu", "", "UE"]) == "eu \u241f ue"


def test_no_search_matches_across_two_names():
    assert "ab cd" not in folded_line(["x ab", "cd y"])


# --- Sorting ---------------------------------------------------------------------------------------------------------

SORTED = {
    "en": ["Alpha", "«Beta»", "“Curaçao", "Élan", "elbow", "Zulu"],
    "fr": ["à côté", "Bénin", "côte d’Azur", "Éthiopie", "Zambie"],
    "es": ["año", "nube", "nz", "ñandú", "oso"],
    "de": ["Äpfel", "Apfelbaum", "Österreich", "Ostsee", "Zug"],
    "ar": ["إدارة", "البحرين", "تونس", "اليمن"],
}


@pytest.mark.parametrize(("language", "expected"), SORTED.items())
def test_names_sort_as_readers_expect(language, expected):
    assert sorted(set(expected), key=lambda word: sort_key(word, language)) == expected


def test_russian_yo_stands_with_ye():
    assert sorted(["Жук", "Ёлка", "Ель", "Я"], key=lambda word: sort_key(word, "ru"))[:2] == ["Ёлка", "Ель"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300), st.sampled_from(LANGUAGES))
def test_a_sort_key_always_fits_its_column(text, language):
    assert len(sort_key(text, language)) <= 200


@pytest.mark.django_db
def test_both_databases_sort_by_the_bytes_and_nothing_else():
    words = ["Éthiopie", "Zambie", "à côté", "東京", "яблоко", "البحرين", "", "ñandú", "😀", "nz", "\uffff"]
    publication = Publication.objects.create(kind="project", key="x", record_hash="h")
    for number, word in enumerate(words):
        Label.objects.create(
            publication=publication, kind="project", key=str(number), language=f"l{number}", name=word, shown_in="en",
            sort_key=sort_key(word, "es"),
        )  # fmt: skip
    found = list(Label.objects.order_by("sort_key").values_list("name", flat=True))
    assert found == sorted(words, key=lambda word: sort_key(word, "es")), connection.vendor


# --- The reader's language -------------------------------------------------------------------------------------------


def test_the_active_language_is_always_one_of_the_site():
    for active, expected in (("fr", "fr"), ("pt", "en"), (None, "en")):
        with translation.override(active):
            assert texts.active_language() == expected
