"""Countries come from CLDR in six languages, are public at once, and what an editor changed stays."""

from io import StringIO

import pytest
from django.core.management import call_command

from editorial import workflow
from editorial.models import Label, Publication, Revision
from partners import regions
from partners.management.commands.load_countries import names
from partners.models import Country

pytestmark = pytest.mark.django_db


def load():
    output = StringIO()
    call_command("load_countries", stdout=output)
    return output.getvalue()


@pytest.fixture
def few_places(monkeypatch):
    """Only a few countries, so that loading takes no time."""
    places = {code: regions.places()[code] for code in ("AZ", "BA", "XK")}
    monkeypatch.setattr(regions, "places", lambda: places)


def test_every_country_has_a_name_in_every_language():
    for language in ("en", "fr", "es", "de", "ar", "ru"):
        assert set(names(language)) == set(regions.places())


def test_english_names_are_joined_by_and():
    assert names("en")["BA"] == "Bosnia and Herzegovina"
    assert not [name for name in names("en").values() if "&" in name]


def test_a_language_unknown_to_cldr_has_no_names():
    assert names("xx") == {}


@pytest.mark.usefixtures("few_places")
def test_countries_are_public_on_loading():
    load()
    assert Publication.objects.visible().of("country").count() == 3
    assert Label.objects.get(kind="country", key="ba", language="fr").name == "Bosnie-Herzégovine"


@pytest.mark.usefixtures("few_places")
def test_the_note_on_kosovo_stands_in_every_language():
    load()
    notes = Label.objects.filter(kind="country", key="xk").values_list("note", flat=True)
    assert len(notes) == 6
    assert all("1244/1999" in note for note in notes)
    assert set(Label.objects.exclude(key="xk").values_list("note", flat=True)) == {""}


@pytest.mark.usefixtures("few_places")
def test_a_second_run_changes_nothing():
    load()
    before = list(Publication.objects.values_list("key", "change", "record_hash"))
    assert "0 added" in load()
    assert list(Publication.objects.values_list("key", "change", "record_hash")) == before
    assert Revision.objects.count() == 3


@pytest.mark.usefixtures("few_places")
def test_what_an_editor_changed_stays():
    load()
    country = Country.objects.get(key="az")
    country.latitude = 1.5
    country.save()
    country.set_current_language("fr")
    country.name = "La République d’Azerbaïdjan"
    country.save()
    Country.objects.get(key="xk").translations.update(note="")
    workflow.save_revision(country, by=None)
    load()
    country = Country.objects.get(key="az")
    assert country.latitude == 1.5
    assert country.all_texts("name")["fr"] == "La République d’Azerbaïdjan"
    assert not Country.objects.get(key="xk").all_texts("note")


@pytest.mark.usefixtures("few_places")
def test_a_language_that_is_missing_altogether_is_filled_and_public():
    load()
    Country.objects.get(key="az").translations.filter(language_code="de").delete()
    assert "1 given further languages" in load()
    assert Country.objects.get(key="az").all_texts("name")["de"] == "Aserbaidschan"
    assert Label.objects.get(key="az", language="de").shown_in == "de"
