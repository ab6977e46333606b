"""A page reads Records, and the names of all they name together; a preview says what is not public."""

import pytest

from editorial import snapshots, workflow
from editorial.models import Publication
from finder.reading import Name, Names, preview, read
from partners.models import Hat
from projects.models import Participation
from tests.factories import CountryFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def project_with_names(number, *, public=True, **values):
    project = ProjectFactory(acronym=f"P{number}", **values)
    donor = OrganisationFactory(
        acronym=f"D{number}", name=f"Donor {number}", texts={"fr": {"name": f"Donateur {number}"}}
    )
    Participation.objects.create(project=project, organisation=donor, role="donor")
    project.countries.create(country=CountryFactory(code=f"Q{'ABCD'[number]}", note="" if number else "Note."))
    project.themes.add(ThemeFactory(key=f"t{number}"))
    revision = workflow.save_revision(project, by=None)
    if public:
        workflow.publish(revision, by=None)
    return project


def stored():
    return list(Publication.objects.of("project").order_by("pk").select_related("record"))


@pytest.mark.parametrize("count", [1, 4])
def test_all_names_of_a_page_cost_one_query(count, django_assert_num_queries):
    for number in range(count):
        project_with_names(number)
    publications = stored()
    with django_assert_num_queries(1):
        entries = read(publications, "fr")
        for entry in entries:
            assert entry.url
            assert [str(name) for name in entry.donors] == [f"Donateur {entry.key[1:]}"]
            assert len(entry.countries) == len(entry.themes) == 1


def test_a_name_knows_the_language_that_it_is_shown_in():
    project_with_names(0)
    (french,), (arabic,) = read(stored(), "fr"), read(stored(), "ar")
    assert not french.donors[0].name.is_fallback
    assert (arabic.donors[0].name, arabic.donors[0].name.language) == ("Donor 0", "en")
    assert arabic.donors[0].name.is_fallback


def test_texts_fall_back_field_by_field():
    ProjectFactory(
        title="Title", summary="<p>Summary</p>", texts={"fr": {"title": "Titre", "summary": ""}}, public=True
    )
    (entry,) = read(stored(), "fr")
    assert (entry.title, entry.title.is_fallback) == ("Titre", False)
    assert (entry.texts.summary, entry.texts.summary.language) == ("<p>Summary</p>", "en")
    assert entry.texts.objective == ""
    assert entry.languages == ["en", "fr"]
    assert entry.fallback is not None
    assert not entry.fallback.whole
    assert read(stored(), "de")[0].fallback.whole
    assert read(stored(), "en")[0].fallback is None


def test_a_text_that_the_kind_does_not_have_is_no_text():
    theme = ThemeFactory(key="t", public=True)
    (entry,) = read(Publication.objects.of("theme").filter(key=theme.key).select_related("record"), "en")
    assert entry.texts.description == ""
    with pytest.raises(AttributeError):
        _ = entry.texts.text


def test_words_of_the_source_count_among_the_texts_in_another_language():
    project = ProjectFactory(title="Title", texts={"fr": {"title": "Titre"}})
    donor = OrganisationFactory(name="Donor", texts={"fr": {"name": "Donateur"}})
    row = Participation.objects.create(project=project, organisation=donor, role="donor")
    row.set_current_language("en")
    row.note = "until 2015"
    row.save()
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    (entry,) = read(stored(), "fr")
    assert not entry.fallback.whole


def test_what_is_not_public_has_no_name():
    project = project_with_names(0)
    donor = project.participations.get().organisation
    workflow.withdraw(donor, by=None)
    (entry,) = read(stored(), "en")
    assert entry.donors == []
    assert [group.role.value for group in entry.roles] == []
    assert entry.names.get("organisation", "nobody") is None
    assert entry.names.get("organisation", None) is None


def test_notes_are_collected_as_names_are_asked_for():
    project_with_names(0)
    (entry,) = read(stored(), "en")
    assert entry.names.with_notes == []
    assert [name.note for name in entry.countries] == ["Note."]
    assert [name.key for name in entry.names.with_notes] == ["qa"]


def test_names_that_are_known_are_not_read_again(django_assert_num_queries):
    names = Names("en", known={("country", "az"): Name("country", "az", "Azerbaijan")})
    with django_assert_num_queries(0):
        assert str(names.get("country", "az")) == "Azerbaijan"


def test_an_organisation_is_found_under_any_hat():
    project_with_names(0)
    (entry,) = read(stored(), "en")
    assert entry.donors[0].url == "/en/donors/donor-0/"
    assert entry.donors[0].at(hat=Hat.AGENCY).url == "/en/agencies/donor-0/"


# --- Previews --------------------------------------------------------------------------------------------------------


def test_a_preview_shows_what_is_not_public_and_marks_it():
    project = project_with_names(0, public=False, start="2014", end="2015")
    entry = preview(snapshots.take(project), "en")
    assert entry.title == project.title
    assert entry.url == ""
    assert entry.label.unpublished
    assert entry.status.value == "completed"
    assert [(str(name), name.unpublished, name.url) for name in entry.donors] == [("Donor 0", True, "")]
    assert not entry.countries[0].unpublished
    assert entry.countries[0].url


def test_a_preview_of_something_public_shows_the_working_copy():
    project = ProjectFactory(title="Public title", public=True)
    project.title = "New title"
    project.save()
    assert preview(snapshots.take(project), "en").title == "New title"
    assert preview(snapshots.take(project), "en").url


def test_a_preview_never_holds_what_is_private():
    project = ProjectFactory(internal_notes="secret")
    assert "internal_notes" not in preview(snapshots.take(project), "en").record


def test_a_preview_of_something_that_names_nothing_any_more_still_reads():
    snapshot = snapshots.take(project_with_names(0, public=False))
    snapshot["themes"] = ["gone"]
    assert preview(snapshot, "en").themes == []
