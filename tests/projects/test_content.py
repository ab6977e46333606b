"""The content that comes with the site, as data: whole, resolvable, well written. No database."""

import re
from collections import Counter
from decimal import Decimal
from io import BytesIO

import pytest
from babel import Locale
from PIL import Image

from editorial.richtext import clean
from projects.content import read, source_snapshots, theme_snapshots
from projects.content.sample import picture_name, snapshots
from projects.content.sample_pictures import draw, motif

LANGUAGES = ["en", "fr", "es", "de", "ar", "ru"]
SOURCE, THEMES, SAMPLE = source_snapshots(), theme_snapshots(), list(snapshots())
EVERYTHING = [*SOURCE, *THEMES, *SAMPLE]
RICH = {"objective", "summary", "expected_results", "results", "body", "legal_notes"}
ROLES = {"implementing", "cooperating", "partner", "associate-partner", "advisory-board", "donor"}
DATE = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")
FIELDS = {
    "project": "acronym start end held amount currency predecessor iati_identifier contact_name contact_email "
    "internal_notes picture themes participations countries documents wordings",
    "organisation": "organisation_type country website logo iati_identifier ror wikidata part_of successor closed "
    "names",
    "theme": "parent dac_code position",
    "document": "document_kind date themes countries files to_be_supplied",
    "page": "parent position in_menu selection selection_view selection_limit",
    "site": "publisher contact_email",
}
COMMON = {"schema", "kind", "key", "source_language", "sample", "texts"}
REGIONS = {
    "West Africa": "bj bf ci cv gh gm gn gw lr ml mr ne ng sl sn tg",
    "Western Balkans": "al ba me mk rs xk",
    "Eastern Europe and the South Caucasus": "am az ge md ua",
    "Central Asia": "kg kz tj tm uz",
    "Latin America": "ar bo co ec gt hn pe py sv uy",
    "South-East Asia": "id kh la mm ph th vn",
    "Arab States": "eg iq jo lb ma tn",
}


def of(kind, among=EVERYTHING):
    return [snapshot for snapshot in among if snapshot["kind"] == kind]


def name_of(snapshot):
    return "name" if snapshot["kind"] in ("organisation", "theme", "site") else "title"


def texts_of(snapshot):
    """Gives (language, field, text) of a snapshot and of its parts."""
    rows = [snapshot, *snapshot.get("participations", []), *snapshot.get("wordings", [])]
    return [
        (lang, field, text) for row in rows for lang, fields in row["texts"].items() for field, text in fields.items()
    ]


def lifecycle(project, today="2026-11-24"):
    if project["held"]:
        return project["held"]
    start, end = project["start"], project["end"]
    if not start and not end:
        return "undated"
    if end and end < today[: len(end)]:
        return "completed"
    return "planned" if start > today[: len(start)] else "ongoing"


# --- Shape -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("snapshot", EVERYTHING, ids=lambda s: f"{s['kind']}-{s['key']}")
def test_a_snapshot_has_exactly_the_fields_of_its_kind(snapshot):
    assert set(snapshot) == COMMON | set(FIELDS[snapshot["kind"]].split())
    assert snapshot["schema"] == 1
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", snapshot["key"])
    assert snapshot["key"] != "none"
    assert snapshot["texts"][snapshot["source_language"]][name_of(snapshot)]


def test_keys_are_unique_within_their_kind():
    assert not [key for key, times in Counter((s["kind"], s["key"]) for s in EVERYTHING).items() if times > 1]


def test_what_is_sample_says_so_and_nothing_else_does():
    assert all(snapshot["sample"] for snapshot in SAMPLE)
    assert not any(snapshot["sample"] for snapshot in [*SOURCE, *THEMES])


def test_every_reference_names_something_that_comes_before():
    known = set()
    for snapshot in EVERYTHING:
        kind = snapshot["kind"]
        wanted = [(kind, snapshot.get(name)) for name in ("parent", "predecessor", "part_of", "successor")]
        wanted += [("organisation", snapshot.get("publisher"))]
        wanted += [("theme", theme) for theme in snapshot.get("themes", [])]
        wanted += [("organisation", part["organisation"]) for part in snapshot.get("participations", [])]
        wanted += [("document", row["document"]) for row in snapshot.get("documents", [])]
        assert not {reference for reference in wanted if reference[1]} - known, snapshot["key"]
        known.add((kind, snapshot["key"]))


