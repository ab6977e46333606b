"""Saving keeps revisions, publishing freezes one for the public, withdrawing takes it away: whole or not at all."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from editorial import kinds, workflow
from editorial.models import Address, Counter, Event, Label, Publication, Record, Revision, State
from finder.models import IndexRow
from partners.models import Country, Organisation
from projects.models import Participation, Project
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    PageFactory,
    ProjectFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def state(obj):
    return type(obj).objects.get(pk=obj.pk).state


def save(obj, by=None, **values):
    for name, value in values.items():
        setattr(obj, name, value)
    obj.save()
    return workflow.save_revision(obj, by=by)


def published(obj, by=None):
    return workflow.publish(workflow.latest(obj) or workflow.save_revision(obj, by=by), by=by)


def record_of(obj):
    return json.loads(Record.objects.get(publication__kind=kinds.of(obj).name, publication__key=obj.key).text)


def everything_public():
    """Returns all that publishing and withdrawing write, as plain rows."""
    models = (Publication, Record, Label, Address, Event, IndexRow, Counter, Revision)
    return {model.__name__: sorted(map(str, model.objects.values_list())) for model in models}


# --- Saving ----------------------------------------------------------------------------------------------------------


def test_the_first_save_is_the_first_revision(editor):
    project = ProjectFactory(by=editor)
    revision = workflow.latest(project)
    assert (revision.number, revision.saves, revision.by, revision.mark) == (1, 1, editor, "1.1")


def test_saves_of_one_sitting_are_one_revision(editor):
    project = ProjectFactory(by=editor)
    for number in range(2, 5):
        revision = save(project, by=editor, acronym=f"A{number}")
        assert (revision.number, revision.saves) == (1, number)
    assert revision.snapshot["acronym"] == "A4"
    assert Revision.objects.filter(kind="project").count() == 1


def test_saving_nothing_new_is_no_save(editor):
    project = ProjectFactory(by=editor)
    assert workflow.save_revision(project, by=editor).mark == "1.1"


def test_another_person_begins_another_revision(editor, publisher):
    project = ProjectFactory(by=editor)
    revision = save(project, by=publisher, acronym="B")
    assert (revision.number, revision.by) == (2, publisher)
    assert Revision.objects.get(number=1, kind="project").by == editor


def test_a_sitting_ends(editor, settings):
    project = ProjectFactory(by=editor)
    past = timezone.now() - timedelta(minutes=settings.SITTING_MINUTES, seconds=1)
    Revision.objects.update(saved_at=past)
    assert save(project, by=editor, acronym="B").number == 2


def test_what_was_public_is_never_written_over(publisher):
    project = ProjectFactory(by=publisher)
    published(project, by=publisher)
    assert save(project, by=publisher, acronym="B").number == 2
    assert Revision.objects.get(kind="project", number=1).snapshot["acronym"] == ""


def test_the_site_itself_has_no_sittings():
    project = ProjectFactory()
    assert save(project, acronym="B").number == 2


def test_a_save_over_a_newer_one_is_refused(editor, publisher):
    project = ProjectFactory(by=editor)
    mark = workflow.latest(project).mark
    workflow.refuse_stale(project, mark)
    save(project, by=publisher, acronym="B")
    with pytest.raises(workflow.Stale) as error:
        workflow.refuse_stale(project, mark)
    assert error.value.revision.by == publisher


def test_a_second_save_of_the_same_sitting_counts_as_newer(editor):
    project = ProjectFactory(by=editor)
    mark = workflow.latest(project).mark
    save(project, by=editor, acronym="B")
    with pytest.raises(workflow.Stale):
        workflow.refuse_stale(project, mark)


def test_names_in_every_language_are_searched():
    organisation = OrganisationFactory(name="Migration", acronym="IOM", texts={"ru": {"name": "Миграция Ёлка"}})
    organisation.names.create(name="Comité")
    workflow.save_revision(organisation, by=None)
    for words in ("iom", "МИГРАЦИЯ", "елка", "comite migr"):
        assert Organisation.objects.matching(words).get() == organisation
    assert not Organisation.objects.matching("100%_").exists()


# --- States ----------------------------------------------------------------------------------------------------------


def test_a_project_lives_through_its_states():
    project = ProjectFactory()
    assert state(project) == State.DRAFT
    published(project)
    assert state(project) == State.PUBLIC
    save(project, acronym="B")
    assert state(project) == State.AHEAD
    save(project, acronym="")
    assert state(project) == State.PUBLIC
    save(project, internal_notes="Not for the public")
    assert state(project) == State.PUBLIC
    workflow.withdraw(project, by=None)
    assert state(project) == State.WITHDRAWN
    published(project)
    assert state(project) == State.PUBLIC


def with_donor(**values):
    project = ProjectFactory(acronym="P1")
    donor = OrganisationFactory(acronym="EU", **values)
    Participation.objects.create(project=project, organisation=donor, role="donor")
    workflow.save_revision(project, by=None)
    return project, donor


def test_an_organisation_is_public_by_name_with_a_project():
    project, donor = with_donor(description="<p>Not yet</p>")
    published(project)
    assert state(donor) == State.NAME
    assert record_of(donor)["by_name"] is True
    assert "description" not in record_of(donor)["texts"]
    save(donor, website="https://example.org/")
    assert state(donor) == State.NAME
    save(donor, name="Another name")
    assert state(donor) == State.AHEAD
    published(donor)
    assert state(donor) == State.PUBLIC
    assert record_of(donor)["texts"]["description"] == {"en": "<p>Not yet</p>"}


def test_every_state_is_found_in_one_query(django_assert_num_queries):
    made = {State.DRAFT: ProjectFactory(), State.PUBLIC: ProjectFactory(public=True)}
    made[State.AHEAD], made[State.WITHDRAWN] = ProjectFactory(public=True), ProjectFactory(public=True)
    save(made[State.AHEAD], acronym="x")
    workflow.withdraw(made[State.WITHDRAWN], by=None)
    with django_assert_num_queries(1):
        found = dict(Project.objects.values_list("pk", "state"))
    assert found == {obj.pk: name.value for name, obj in made.items()}
    compared = dict(Project.objects.with_compared_state().values_list("pk", "compared_state"))
    assert compared == found


# --- Publishing ------------------------------------------------------------------------------------------------------


def test_publishing_writes_all_that_the_public_reads():
    project, _donor = with_donor()
    country = CountryFactory(code="AZ")
    project.countries.create(country=country)
    save(project, start="2014-05", end="2015-01-15", amount="10.00", currency="EUR")
    publication = published(project)
    publication.refresh_from_db()
    assert (str(publication.starts), str(publication.ends)) == ("2014-05-01", "2015-01-15")
    assert (publication.amount, publication.currency) == (10, "EUR")
    assert publication.record_hash == Project.objects.get().record_hash
    assert record_of(project)["key"] == "p1"
    labels = {label.language: label for label in publication.labels.all()}
    assert set(labels) == {"en", "fr", "es", "de", "ar", "ru"}
    assert {label.shown_in for label in labels.values()} == {"en"}
    rows = set(publication.index_rows.values_list("facet", "value"))
    assert {("country", "az"), ("region", "142"), ("donor", "eu"), ("organisation", "eu"), ("language", "en")} <= rows
    assert Event.objects.filter(kind="project").values_list("step", flat=True).get() == "publish"
    assert workflow.latest(project).was_public


def test_the_public_keeps_what_it_has_until_the_next_publication():
    project = ProjectFactory(title="First", public=True)
    project.title = "Second"
    save(project)
    assert record_of(project)["texts"]["title"] == {"en": "First"}
    published(project)
    assert record_of(project)["texts"]["title"] == {"en": "Second"}
    assert Publication.objects.of("project").count() == 1


def test_an_older_revision_can_be_published():
    project = ProjectFactory(acronym="OLD")
    old = workflow.latest(project)
    save(project, acronym="NEW")
    workflow.publish(old, by=None)
    assert record_of(project)["acronym"] == "OLD"
    assert state(project) == State.AHEAD


def test_publishing_again_leaves_no_rows_of_before():
    project, donor = with_donor()
    published(project)
    project.participations.all().delete()
    workflow.save_revision(project, by=None)
    published(project)
    assert not IndexRow.objects.filter(of="project", value=donor.key).exists()
    assert Label.objects.filter(kind="project").count() == 6


def test_each_change_has_a_number_of_its_own():
    one, two = ProjectFactory(public=True), ProjectFactory(public=True)
    numbers = [Publication.objects.get(key=obj.key).change for obj in (one, two)]
    workflow.withdraw(one, by=None)
    numbers.append(Publication.objects.get(key=one.key).change)
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == Counter.now()


def test_a_withdrawn_organisation_is_not_brought_back_by_a_project():
    project, donor = with_donor()
    published(donor)
    workflow.withdraw(donor, by=None)
    published(project)
    assert state(donor) == State.WITHDRAWN
    assert not Record.objects.filter(publication__key=donor.key).exists()


def test_a_published_profile_is_not_reduced_to_its_name():
    project, donor = with_donor(description="<p>Text</p>")
    published(donor)
    published(project)
    assert state(donor) == State.PUBLIC


def test_a_document_is_never_published_by_name():
    project, document = ProjectFactory(), DocumentFactory()
    project.documents.create(document=document)
    workflow.save_revision(project, by=None)
    published(project)
    assert state(document) == State.DRAFT


def test_what_is_not_ready_is_not_published():
    with pytest.raises(ValidationError, match="without a file or link"):
        published(DocumentFactory())
    untitled = Project(key="untitled")
    untitled.save()
    with pytest.raises(ValidationError, match="no title"):
        published(untitled)
    assert not Publication.objects.exists()


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_an_editor_may_not_publish_or_withdraw(editor):
    project = ProjectFactory(public=True)
    before = everything_public()
    with pytest.raises(PermissionDenied):
        published(project, by=editor)
    with pytest.raises(PermissionDenied):
        workflow.withdraw(project, by=editor)
    assert everything_public() == before


def test_a_publisher_may(publisher):
    project = ProjectFactory()
    published(project, by=publisher)
    workflow.withdraw(project, by=publisher)
    assert list(Event.objects.filter(kind="project").values_list("step", "by")) == [
        ("withdraw", publisher.pk), ("publish", publisher.pk),
    ]  # fmt: skip


def test_themes_are_public_on_saving_when_the_person_may(editor, publisher):
    assert state(ThemeFactory(by=editor)) == State.DRAFT
    assert state(ThemeFactory(by=publisher)) == State.PUBLIC
    theme = ThemeFactory(by=publisher)
    theme.name = "Renamed"
    save(theme, by=editor)
    assert state(theme) == State.AHEAD
    assert Label.objects.get(key=theme.key, language="en").name != "Renamed"


def test_a_project_is_not_public_on_saving(publisher):
    assert state(ProjectFactory(by=publisher)) == State.DRAFT


# --- Withdrawing -----------------------------------------------------------------------------------------------------


def test_withdrawing_leaves_a_tombstone_only():
    project, donor = with_donor()
    save(project, start="2014", amount="1.00", currency="EUR", held="suspended")
    published(project)
    workflow.withdraw(project, by=None)
    publication = Publication.objects.get(kind="project")
    assert not Publication.objects.visible().of("project").exists()
    assert not Record.objects.filter(publication=publication).exists()
    assert not publication.labels.exists()
    assert not publication.index_rows.exists()
    assert not Address.objects.filter(kind="project", current=True).exists()
    assert (publication.folded, publication.record_hash, publication.starts, publication.amount) == ("", "", None, None)
    assert (publication.held, publication.currency) == ("", "")
    assert state(donor) == State.NAME


def test_withdrawing_what_is_not_public_does_nothing():
    project = ProjectFactory()
    before = everything_public()
    assert workflow.withdraw(project, by=None) is None
    assert everything_public() == before


def test_what_comes_back_comes_back_at_its_address():
    project = ProjectFactory(title="A title", public=True)
    before = {row.language: row.path for row in Address.objects.filter(kind="project", current=True)}
    first = Publication.objects.get(kind="project").first_published
    workflow.withdraw(project, by=None)
    published(project)
    assert {row.language: row.path for row in Address.objects.filter(kind="project", current=True)} == before
    publication = Publication.objects.get(kind="project")
    assert publication.first_published == first
    assert publication.visible_until is None


# --- All or nothing --------------------------------------------------------------------------------------------------


class Failure(Exception):
    """A write that the database did not take."""


class FailAt:
    """Lets the writes before the one of this number through, and counts them."""

    def __init__(self, number):
        self.number, self.writes = number, 0

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.writes += 1
            if self.writes == self.number:
                raise Failure(sql)
        return execute(sql, params, many, context)


def fails_or_is_done(verb):
    """Runs a verb with its first, second … write failing; after each, what is public is as it was before."""
    before, number, done = everything_public(), 0, False
    while not done:
        number += 1
        with connection.execute_wrapper(FailAt(number)):
            try:
                verb()
                done = True
            except Failure:
                pass
        if not done:
            assert everything_public() == before, f"write {number} left something behind"
    assert everything_public() != before
    return number - 1


def test_a_publication_that_fails_anywhere_leaves_nothing():
    project, _donor = with_donor()
    revision = workflow.latest(project)
    writes = fails_or_is_done(lambda: workflow.publish(revision, by=None))
    assert writes >= 8
    assert state(project) == State.PUBLIC


def test_a_republication_that_fails_anywhere_leaves_what_was_public():
    project, _donor = with_donor()
    published(project)
    project.title = "Another"
    save(project)
    revision = workflow.latest(project)
    fails_or_is_done(lambda: workflow.publish(revision, by=None))
    assert record_of(project)["texts"]["title"] == {"en": "Another"}


def test_a_withdrawal_that_fails_anywhere_leaves_everything_public():
    project, _donor = with_donor()
    published(project)
    assert fails_or_is_done(lambda: workflow.withdraw(project, by=None)) >= 6
    assert state(project) == State.WITHDRAWN


# --- Addresses -------------------------------------------------------------------------------------------------------


def paths(obj, **conditions):
    rows = Address.objects.filter(kind=kinds.of(obj).name, key=obj.key, **conditions)
    return sorted(rows.values_list("language", "path"))


def test_every_language_has_an_address_the_fallbacks_where_it_has_none():
    project = ProjectFactory(title="English", texts={"ru": {"title": "Русский"}}, public=True)
    assert dict(paths(project)) == dict.fromkeys(["en", "fr", "es", "de", "ar"], "english") | {"ru": "русский"}


def test_a_fallback_address_that_is_taken_gets_a_number():
    ProjectFactory(title="x", slug="one", texts={"fr": {"title": "y", "slug": "two"}}, public=True)
    second = ProjectFactory(title="z", slug="two", public=True)
    assert dict(paths(second))["fr"] == "two-2"
    assert dict(paths(second))["en"] == "two"


def test_a_renamed_address_is_kept_for_ever():
    project = ProjectFactory(title="x", slug="old", public=True)
    for slug in ("newer", "newest"):
        project.slug = slug
        save(project)
        published(project)
    assert ("en", "newest") in paths(project, current=True)
    assert {("en", "old"), ("en", "newer")} <= set(paths(project, current=False))
    project.slug = "old"
    save(project)
    published(project)
    assert ("en", "old") in paths(project, current=True)


def test_an_address_that_somebody_had_is_refused_and_its_holder_is_named():
    first = ProjectFactory(title="The first", slug="old", public=True)
    first.slug = "new"
    save(first)
    published(first)
    second = ProjectFactory(title="x", slug="old")
    before = everything_public()
    with pytest.raises(ValidationError, match=r"“old” .* belongs to “The first”"):
        published(second)
    assert everything_public() == before


def test_an_address_of_something_withdrawn_stays_taken():
    first = ProjectFactory(title="The first", slug="mine", public=True)
    workflow.withdraw(first, by=None)
    first.slug = "other"
    save(first)
    with pytest.raises(ValidationError, match="belongs to “The first”"):
        published(ProjectFactory(title="x", slug="mine"))


@pytest.mark.parametrize("slug", ["compare", "facets"])
def test_a_reserved_address_is_refused(slug):
    with pytest.raises(ValidationError, match="reserved"):
        published(ProjectFactory(slug=slug))


def test_a_page_cannot_stand_where_a_list_is():
    with pytest.raises(ValidationError, match="reserved"):
        published(PageFactory(slug="projects"))


def test_kinds_do_not_take_each_others_addresses():
    ProjectFactory(slug="same", public=True)
    page = PageFactory(slug="same", public=True)
    assert dict(paths(page))["en"] == "same"


# --- Constraints -----------------------------------------------------------------------------------------------------


def test_nothing_is_public_twice_at_a_time():
    ProjectFactory(key="one", public=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(kind="project", key="one", record_hash="x")


def test_an_address_is_one_things_only():
    ProjectFactory(slug="one", public=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(kind="project", language="en", path="one", key="other")


def test_a_country_is_public_at_once_and_by_everybody_who_may(administrator):
    country = Country(code="AZ", latitude=1, longitude=1)
    country.name = "Azerbaijan"
    save(country, by=administrator)
    assert state(country) == State.PUBLIC


def test_a_key_that_was_ever_public_is_never_given_to_somebody_else(db):
    first = ProjectFactory(title="A report", public=True)
    key = first.key
    workflow.withdraw(first, by=None)
    first.delete()
    assert ProjectFactory(title="A report").key != key


def test_what_is_public_by_name_is_kept_when_the_same_person_saves_again(editor):
    organisation = OrganisationFactory(name="Known name")
    workflow.save_revision(organisation, by=editor)
    workflow.publish_names([("organisation", organisation.key)], by=None)
    organisation.translations.update(name="Draft name")
    workflow.save_revision(organisation, by=editor)
    publication = Publication.objects.get(kind="organisation", key=organisation.key)
    assert publication.revision.snapshot["texts"]["en"]["name"] == "Known name"
