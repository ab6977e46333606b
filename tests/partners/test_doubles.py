"""Organisations that may be one and the same are found, whatever the language, the order or the legal form."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial import workflow
from editorial.texts import fold, folded_line
from partners import doubles
from partners.likeness import NEAR, Name, likeness, spells, take_apart
from partners.merging import keep_apart
from partners.models import Organisation
from tests.factories import CountryFactory, OrganisationFactory

SAME = [
    ("Stichting HIVOS", "HIVOS"),
    ("Europol", "EUROPOL"),
    ("UN Office on Drugs & Crime", "United Nations Office on Drugs and Crime (UNODC)"),
    ("UNODC", "United Nations Office on Drugs and Crime (UNODC)"),
    ("Terre des hommes e.V.", "Terre des Hommes"),
    ("Müller Consulting GmbH", "Muller Consulting"),
    ("Fundación Red de Apoyo", "Fundacion Red de Apoyo, S.L."),
    ("International Organization for Migration", "International Organisation for Migration"),
    ("Ministry of the Interior of Georgia", "Georgia, Ministry of Interior"),
    ("Gesellschaft für Internationale Zusammenarbeit", "Gesellschaft fuer Internationale Zusammenarbeit"),
    ("منظمة الأمم المتحدة للطفولة", "الأمم المتحدة للطفولة"),
    ("Международная организация по миграции", "Международная организация по миграции (МОМ)"),
]
DIFFERENT = [
    ("Ministry of Interior, Georgia", "Ministry of Interior, Armenia"),
    ("Ford Foundation", "Ford Motor"),
    ("Grammar School 12", "Grammar School 13"),
    ("IOM Georgia", "IOM Azerbaijan"),
    ("Министерство внутренних дел Армении", "Министерство внутренних дел Грузии"),
    ("وزارة الداخلية، تونس", "وزارة الداخلية، الأردن"),
    ("Foundation for Peace", "Foundation for Health"),
]


def alike(one, other):
    return likeness(take_apart(one), take_apart(other))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_body_under_another_spelling_is_near(one, other):
    assert alike(one, other) >= NEAR


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_bodies_of_one_sort_are_not_near(one, other):
    assert alike(one, other) < NEAR


def test_an_acronym_is_spelled_by_initials_or_brackets():
    name = take_apart("United Nations Office on Drugs and Crime")
    assert spells("unodc", name)
    assert not spells("und", name)
    assert spells("giz", take_apart("Gesellschaft (GIZ)"))


names = st.text(alphabet="abc deéñ.,(&)ДЖ العر-1", min_size=1, max_size=30)
words = st.lists(
    st.sampled_from(["ministry", "interior", "georgia", "hivos", "of", "gmbh", "un", "school", "12", "مركز", "фонд"]),
    min_size=1,
    max_size=6,
)


@given(names, names)
def test_likeness_is_the_same_both_ways_and_between_nothing_and_all(one, other):
    there, back = alike(one, other), alike(other, one)
    assert there == back
    assert 0 <= there <= 1


@given(words)
def test_a_name_is_like_itself_in_any_order_and_case(found):
    name = " ".join(found)
    assert alike(name, " ".join(reversed(found)).upper()) == 1


@given(words, words)
def test_only_the_same_words_are_wholly_alike(one, other):
    left, right = (take_apart(" ".join(found)) for found in (one, other))
    if likeness(left, right) == 1:
        assert sorted(left.words) == sorted(right.words)


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_taken_apart(text):
    name = take_apart(text)
    assert isinstance(name, Name)
    assert bool(name.words) or not any(char.isalnum() for char in fold(text))


# --- In the database --------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _forget():
    doubles.forget()
    yield
    doubles.forget()


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "there"), SAME)
def test_each_is_found_when_the_other_is_typed(typed, there):
    OrganisationFactory(name="Quite another one")
    organisation = OrganisationFactory(name=there)
    assert [double.pk for double in doubles.of_new(typed)][:1] == [organisation.pk]


@pytest.mark.django_db
def test_a_full_name_is_found_by_its_initials():
    organisation = OrganisationFactory(name="United Nations Office on Drugs and Crime")
    (double,) = doubles.of_new("UNODC")
    assert (double.pk, double.evidence[0].code) == (organisation.pk, "spelled")


@pytest.mark.django_db
def test_the_same_name_abroad_ranks_lower_than_at_home():
    home, abroad = CountryFactory(), CountryFactory()
    far = OrganisationFactory(name="Ministry of Interior", country=abroad)
    near = OrganisationFactory(name="Ministry of the Interior", country=home)
    found = doubles.of_new("Ministry of Interior", country=home.pk)
    assert [double.pk for double in found] == [near.pk, far.pk]
    assert found[1].score < found[0].score


@pytest.mark.django_db
def test_identifiers_count_and_websites_only_among_what_is_there():
    one = OrganisationFactory(name="Alpha", iati_identifier="XM-DAC-1", website="https://www.example.org/")
    other = OrganisationFactory(name="Beta", website="http://example.org")
    assert [double.evidence[0].code for double in doubles.of_new("Gamma", iati="XM-DAC-1")] == ["iati"]
    assert doubles.of_new("Gamma", website="https://example.org") == []
    assert doubles.likely() == [(one.pk, other.pk)]


@pytest.mark.django_db
def test_parts_and_successors_and_pairs_kept_apart_are_not_listed(publisher):
    whole = OrganisationFactory(name="Bridge of Hope")
    part = OrganisationFactory(name="Bridge of Hope", part_of=whole)
    assert doubles.likely() == []
    Organisation.objects.filter(pk=part.pk).update(part_of=None)
    workflow.save_revision(part, by=None)
    assert doubles.likely() == [(whole.pk, part.pk)]
    keep_apart(part.key, whole.key, by=publisher)
    assert doubles.likely() == []


@pytest.mark.django_db
def test_a_change_is_seen_at_once():
    OrganisationFactory(name="Bridge of Hope")
    other = OrganisationFactory(name="Quite another one")
    assert doubles.likely() == []
    assert doubles.of_new("Bridge of Faith") == []
    other.set_current_language("en")
    other.name = "Hope, Bridge of"
    other.save()
    workflow.save_revision(other, by=None)
    assert len(doubles.likely()) == 1
    assert len(doubles.of_new("Bridge of Hope")) == 2


@pytest.mark.django_db
def test_a_check_among_thousands_asks_few_questions_and_is_quick(django_assert_max_num_queries):
    rows = [f"Institute {number} of the Valley {number % 97}" for number in range(5000)]
    Organisation.objects.bulk_create(
        Organisation(key=f"o-{number}", folded=folded_line([name])) for number, name in enumerate(rows)
    )
    wanted = OrganisationFactory(name="United Nations Office on Drugs and Crime")
    doubles.of_new("Warm")
    with django_assert_max_num_queries(4):
        started = time.perf_counter()
        (double,) = doubles.of_new("UN Office on Drugs & Crime")
    assert double.pk == wanted.pk
    assert time.perf_counter() - started < 0.5  # some 10 ms; a loaded machine may take longer
