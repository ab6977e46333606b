"""Taking and applying are one another's inverse: what a snapshot says is what the database then holds."""

import copy
import datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editorial import kinds, snapshots
from editorial.models import Revision
from editorial.snapshots import SnapshotError, apply, canonical, digest, pack, record_of, take, unpack
from partners.models import Donor, Organisation, OrganisationName
from projects.models import Document, Participation, Project, Role, Theme
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    PageFactory,
    ProjectFactory,
    SiteFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

THEMES, COUNTRIES, ORGANISATIONS, DOCUMENTS = ("t1", "t2"), ("az", "ge", "tr"), ("eu", "iom", "sida"), ("d1", "d2")


@pytest.fixture
def others():
    """What a project may name."""
    for key in THEMES:
        ThemeFactory(key=key)
    for key in COUNTRIES:
        CountryFactory(key=key, code=key.upper())
    for key in ORGANISATIONS:
        OrganisationFactory(key=key)
    for key in DOCUMENTS:
        DocumentFactory(key=key)


@pytest.fixture
def project(others):
    """A project with something in every field."""
    return apply(
        {
            "kind": "project", "key": "thb-1", "source_language": "fr", "sample": True, "acronym": "THB/1",
            "start": "2014-05", "end": "2015-01-15", "held": "suspended", "amount": "1000.50", "currency": "EUR",
            "iati_identifier": "XM-1", "contact_name": "Ada", "contact_email": "ada@example.org",
            "internal_notes": "secret", "picture": "pictures/a.png", "predecessor": None, "themes": ["t2", "t1"],
            "texts": {
                "fr": {"title": "Titre", "slug": "titre", "objective": "<p>But</p>", "website": "https://example.org/"},
                "ar": {"title": "عنوان", "slug": "عنوان"},
            },
            "participations": [
                {"organisation": "iom", "role": "implementing", "lead": True, "texts": {"fr": {"note": "avec"}}},
                {"organisation": "eu", "role": "donor", "lead": False, "texts": {}},
            ],
            "countries": [{"country": "ge", "percentage": "40.00"}, {"country": "az", "percentage": None}],
            "documents": [{"document": "d2"}, {"document": "d1"}],
            "wordings": [
                {
                    "subject": "partner", "as_published": "NGOs", "as_published_language": "en",
                    "texts": {"fr": {"others": "ONG"}},
                }
            ],
        }
    )  # fmt: skip


# --- There and back --------------------------------------------------------------------------------------------------


def full(kind: str):
    """Makes one of a kind with texts in two languages, and with parts where it has them."""
    texts = {"de": {kinds.get(kind).title: "Auf Deutsch"}}
    if kind == "country":
        return CountryFactory(code="AZ", number="031", region="142", note="A note", texts=texts)
    if kind == "organisation":
        parent = OrganisationFactory(key="parent")
        country = CountryFactory(code="GE")
        obj = OrganisationFactory(
            acronym="IOM", country=country, part_of=parent, successor=parent, closed="2014-05", ror="x", texts=texts,
            description="<p>What it is</p>",
        )  # fmt: skip
        OrganisationName.objects.create(organisation=obj, name="ICM", nature="former", since="1951", until="1989")
        OrganisationName.objects.create(organisation=obj, name="OIM", language="fr", position=1)
        return obj
    if kind == "theme":
        return ThemeFactory(parent=ThemeFactory(key="above"), dac_code="15190", position=3, texts=texts)
    if kind == "document":
        obj = DocumentFactory(document_kind="report", date="2014", to_be_supplied=True, texts=texts)
        obj.themes.add(ThemeFactory(key="t2"), ThemeFactory(key="t1"))
        obj.countries.add(CountryFactory(code="GE"))
        obj.files.create(language="en", url="https://example.org/a.pdf")
        obj.files.create(language="de", file="documents/a.pdf", position=1)
        return obj
    if kind == "page":
        return PageFactory(parent=PageFactory(), selection="theme=thb", in_menu=False, body="<p>x</p>", texts=texts)
    return SiteFactory(publisher=OrganisationFactory(), contact_email="a@example.org", texts=texts)


@pytest.mark.parametrize("kind", ["country", "organisation", "theme", "document", "page", "site"])
def test_what_was_taken_can_be_brought_back_after_it_is_gone(kind):
    obj = full(kind)
    before = take(obj)
    kinds.of(obj).model._base_manager.get(pk=obj.pk).delete()
    assert take(apply(before)) == before


