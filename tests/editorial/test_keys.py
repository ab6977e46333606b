"""Keys are short ASCII words, made once."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from editorial import keys
from partners.models import Organisation
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("THB/IFS/1", "thb-ifs-1"),
        ("Organisation internationale pour les migrations", "organisation-internationale-pour-les"),
        ("Türkiye", "turkiye"),
        ("Миграция", ""),
        ("الهجرة", ""),
        ("None", ""),
        ("!", ""),
    ],
)
def test_a_key_is_what_a_name_suggests_in_ascii(name, key):
    assert keys.from_text(name) == key


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120))
def test_every_key_made_is_a_valid_one(name):
    key = keys.make([name], lambda _key: False, kind="project")
    keys.validate_key(key)
    assert len(key) <= keys.MAX_LENGTH


@pytest.mark.parametrize("wrong", ["none", "-az", "AZ", "a b", "a_b", "é", ""])
def test_what_filters_read_otherwise_is_no_key(wrong):
    with pytest.raises(ValidationError):
        keys.validate_key(wrong)


@pytest.mark.django_db
def test_a_name_in_another_script_gives_the_kind_and_a_number():
    assert OrganisationFactory(name="Миграция", source_language="ru").key.startswith("organisation-")


@pytest.mark.django_db
def test_a_taken_key_is_counted_on():
    assert [ProjectFactory(acronym="THB").key for _ in range(3)] == ["thb", "thb-2", "thb-3"]


@pytest.mark.django_db
def test_the_acronym_comes_before_the_name_and_a_country_is_its_code():
    assert ProjectFactory(acronym="THB/1", title="Other").key == "thb-1"
    assert OrganisationFactory(acronym="IOM", name="Migration").key == "iom"
    assert CountryFactory(code="AZ").key == "az"


@pytest.mark.django_db
def test_a_key_never_changes():
    organisation = OrganisationFactory(acronym="IOM")
    organisation.key = "oim"
    with pytest.raises(ValidationError) as error:
        organisation.full_clean()
    assert set(error.value.message_dict) == {"key"}
    assert Organisation.objects.get(pk=organisation.pk).key == "iom"
