"""What a project, a document and a theme may not be is refused where it is typed, and by the database too."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from projects.models import DocumentFile, Participation, Project, ProjectCountry, ProjectDocument, Theme, Wording
from tests.factories import CountryFactory, DocumentFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def refused(obj):
    with pytest.raises(ValidationError) as error:
        obj.full_clean()
    return set(error.value.message_dict)


def refused_by_the_database(*objects):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(objects[0])._base_manager.bulk_create(objects)


# --- Projects --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"), [("2015", "2014"), ("2014-05", "2014-04"), ("2014-05-02", "2014-05-01"), ("2015", "2014-12-31")]
)
def test_a_project_ends_after_it_starts(start, end):
    project = Project(key="x", start=start, end=end)
    assert "end" in refused(project)
    refused_by_the_database(project)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2014", "2014"), ("2014-05", "2014"), ("2014", "2014-05"), ("2014-05-02", "2014-05"), ("", "2014")],
)
def test_a_period_may_be_known_to_the_year_only(start, end):
    project = Project(key="x", start=start or None, end=end or None)
    project.full_clean()
    Project._base_manager.bulk_create([project])


def test_a_budget_has_an_amount_and_a_currency():
    for values, field in (({"amount": 1}, "currency"), ({"currency": "EUR"}, "amount")):
        project = Project(key="x", **values)
        assert field in refused(project)
        refused_by_the_database(project)


def test_a_budget_is_not_negative():
    project = Project(key="x", amount=-1, currency="EUR")
    assert "amount" in refused(project)
    refused_by_the_database(project)


def test_a_lifecycle_is_one_that_is_known():
    project = Project(key="x", held="asleep")
    assert "held" in refused(project)
    refused_by_the_database(project)


def test_phases_do_not_go_in_circles():
    one, two, three = (ProjectFactory() for _ in range(3))
    Project.objects.filter(pk=two.pk).update(predecessor=one)
    Project.objects.filter(pk=three.pk).update(predecessor=two)
    one.predecessor = Project.objects.get(pk=three.pk)
    assert refused(one) == {"predecessor"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=one.pk).update(predecessor=one.pk)


def test_an_organisation_has_a_role_once():
    project, organisation = ProjectFactory(), OrganisationFactory()
    Participation.objects.create(project=project, organisation=organisation, role="donor")
    again = Participation(project=project, organisation=organisation, role="donor")
    assert refused(again) == {"__all__"}
    refused_by_the_database(again)
    refused_by_the_database(Participation(project=project, organisation=organisation, role="friend"))
    Participation.objects.create(project=project, organisation=organisation, role="partner")


def test_a_project_names_a_country_and_a_document_once():
    project, country, document = ProjectFactory(), CountryFactory(), DocumentFactory()
    project.countries.create(country=country)
    project.documents.create(document=document)
    rows = (ProjectCountry(project=project, country=country), ProjectDocument(project=project, document=document))
    for again in rows:
        assert refused(again) == {"__all__"}
        refused_by_the_database(again)


@pytest.mark.parametrize("percentage", ["-1", "100.01"])
def test_a_share_is_between_none_and_all(percentage):
    share = ProjectCountry(project=ProjectFactory(), country=CountryFactory(), percentage=percentage)
    assert "percentage" in refused(share)
    refused_by_the_database(share)


def test_words_of_the_source_have_a_language_and_stand_once():
    project = ProjectFactory()
    words = Wording(project=project, subject="donor", as_published="Words")
    assert refused(words) == {"as_published_language"}
    project.wordings.create(subject="donor")
    refused_by_the_database(Wording(project=project, subject="donor"))


# --- Documents and themes --------------------------------------------------------------------------------------------


def test_a_language_of_a_document_is_a_file_or_a_link():
    document = DocumentFactory()
    assert refused(DocumentFile(document=document, language="en")) == {"url"}
    both = DocumentFile(document=document, language="en", file="documents/a.pdf", url="https://example.org/")
    with pytest.raises(ValidationError):
        both.clean()
    refused_by_the_database(both)


def test_a_stored_file_that_is_gone_is_named_and_no_error():
    row = DocumentFile(document=DocumentFactory(), language="en", file="documents/gone.pdf")
    assert refused(row) == {"file"}
    assert "picture" in refused(Project(key="x", picture="pictures/gone.png"))


def test_a_document_has_a_language_once():
    document = DocumentFactory()
    document.files.create(language="en", url="https://example.org/")
    refused_by_the_database(DocumentFile(document=document, language="en", url="https://example.org/b"))


def test_themes_do_not_go_in_circles():
    top = ThemeFactory()
    below = ThemeFactory(parent=top)
    top.parent = Theme.objects.get(pk=below.pk)
    assert refused(top) == {"parent"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Theme.objects.filter(pk=top.pk).update(parent=top.pk)


def test_an_address_is_given_once_in_a_language():
    rows = Project._parler_meta.root_model
    one, two = ProjectFactory(), ProjectFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.objects.filter(master=two).update(slug=rows.objects.get(master=one).slug)


@pytest.mark.parametrize("slug", ["a b", "-a", "a/b", "a.", "a\n"])
def test_an_address_holds_only_what_addresses_hold(slug):
    project = ProjectFactory()
    row = project.translations.get()
    row.slug = slug
    assert "slug" in refused(row)
