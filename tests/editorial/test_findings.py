"""What an object should have and has not is said of it, counted for lists, and gone as soon as it is mended."""

import pytest
from django.core.exceptions import ValidationError

from editorial import findings, kinds, workflow
from editorial.kinds import Level
from editorial.models import Gap
from partners.models import Organisation
from projects.models import Document, Project
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

OF_PROJECTS = {"donor", "agency", "period", "country", "theme", "objective"}


def codes(obj):
    return {finding.code for finding in findings.of(obj)}


def gaps(obj):
    rows = Gap.objects.filter(kind=kinds.of(obj).name, object_id=obj.pk)
    return set(rows.values_list("fact", flat=True))


def save(obj):
    return workflow.save_revision(obj, by=None)


@pytest.fixture
def complete():
    """A project that lacks nothing."""
    project = ProjectFactory(title="A title", objective="<p>An aim</p>", start="2014", end="2015")
    for role in ("donor", "implementing"):
        ParticipationFactory(project=project, role=role)
    project.countries.create(country=CountryFactory())
    project.themes.add(ThemeFactory())
    save(project)
    return project


def test_an_empty_project_lacks_every_fact_and_no_more_than_facts():
    project = ProjectFactory()
    assert codes(project) == gaps(project) == OF_PROJECTS
    assert {finding.level for finding in findings.of(project)} == {Level.WARNING}


def test_a_project_that_has_all_lacks_nothing(complete):
    assert findings.of(complete) == []
    assert gaps(complete) == set()


def test_a_budget_is_nobodys_duty(complete):
    assert complete.amount is None
    assert "budget" not in codes(complete)


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ({"start": None, "end": None}, {"period"}),
        ({"start": "2014", "end": None}, {"end"}),
        ({"start": None, "end": "2015"}, set()),
        ({"start": "2014", "end": None, "held": "cancelled"}, set()),
    ],
)
def test_dates_are_missing_where_the_status_follows_from_them(complete, dates, found):
    Project.objects.filter(pk=complete.pk).update(**{name: value or "" for name, value in dates.items()})
    save(complete)
    assert codes(complete) == gaps(complete) == found


def test_a_fact_that_is_mended_is_gone(complete):
    complete.participations.filter(role="donor").delete()
    save(complete)
    assert codes(complete) == gaps(complete) == {"donor"}
    ParticipationFactory(project=complete, role="donor")
    save(complete)
    assert codes(complete) == gaps(complete) == set()


def test_a_finding_says_why_and_where_it_is_mended():
    found = {finding.code: finding for finding in findings.of(ProjectFactory())}
    assert found["donor"].anchor == "participations-group"
    assert found["objective"].anchor == "id_objective"
    assert all(finding.message and finding.why for finding in found.values())


def test_the_source_page_tells_no_agency_of_one_project(source):
    project = source["project", "se-trm"]
    found = {finding.code: finding.level for finding in findings.of(project)}
    assert found["agency"] is Level.WARNING
    assert Level.ERROR not in found.values()
    assert "agency" not in codes(source["project", "thb-ifs-1"])


def test_a_document_to_be_supplied_is_a_finding_of_its_projects(complete):
    document = DocumentFactory(to_be_supplied=True)
    complete.documents.create(document=document)
    save(complete)
    assert codes(complete) == {"document"}
    assert list(Project.objects.filter(pk__in=findings.lacking(kinds.get("project"), "document"))) == [complete]
    Document.objects.filter(pk=document.pk).update(to_be_supplied=False)
    assert codes(complete) == set()  # nothing of the project had to be saved for it


def test_what_forbids_publishing_is_an_error_and_stands_first():
    document = DocumentFactory(to_be_supplied=True)
    found = findings.of(document)
    assert [(finding.code, finding.level) for finding in found] == [
        ("file", Level.ERROR),
        ("supplied", Level.WARNING),
    ]
    with pytest.raises(ValidationError) as refusal:
        workflow.publish(save(document), by=None)
    assert refusal.value.messages == [str(found[0].message)]


def test_a_title_is_needed_in_some_language():
    project = ProjectFactory()
    project.translations.update(title="")
    save(project)
    first = findings.of(project)[0]
    assert (first.code, first.level, first.anchor) == ("title", Level.ERROR, "id_title")


def test_an_organisation_lacks_a_country_a_kind_and_a_hat():
    organisation = OrganisationFactory()
    assert codes(organisation) == {"country", "type", "hat"}
    assert gaps(organisation) == {"country", "type"}
    ParticipationFactory(organisation=organisation, role="donor")
    assert codes(organisation) == {"country", "type"}
    assert not Organisation.objects.filter(pk__in=findings.lacking(kinds.get("organisation"), "hat")).exists()


def test_languages_that_were_begun_are_findings_with_their_tab(complete):
    french = complete.translations.create(language_code="fr", title="Un titre")
    save(complete)
    found = findings.of(complete)
    assert [(finding.code, finding.language, finding.anchor) for finding in found] == [("missing", "fr", "id_title")]
    french.objective = "<p>Un but</p>"
    french.save()
    complete.translations.filter(language_code="en").update(title="Another title")
    save(complete)
    assert [(finding.code, finding.language) for finding in findings.of(complete)] == [("stale", "fr")]


def test_counts_are_those_of_the_lists():
    for _number in range(3):
        project = ProjectFactory()
    project.documents.create(document=DocumentFactory(to_be_supplied=True))
    kind = kinds.get("project")
    counted = findings.counts(kind)
    assert list(counted) == ["donor", "agency", "period", "country", "theme", "objective", "document"]
    for code, number in counted.items():
        assert Project.objects.filter(pk__in=findings.lacking(kind, code)).count() == number
    assert not findings.lacking(kind, "nonsense").exists()


def test_every_fact_of_every_kind_can_be_said_and_found():
    for kind in kinds.every():
        assert len({fact.code for fact in kind.facts}) == len(kind.facts)
        for fact in kind.facts:
            assert (fact.lacks is None) != (fact.ids is None)
            assert all(str(words) for words in (fact.title, fact.message, fact.why))
            assert len(fact.code) <= Gap._meta.get_field("fact").max_length
            assert findings.lacking(kind, fact.code).count() == 0
