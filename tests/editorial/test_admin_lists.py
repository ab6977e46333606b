"""Lists and choices in the admin: what they find, in which order, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial import workflow
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    PageFactory,
    ParticipationFactory,
    ProjectCountryFactory,
    ProjectFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
PROJECTS = "/admin/projects/project/"
ORGANISATIONS = "/admin/partners/organisation/"


def keys(response):
    return [obj.key for obj in response.context["cl"].result_list]


def queries(client, address):
    client.get(address)  # what a process asks once, it has asked
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def fill(count):
    country = CountryFactory(texts={"fr": {"name": "Pays"}})
    theme, page = ThemeFactory(texts={"fr": {"name": "Thème"}}), PageFactory()
    for _number in range(count):
        project = ProjectFactory(texts={"fr": {"title": "Projet"}, "ar": {"title": "مشروع"}})
        ProjectCountryFactory(project=project, country=country)
        ParticipationFactory(project=project, organisation=OrganisationFactory(country=country))
        DocumentFactory()
        ThemeFactory(parent=theme)
        PageFactory(parent=page)
        CountryFactory()


@pytest.mark.parametrize("count", [1, 20, 100])
def test_a_list_costs_the_same_at_any_size(client, administrator, count):
    expected = {
        "projects_project": 12,
        "projects_document": 10,
        "projects_theme": 11,
        "partners_organisation": 13,
        "partners_donor": 13,
        "partners_country": 10,
        "pages_page": 11,
    }
    fill(count)
    client.force_login(administrator)
    assert {model: queries(client, reverse(f"admin:{model}_changelist")) for model in expected} == expected


def test_a_list_is_sorted_by_the_title_that_is_shown(client, publisher):
    ProjectFactory(key="b", title="Beta", texts={"fr": {"title": "zéro"}})
    ProjectFactory(key="a", title="alpha")
    ProjectFactory(key="g", source_language="ru", title="Гамма")
    client.force_login(publisher)
    assert keys(client.get(f"{PROJECTS}?o=1")) == ["a", "b", "g"]
    assert keys(client.get(f"{PROJECTS}?o=-1")) == ["g", "b", "a"]
    client.cookies["django_language"] = "fr"
    assert keys(client.get(f"{PROJECTS}?o=1")) == ["a", "b", "g"]
    page = client.get(PROJECTS).content.decode()
    assert '<span lang="en" dir="ltr">alpha</span>' in page
    assert ">zéro<" in page


@pytest.mark.parametrize("search", ["zéro", "ZERO", "beta", "bt-1", "Beta zero"])
def test_search_looks_in_every_language_and_in_acronyms(client, editor, search):
    ProjectFactory(key="b", title="Beta", acronym="BT-1", texts={"fr": {"title": "Zéro"}})
    ProjectFactory(key="other")
    client.force_login(editor)
    assert keys(client.get(PROJECTS, {"q": search})) == ["b"]


def test_search_finds_organisations_by_other_and_former_names(client, editor):
    organisation = OrganisationFactory(key="un", name="United Nations")
    organisation.names.create(name="League of Nations", nature="former")
    workflow.save_revision(organisation, by=None)
    client.force_login(editor)
    assert keys(client.get(ORGANISATIONS, {"q": "league"})) == ["un"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=draft", {"planned", "suspended", "undated"}),
        ("state=public", {"past"}),
        ("state=ahead", {"now"}),
        ("status=planned", {"planned"}),
        ("status=ongoing", {"now"}),
        ("status=completed", {"past"}),
        ("status=suspended", {"suspended"}),
        ("texts=fr", {"past"}),
        ("texts=-fr", {"planned", "suspended", "undated", "now"}),
        ("country=zz", {"now"}),
        ("sample__exact=1", {"undated"}),
        ("state=unknown", {"planned", "suspended", "undated", "past", "now"}),
    ],
)
def test_filters(client, editor, query, expected):
    ProjectFactory(key="past", start="2013", end="2014-05", texts={"fr": {"title": "Fini"}}, public=True)
    now = ProjectFactory(key="now", start="2020-02", public=True)
    ProjectCountryFactory(project=now, country=CountryFactory(code="ZZ"))
    workflow.save_revision(now, by=None)
    ProjectFactory(key="planned", start="2999")
    ProjectFactory(key="suspended", start="2020", held="suspended")
    ProjectFactory(key="undated", sample=True)
    client.force_login(editor)
    assert set(keys(client.get(f"{PROJECTS}?{query}"))) == expected


def test_a_list_says_state_period_languages_and_sample_data(client, editor):
    ProjectFactory(title="Trial", start="2013-01", end="2013-12", sample=True, texts={"fr": {"title": "Essai"}})
    client.force_login(editor)
    page = client.get(PROJECTS).content.decode()
    for expected in (
        "January–December 2013",
        '<span class="tag">sample data</span>',
        ">draft<",
        'aria-label="English · French"',
    ):
        assert expected in page


def test_hats_have_lists_of_their_own(client, editor):
    OrganisationFactory(key="gives", is_donor=True, is_partner=True)
    OrganisationFactory(key="works", is_agency=True)
    client.force_login(editor)
    assert keys(client.get("/admin/partners/donor/")) == ["gives"]
    assert keys(client.get("/admin/partners/agency/")) == ["works"]
    assert "agency" in client.get(f"{ORGANISATIONS}?is_agency__exact=1").content.decode()


def test_choices_are_named_in_the_readers_language_with_their_acronym(client, editor):
    OrganisationFactory(
        name="European Union", acronym="EU", texts={"fr": {"name": "Union européenne", "acronym": "UE"}}
    )
    OrganisationFactory(name="Other")
    client.force_login(editor)

    def choices(term):
        asked = {"app_label": "projects", "model_name": "participation", "field_name": "organisation", "term": term}
        return [row["text"] for row in client.get("/admin/autocomplete/", asked).json()["results"]]

    assert choices("européenne") == ["European Union (EU)"]
    assert choices("") == ["European Union (EU)", "Other"]
    client.cookies["django_language"] = "fr"
    assert choices("european") == ["Union européenne (UE)"]


def test_a_form_costs_the_same_with_many_participants(client, editor):
    few, many = ProjectFactory(), ProjectFactory()
    for project, count in ((few, 1), (many, 30)):
        for _number in range(count):
            ParticipationFactory(project=project)
            ProjectCountryFactory(project=project)
    client.force_login(editor)
    for project in (few, many):
        assert queries(client, reverse("admin:projects_project_change", args=[project.pk])) == 18