def test_countries_are_codes_that_cldr_names():
    named = Locale("en").territories
    for snapshot in EVERYTHING:
        codes = [snapshot["country"]] if snapshot.get("country") else []
        codes += [row if isinstance(row, str) else row["country"] for row in snapshot.get("countries", [])]
        assert len(set(codes)) == len(codes)
        assert all(re.fullmatch("[a-z]{2}", code) and code.upper() in named for code in codes), snapshot["key"]


def test_dates_are_well_formed_and_in_order():
    for snapshot in EVERYTHING:
        for name in ("start", "end", "date", "closed"):
            assert DATE.fullmatch(snapshot.get(name, "")), snapshot["key"]
        start, end = snapshot.get("start", ""), snapshot.get("end", "")
        shared = min(len(start), len(end))
        assert start[:shared] <= end[:shared]


def test_participations_have_a_known_role_and_no_double():
    for project in of("project"):
        pairs = [(part["organisation"], part["role"]) for part in project["participations"]]
        assert len(set(pairs)) == len(pairs), project["key"]
        assert {role for _, role in pairs} <= ROLES
        assert {wording["subject"] for wording in project["wordings"]} <= ROLES | {"countries", "period"}


def test_percentages_are_all_given_and_sum_to_a_hundred_or_none_is():
    shares = [[row["percentage"] for row in project["countries"]] for project in of("project")]
    given = [row for row in shares if any(row)]
    assert all(sum(map(Decimal, row)) == 100 for row in given)
    assert len(given) >= 5


# --- Texts -----------------------------------------------------------------------------------------------------------


def test_texts_are_in_the_languages_of_the_site_and_never_blank():
    for snapshot in EVERYTHING:
        for language, field, text in texts_of(snapshot):
            assert language in LANGUAGES
            assert text == text.strip() != "", (snapshot["key"], language, field)
            assert "{" not in text


def test_rich_texts_are_canonical_already():
    for snapshot in EVERYTHING:
        for language, field, text in texts_of(snapshot):
            if field in RICH or (field == "description" and snapshot["kind"] != "document"):
                assert clean(text) == text, (snapshot["key"], language, field)


def test_no_word_mixes_scripts_and_no_text_is_in_a_foreign_script():
    mixed = re.compile(r"[а-яё][a-z]|[a-z][а-яё]|[؀-ۿ][a-zа-яё]|[a-zа-яё][؀-ۿ]", re.IGNORECASE)
    foreign = {"ar": "[а-яё]", "ru": "[؀-ۿ]"}
    for snapshot in EVERYTHING:
        for language, field, text in texts_of(snapshot):
            words = re.sub("<[^>]*>", " ", text)
            assert not mixed.search(words), (snapshot["key"], language, field)
            assert not re.search(foreign.get(language, "[а-яё؀-ۿ]"), words, re.IGNORECASE), (snapshot["key"], language)


def test_french_keeps_its_no_break_spaces_and_arabic_its_latin_digits():
    for snapshot in EVERYTHING:
        for language, field, text in texts_of(snapshot):
            if language == "fr":
                assert not re.search("[^\u00a0\u202f ][:;!?»](?![/\\w])| [:;!?»]|« ", text), (snapshot["key"], field)
            if language == "ar":
                assert not re.search("[٠-٩]|[\u0600-\u06ff],", text), (snapshot["key"], field)


def test_names_are_unique_in_each_language():
    for kind in ("project", "organisation", "theme", "document"):
        for language in LANGUAGES:
            names = [s["texts"].get(language, {}).get(name_of(s)) for s in of(kind)]
            assert not [name for name, times in Counter(filter(None, names)).items() if times > 1]


# --- The source ------------------------------------------------------------------------------------------------------


