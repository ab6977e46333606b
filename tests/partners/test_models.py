"""What organisations and countries may not be is refused where it is typed, and by the database too."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from partners.models import Agency, Country, Donor, Hat, Organisation, OrganisationName, Partner
from tests.factories import CountryFactory, OrganisationFactory, ParticipationFactory

pytestmark = pytest.mark.django_db


def refused(obj):
    with pytest.raises(ValidationError) as error:
        obj.full_clean()
    return set(error.value.message_dict)


def refused_by_the_database(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


# --- Hats ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("proxy", "hat"), [(Agency, Hat.AGENCY), (Partner, Hat.PARTNER), (Donor, Hat.DONOR)])
def test_what_is_made_under_a_hat_wears_it(proxy, hat):
    obj = proxy()
    obj.name = "Somebody"
    obj.save()
    assert Organisation.objects.get(pk=obj.pk).hats == [hat]
    assert list(proxy.objects.values_list("pk", flat=True)) == [obj.pk]
    others = {Agency, Partner, Donor} - {proxy}
    assert not any(other.objects.exists() for other in others)


@pytest.mark.parametrize(
    ("role", "hat"),
    [
        ("implementing", Hat.AGENCY), ("cooperating", Hat.AGENCY), ("partner", Hat.PARTNER),
        ("associate-partner", Hat.PARTNER), ("advisory-board", Hat.PARTNER), ("donor", Hat.DONOR),
    ],
)  # fmt: skip
def test_taking_part_puts_the_hat_on(role, hat):
    organisation = OrganisationFactory()
    ParticipationFactory(organisation=organisation, role=role)
    assert Organisation.objects.get(pk=organisation.pk).hats == [hat]


def test_a_second_hat_goes_on_top_of_the_first():
    organisation = OrganisationFactory()
    for role in ("donor", "partner"):
        ParticipationFactory(organisation=organisation, role=role)
    assert Organisation.objects.get(pk=organisation.pk).hats == [Hat.PARTNER, Hat.DONOR]


# --- Organisations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["part_of", "successor"])
def test_no_organisation_leads_back_to_itself(name):
    one, two, three = (OrganisationFactory() for _ in range(3))
    setattr(two, name, one)
    two.save()
    setattr(three, name, two)
    three.save()
    setattr(one, name, three)
    assert refused(one) == {name}
    setattr(one, name, one)
    assert refused(one) == {name}
    refused_by_the_database(lambda: Organisation.objects.filter(pk=one.pk).update(**{name: one.pk}))


def test_a_loop_elsewhere_does_not_hang_the_check():
    one, two, three = (OrganisationFactory() for _ in range(3))
    Organisation.objects.filter(pk=one.pk).update(part_of=two)
    Organisation.objects.filter(pk=two.pk).update(part_of=one)
    three.part_of = Organisation.objects.get(pk=one.pk)
    assert refused(three) == {"part_of"}


def test_an_organisation_has_a_name_once():
    organisation = OrganisationFactory()
    OrganisationName.objects.create(organisation=organisation, name="UNOCHA", language="en")
    again = OrganisationName(organisation=organisation, name="UNOCHA", language="en")
    assert refused(again) == {"__all__"}
    refused_by_the_database(lambda: OrganisationName.objects.bulk_create([again]))
    OrganisationName.objects.create(organisation=organisation, name="UNOCHA", language="fr")


def test_a_name_ends_after_it_begins():
    row = OrganisationName(organisation=OrganisationFactory(), name="x", since="2014-05", until="2014-04")
    assert refused(row) == {"until"}
    OrganisationName(organisation=row.organisation, name="x", since="2014-05", until="2014").full_clean()


def test_what_is_used_cannot_be_deleted():
    organisation = ParticipationFactory().organisation
    with pytest.raises(ProtectedError):
        organisation.delete()


# --- Countries -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["A", "A1", "ÉE", "", "  "])
def test_a_country_is_known_by_two_letters(code):
    country = Country(code=code, latitude=1, longitude=1)
    assert "code" in refused(country)


def test_a_code_typed_in_small_letters_is_understood():
    country = Country(code="az", latitude=1, longitude=1)
    country.clean()
    country.save()
    assert (country.code, country.key) == ("AZ", "az")


def test_the_key_of_a_country_is_its_code():
    country = CountryFactory(code="AZ")
    country.code = "GE"
    assert refused(country) == {"code"}


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (-91, 0), (0, 181), (0, -181)])
def test_a_country_is_on_earth(latitude, longitude):
    country = Country(key="az", code="AZ", latitude=latitude, longitude=longitude)
    assert refused(country) & {"latitude", "longitude"}
    refused_by_the_database(lambda: Country.objects.bulk_create([country]))


def test_two_countries_have_two_codes():
    CountryFactory(code="AZ")
    assert "code" in refused(Country(code="AZ", latitude=1, longitude=1))