@pytest.mark.parametrize("kind", ["country", "organisation", "theme", "document", "page", "site"])
def test_applying_what_is_there_changes_nothing(kind):
    obj = full(kind)
    before = take(obj)
    assert apply(before).pk == obj.pk
    assert take(obj) == before


def test_a_project_comes_back_whole(project):
    before = take(project)
    project.delete()
    assert take(apply(before)) == before
    assert Participation.objects.count() == 2


def test_a_snapshot_survives_storage(project):
    snapshot = take(project)
    assert unpack(pack(snapshot)) == snapshot
    revision = Revision.objects.create(kind="project", object_id=1, number=1, data=pack(snapshot), record_hash="x")
    assert Revision.objects.get(pk=revision.pk).snapshot == snapshot


def test_a_snapshot_is_plain(project):
    def plain(value):
        if isinstance(value, dict):
            return all(isinstance(name, str) and plain(inner) for name, inner in value.items())
        if isinstance(value, list):
            return all(map(plain, value))
        return value is None or type(value) in (str, bool, int, float)

    assert plain(take(project))


def test_the_order_of_everything_listed_is_kept(project):
    snapshot = take(project)
    assert snapshot["themes"] == ["t2", "t1"]
    assert [row["country"] for row in snapshot["countries"]] == ["ge", "az"]
    for name in ("participations", "countries", "documents", "wordings"):
        snapshot[name].reverse()
    snapshot["themes"].reverse()
    assert take(apply(snapshot)) == snapshot


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(str.strip)
FILLED = TEXT.filter(bool)
MONEY = st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2).map(lambda value: f"{value:.2f}")
PERIODS = st.sampled_from(
    [("", ""), ("2014", ""), ("", "2015-02"), ("2014-05", "2014"), ("2014-05-03", "2014-05"), ("2014", "2014-12-31")]
)


@st.composite
def projects(draw):
    """Draws the snapshot of a project; its slugs are given, for a missing one would be made."""
    languages = draw(st.lists(st.sampled_from(["en", "fr", "ar", "ru"]), min_size=1, unique=True))
    start, end = draw(PERIODS)
    amount = draw(st.none() | MONEY)
    texts = {}
    for code in languages:
        texts[code] = {"title": draw(FILLED), "slug": f"slug-{code}"}
        if summary := draw(st.sampled_from(["", "<p>Summary</p>", "<ul><li>One</li></ul>"])):
            texts[code]["summary"] = summary
        if credit := draw(TEXT):
            texts[code]["picture_credit"] = credit
    pairs = st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from(Role.values))
    notes = st.dictionaries(st.sampled_from(["en", "fr"]), st.fixed_dictionaries({"note": FILLED}))
    return {
        "schema": snapshots.SCHEMA, "kind": "project", "key": "drawn", "source_language": languages[0],
        "sample": draw(st.booleans()), "acronym": draw(TEXT), "start": start, "end": end,
        "held": draw(st.sampled_from(["", "suspended", "cancelled"])), "amount": amount,
        "currency": "EUR" if amount else "", "iati_identifier": draw(TEXT), "contact_name": draw(TEXT),
        "contact_email": "", "internal_notes": draw(TEXT), "picture": "", "predecessor": None,
        "themes": draw(st.lists(st.sampled_from(THEMES), unique=True)),
        "texts": texts,
        "participations": [
            {"organisation": organisation, "role": role, "lead": draw(st.booleans()), "texts": draw(notes)}
            for organisation, role in draw(st.lists(pairs, unique=True, max_size=5))
        ],
        "countries": [
            {"country": key, "percentage": draw(st.none() | st.sampled_from(["0.00", "33.33", "100.00"]))}
            for key in draw(st.lists(st.sampled_from(COUNTRIES), unique=True))
        ],
        "documents": [{"document": key} for key in draw(st.lists(st.sampled_from(DOCUMENTS), unique=True))],
        "wordings": [
            {"subject": subject, "as_published": draw(TEXT), "as_published_language": "en", "texts": {}}
            for subject in draw(st.lists(st.sampled_from(["donor", "countries", "period"]), unique=True))
        ],
    }  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=projects(), second=projects())
def test_any_project_becomes_any_other(others, first, second):
    """Languages, rows and links that the second does not have are gone, whatever the first had."""
    assert take(apply(first)) == first
    assert take(apply(second)) == second