def test_the_projects_of_the_source_are_complete_in_six_languages():
    for project in of("project", SOURCE):
        assert list(project["texts"]) == LANGUAGES
        assert len({frozenset(fields) - {"slug"} for fields in project["texts"].values()}) == 1
        bullets = {fields["objective"].count("<li>") for fields in project["texts"].values()}
        assert len(bullets) == 1, project["key"]


def test_what_the_source_does_not_give_stays_empty():
    se_trm = next(project for project in of("project", SOURCE) if project["key"] == "se-trm")
    assert {part["role"] for part in se_trm["participations"]} == {"partner", "donor"}
    assert se_trm["countries"] == []
    assert (se_trm["start"], se_trm["end"]) == ("2014-05", "2015-01-15")
    for document in of("document", SOURCE):
        assert document["to_be_supplied"]
        assert document["files"] == []


def test_each_english_text_of_the_source_projects_is_on_record_as_a_fact():
    facts = {text for fact in read("source/facts") for text in fact["shown"]}
    for project in of("project", SOURCE):
        english = project["texts"]["en"]
        assert english["title"] in facts
        pieces = re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", english["objective"] + english.get("summary", ""))
        assert pieces
        assert set(pieces) <= facts
        assert {wording["as_published"] for wording in project["wordings"]} <= facts


def test_each_fact_is_shown_on_a_page_or_says_why_not():
    keys = {(snapshot["kind"], snapshot["key"]) for snapshot in SOURCE}
    for fact in read("source/facts"):
        assert bool(fact["shown"]) != bool(fact["not_shown"]), fact["fact"]
        kind, colon, key = fact["page"].partition(":")
        assert not colon or (kind, key) in keys


# --- The sample ------------------------------------------------------------------------------------------------------


def test_the_sample_shows_every_lifecycle_and_every_gap():
    projects = of("project", SAMPLE)
    assert 55 <= len(projects) <= 70
    counts = Counter(map(lifecycle, projects))
    assert set(counts) == {"planned", "ongoing", "completed", "suspended", "cancelled", "undated"}
    assert any(project["start"] and not project["end"] for project in projects)
    assert any(project["end"] and not project["start"] for project in projects)
    assert {len(project["start"]) for project in projects} == {0, 4, 7, 10}
    assert {project["currency"] for project in projects} == {"EUR", "USD", "CHF", ""}
    assert all(bool(project["amount"]) == bool(project["currency"]) for project in projects)


def test_the_sample_reaches_many_regions():
    used = {row["country"] for project in of("project", SAMPLE) for row in project["countries"]}
    assert all(used & set(codes.split()) for codes in REGIONS.values())


def test_the_sample_is_translated_unevenly():
    projects = of("project", SAMPLE)
    counts = Counter(len(project["texts"]) for project in projects)
    assert counts[6] >= 10
    assert counts[1] >= 5
    assert {project["source_language"] for project in projects} == set(LANGUAGES)
    assert any(len({frozenset(fields) for fields in project["texts"].values()}) > 1 for project in projects)


def test_neighbours_of_a_subject_do_not_read_alike():
    texts = Counter(
        (language, fields["summary"], fields.get("objective"))
        for project in of("project", SAMPLE)
        for language, fields in project["texts"].items()
        if "summary" in fields
    )
    assert max(texts.values()) == 1


def test_the_sample_is_the_same_every_time():
    assert list(snapshots()) == SAMPLE


def test_pictures_belong_to_projects_that_describe_them():
    pictured = [project for project in of("project", SAMPLE) if project["picture"]]
    assert len(pictured) >= 12
    for project in pictured:
        assert project["picture"] == picture_name(project["key"])
        assert all(fields["picture_alt"] for fields in project["texts"].values())


def test_a_picture_is_small_and_drawn_the_same_twice():
    by_motif = {motif(project["key"]): project["key"] for project in of("project", SAMPLE) if project["picture"]}
    assert set(by_motif) == {"contours", "routes", "river", "grid"}
    for key in by_motif.values():
        drawn = draw(key)
        assert len(drawn) < 60_000
        assert Image.open(BytesIO(drawn)).size == (1280, 720)
    assert draw(key, 320, 180) == draw(key, 320, 180)