# --- Removing --------------------------------------------------------------------------------------------------------


def test_a_language_that_is_left_out_is_removed(project):
    snapshot = take(project)
    del snapshot["texts"]["ar"]
    assert list(take(apply(snapshot))["texts"]) == ["fr"]


def test_rows_that_are_left_out_are_removed_with_their_texts(project):
    snapshot = take(project)
    kept = project.participations.get(role="donor").pk
    snapshot["participations"] = [row for row in snapshot["participations"] if row["role"] == "donor"]
    snapshot["wordings"] = []
    apply(snapshot)
    assert list(Participation.objects.values_list("pk", flat=True)) == [kept]
    assert Participation._parler_meta.root_model.objects.count() == 0


def test_a_key_that_is_given_anew_is_anew(project):
    snapshot = take(project)
    other = take(ProjectFactory(key="before"))
    snapshot["predecessor"] = other["key"]
    assert apply(snapshot).predecessor.key == "before"
    snapshot["predecessor"] = None
    assert apply(snapshot).predecessor is None


# --- Refusing --------------------------------------------------------------------------------------------------------


def unknown_predecessor(snapshot):
    snapshot["predecessor"] = "nobody"


def unknown_theme(snapshot):
    snapshot["themes"].append("nobody")


def unknown_organisation(snapshot):
    snapshot["participations"].append({"organisation": "nobody", "role": "donor", "lead": False, "texts": {}})


def unknown_document(snapshot):
    snapshot["documents"].append({"document": "nobody"})


@pytest.mark.parametrize("spoil", [unknown_predecessor, unknown_theme, unknown_organisation, unknown_document])
def test_a_name_that_nobody_has_is_refused_and_nothing_is_written(project, spoil):
    before = take(project)
    snapshot = copy.deepcopy(before)
    snapshot["texts"] = {"en": {"title": "Changed"}}
    snapshot["acronym"] = "Changed"
    spoil(snapshot)
    with pytest.raises(SnapshotError, match="nobody"):
        apply(snapshot)
    assert take(project) == before


def test_a_new_thing_that_names_nobody_is_not_made(others):
    with pytest.raises(SnapshotError):
        apply({"kind": "project", "key": "new", "source_language": "en", "texts": {}, "themes": ["nobody"]})
    assert not Project.objects.filter(key="new").exists()


# --- Records ---------------------------------------------------------------------------------------------------------


def test_a_record_holds_what_is_public_and_nothing_else(project):
    record = record_of(take(project))
    assert "internal_notes" not in record
    assert "secret" not in canonical(record)
    assert record["texts"]["title"] == {"ar": "عنوان", "fr": "Titre"}
    assert record["source"] == "fr"
    assert record["participations"][0]["texts"] == {"note": {"fr": "avec"}}


def test_two_records_compare_by_their_public_part_alone(project):
    before = digest(record_of(take(project)))
    Project.objects.filter(pk=project.pk).update(internal_notes="other")
    assert digest(record_of(take(project))) == before
    Project.objects.filter(pk=project.pk).update(acronym="other")
    assert digest(record_of(take(project))) != before


def test_what_is_public_by_name_is_little():
    obj = full("organisation")
    record = record_of(take(obj), by_name=True)
    assert set(record) == {
        "shape", "kind", "key", "sample", "source", "texts", "organisation_type", "country", "by_name",
    }  # fmt: skip
    assert set(record["texts"]) == {"name", "acronym", "slug"}


def test_dates_are_kept_with_their_precision(others):
    obj = Project(key="dated", start="2014-05", end="2015-01-15")
    obj.save()
    snapshot = take(obj)
    assert (snapshot["start"], snapshot["end"]) == ("2014-05", "2015-01-15")
    assert Project.objects.get(pk=obj.pk).end.first == datetime.date(2015, 1, 15)


def test_a_proxy_is_taken_as_what_it_is():
    obj = full("organisation")
    assert isinstance(obj, Organisation)
    snapshot = take(obj)
    Organisation.objects.filter(pk=obj.pk).update(is_donor=True)
    assert take(Donor.objects.get(pk=obj.pk)) == snapshot


def test_texts_without_words_are_no_texts():
    theme = ThemeFactory(name="Theme", texts={"fr": {"name": "", "description": ""}})
    assert list(take(theme)["texts"]) == ["en"]
    assert Theme.objects.count() == 1
    assert Document.objects.count() == 0
