"""Lists and choices in the admin: what they show and find, in which order, and what they cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial import workflow
from editorial.models import SavedFilter, TitleKey
from projects.models import Project
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    PageFactory,
    ParticipationFactory,
    ProjectCountryFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PROJECTS = "/admin/projects/project/"
ORGANISATIONS = "/admin/partners/organisation/"
MOST_QUERIES = 15


def keys(response):
    return [obj.key for obj in response.context["cl"].result_list]


def queries(client, address):
    client.get(address)  # what a process asks once, it has asked
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def fill(count):
    country = CountryFactory(texts={"fr": {"name": "Pays"}})
    theme, page = ThemeFactory(texts={"fr": {"name": "Thème"}}), PageFactory()
    for _number in range(count):
        project = ProjectFactory(texts={"fr": {"title": "Projet"}, "ar": {"title": "مشروع"}})
        ProjectCountryFactory(project=project, country=country)
        project.themes.add(theme)
        ParticipationFactory(project=project, organisation=OrganisationFactory(country=country, is_donor=True))
        DocumentFactory()
        ThemeFactory(parent=theme)
        PageFactory(parent=page)
        CountryFactory()
        UserFactory(groups=["Editor"])


# What each list costs, with everything that stands in it, for somebody whose permissions come from a group.
COSTS = {
    "projects_project": 13,
    "projects_document": 13,
    "projects_theme": 14,
    "partners_organisation": 13,
    "partners_donor": 13,
    "partners_country": 13,
    "pages_page": 13,
    "auth_user": 12,
}


@pytest.mark.parametrize("count", [1, 20, 100])
def test_a_list_costs_the_same_at_any_size(client, administrator, count):
    fill(count)
    client.force_login(administrator)
    found = {model: queries(client, reverse(f"admin:{model}_changelist")) for model in COSTS}
    assert found == COSTS
    assert max(found.values()) <= MOST_QUERIES


@pytest.mark.parametrize("count", [1, 20])
def test_an_open_filter_and_chosen_ones_cost_the_same_at_any_size(client, administrator, count):
    fill(count)
    client.force_login(administrator)
    address = f"{PROJECTS}?open=country&donor={OrganisationFactory().key}&state=draft&stale=fr"
    assert queries(client, f"{PROJECTS}?open=donor") <= MOST_QUERIES
    assert queries(client, f"{ORGANISATIONS}?open=country") <= MOST_QUERIES
    assert queries(client, address) <= MOST_QUERIES


def test_a_list_is_sorted_by_the_title_that_is_shown(client, publisher):
    ProjectFactory(key="b", title="Beta", texts={"fr": {"title": "Zéro"}})
    ProjectFactory(key="a", title="alpha")
    ProjectFactory(key="e", title="Échelle")
    ProjectFactory(key="g", source_language="ru", title="Гамма")
    client.force_login(publisher)
    assert keys(client.get(f"{PROJECTS}?o=1")) == ["a", "b", "e", "g"]
    assert keys(client.get(f"{PROJECTS}?o=-1")) == ["g", "e", "b", "a"]
    assert keys(client.get(f"{PROJECTS}?o=1&state=draft&q=e")) == ["b", "e"]
    client.cookies["django_language"] = "fr"
    assert keys(client.get(f"{PROJECTS}?o=1")) == ["a", "e", "b", "g"]
    page = client.get(PROJECTS).content.decode()
    assert ' lang="en" dir="ltr">alpha</a>' in page
    assert ">Zéro</a>" in page


def test_pages_of_a_list_follow_each_other(client, editor):
    for number in range(60):
        ProjectFactory(key=f"p{number:02}", title=f"Title {number:02}")
    client.force_login(editor)
    first, second = client.get(f"{PROJECTS}?o=1"), client.get(f"{PROJECTS}?o=1&p=2")
    assert keys(first) + keys(second) == [f"p{number:02}" for number in range(60)]
    assert "1–50 of 60" in first.content.decode()
    assert "51–60 of 60" in second.content.decode()
    newest = keys(client.get(PROJECTS))
    assert newest == [f"p{number:02}" for number in range(59, 9, -1)]


@pytest.mark.parametrize("search", ["zéro", "ZERO", "beta", "bt-1", "Beta zero", "XM-1-7", "the-key"])
def test_search_looks_in_every_language_in_acronyms_and_in_identifiers(client, editor, search):
    ProjectFactory(
        key="the-key", title="Beta", acronym="BT-1", iati_identifier="XM-1-7", texts={"fr": {"title": "Zéro"}}
    )
    ProjectFactory(key="other")
    client.force_login(editor)
    assert keys(client.get(PROJECTS, {"q": search})) == ["the-key"]


def test_search_finds_organisations_by_other_and_former_names_and_says_so(client, editor):
    organisation = OrganisationFactory(key="un", name="United Nations")
    organisation.names.create(name="League of Nations", nature="former")
    workflow.save_revision(organisation, by=None)
    client.force_login(editor)
    response = client.get(ORGANISATIONS, {"q": "league"})
    assert keys(response) == ["un"]
    assert '<span class="match">Other name: <span>League of Nations</span></span>' in response.content.decode()
    assert 'class="match"' not in client.get(ORGANISATIONS, {"q": "united"}).content.decode()


def test_a_search_says_in_which_language_it_found(client, editor):
    ProjectFactory(title="Beta", texts={"fr": {"title": "Zéro"}, "ar": {"title": "صفر"}})
    client.force_login(editor)
    page = client.get(PROJECTS, {"q": "zero"}).content.decode()
    assert '<span class="match">French: <span lang="fr" dir="ltr">Zéro</span></span>' in page
    page = client.get(PROJECTS, {"q": "صفر"}).content.decode()
    assert '<span class="match">Arabic: <span lang="ar" dir="rtl">صفر</span></span>' in page


def test_a_row_tells_what_matters_of_a_project(client, editor):
    project = ProjectFactory(
        title="Trial", acronym="TRL", start="2013-01", end="2013-12", sample=True, texts={"fr": {"title": "Essai"}}
    )
    donor = OrganisationFactory(name="European Union", acronym="EU")
    ParticipationFactory(project=project, organisation=donor)
    ProjectFactory(title="Poor", by=editor)
    client.force_login(editor)
    page = client.get(PROJECTS).content.decode()
    for expected in (
        "January–December 2013",
        "<span>TRL</span><span>EU</span>",
        '<span class="lack">no donor yet</span>',
        '<span class="tag">sample data</span>',
        ">draft<",
        "French: complete",
        "Arabic: not started",
        '<span class="who">Edi</span>',
    ):
        assert expected in page
    assert f'href="/admin/projects/project/{project.pk}/change/?language=fr"' in page
    assert "<span>EU</span>" in client.get(PROJECTS, headers={"accept-language": "de"}).content.decode()


def test_the_way_back_and_the_language_go_together_in_an_address(client, editor):
    project = ProjectFactory()
    client.force_login(editor)
    page = client.get(f"{PROJECTS}?state=draft").content.decode()
    assert f"/{project.pk}/change/?_changelist_filters=state%3Ddraft&amp;language=fr" in page


def test_what_is_public_can_be_seen_on_the_site(client, editor):
    public, draft = ProjectFactory(title="Open", public=True), ProjectFactory(title="Shut")
    client.force_login(editor)
    page = client.get(PROJECTS).content.decode()
    assert f"/admin/projects/project/{public.pk}/public/" in page
    assert f"/admin/projects/project/{draft.pk}/public/" not in page
    assert client.get(f"{PROJECTS}{public.pk}/public/").url == "/en/projects/open/"
    assert client.get(f"{PROJECTS}{draft.pk}/public/").status_code == 404


def test_organisations_show_hats_country_and_projects_by_role(client, editor):
    country = CountryFactory(name="Armenia")
    both = OrganisationFactory(key="both", name="Both", country=country, is_donor=True, is_partner=True)
    for role in ("donor", "partner", "donor"):
        ParticipationFactory(organisation=both, role=role)
    OrganisationFactory(name="Bare")
    client.force_login(editor)
    page = client.get(ORGANISATIONS).content.decode()
    assert "<span>Armenia</span>" in page
    assert "donor: 2" in page
    assert "partner: 1" in page
    assert "none yet" in page
    assert "/admin/projects/project/?organisation=both" in page


def test_countries_themes_documents_and_pages_show_what_they_are_for(client, administrator):
    project, country = ProjectFactory(), CountryFactory(key="am", code="AM", name="Armenia")
    ProjectCountryFactory(project=project, country=country)
    theme = ThemeFactory(key="top", name="Top", dac_code="15190")
    below = ThemeFactory(key="below", name="Below", parent=theme)
    project.themes.add(below)
    document = DocumentFactory(title="Report", to_be_supplied=True)
    document.files.create(language="fr", url="https://example.org/")
    PageFactory(title="About", in_menu=True)
    client.force_login(administrator)
    countries = client.get("/admin/partners/country/").content.decode()
    assert '<a class="number" href="/admin/projects/project/?country=am">1</a>' in countries
    themes = client.get("/admin/projects/theme/").content.decode()
    assert "below 1 other" in themes
    assert 'projects: <a class="number" href="/admin/projects/project/?theme=below">1</a>' in themes
    assert "DAC 15190" in themes
    documents = client.get("/admin/projects/document/").content.decode()
    assert '<abbr title="French">FR</abbr>' in documents
    assert '<span class="lack">to be supplied</span>' in documents
    assert "in the menu" in client.get("/admin/pages/page/").content.decode()


def test_people_are_listed_with_groups_and_when_they_were_here(client, administrator):
    UserFactory(username="old", first_name="Olga", last_name="Old", is_active=False, groups=["Editor"])
    client.force_login(administrator)
    page = client.get("/admin/auth/user/").content.decode()
    for expected in ("Olga Old", "Editor", "never", "<span>old</span>"):
        assert expected in page
    people = client.get("/admin/auth/user/?active=0").context["cl"].result_list
    assert [person.username for person in people] == ["old"]


def test_hats_have_lists_of_their_own(client, editor):
    OrganisationFactory(key="gives", is_donor=True, is_partner=True)
    OrganisationFactory(key="works", is_agency=True)
    client.force_login(editor)
    assert keys(client.get("/admin/partners/donor/")) == ["gives"]
    assert keys(client.get("/admin/partners/agency/")) == ["works"]
    assert keys(client.get(f"{ORGANISATIONS}?hat=agency")) == ["works"]


# --- Empty lists ------------------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_belongs_here(client, editor):
    client.force_login(editor)
    page = client.get(PROJECTS).content.decode()
    assert "There are no projects yet." in page
    assert "For example: Fight against Trafficking" in page
    assert 'href="/admin/projects/project/add/"' in page


def test_a_filter_without_results_says_which_choice_to_take_off(client, editor):
    ProjectFactory(start="2999")
    ProjectFactory(public=True)
    client.force_login(editor)
    page = client.get(f"{PROJECTS}?state=public&status=planned").content.decode()
    assert "Without “state: public” there is 1." in page
    assert "Without “lifecycle: planned” there is 1." in page


def test_a_search_without_results_says_what_to_try(client, editor):
    client.force_login(editor)
    page = client.get(PROJECTS, {"q": "Nowhere & now"}).content.decode()
    assert "/admin/projects/project/add/?title=Nowhere%20%26%20now" in page
    assert "/admin/find/?q=Nowhere%20%26%20now" in page
    assert (
        'value="Nowhere &amp; now"'
        in client.get("/admin/projects/project/add/?title=Nowhere%20%26%20now").content.decode()
    )
    assert (
        "/admin/partners/organisation/add/?name=Nowhere" in client.get(ORGANISATIONS, {"q": "Nowhere"}).content.decode()
    )


# --- Filters under a name ---------------------------------------------------------------------------------------------


def save(client, **data):
    return client.post(f"{PROJECTS}filters/", {"query": "state=draft", "name": "Drafts", **data})


def test_a_filter_is_kept_under_a_name_for_oneself_or_everybody(client, editor, publisher):
    client.force_login(editor)
    assert save(client).url == "/admin/projects/project/?state=draft"
    save(client, name="Stale", query="stale=fr", shared="1")
    page = client.get(f"{PROJECTS}?state=draft").content.decode()
    assert re.search(r'<a href="\?state=draft" aria-current="true">Drafts</a>', page)
    assert "Save this filter" not in page
    client.force_login(publisher)
    page = client.get(PROJECTS).content.decode()
    assert ">Stale</a>" in page
    assert ">Drafts</a>" not in page


def test_a_name_is_given_once_and_is_not_empty(client, editor):
    client.force_login(editor)
    for name in ("Drafts", "Drafts", "", "x" * 61):
        save(client, name=name)
    assert [one.name for one in SavedFilter.objects.all()] == ["Drafts"]


def test_a_filter_is_removed_by_who_made_it(client, editor, publisher):
    client.force_login(editor)
    save(client, shared="1")
    pk = SavedFilter.objects.get().pk
    client.force_login(publisher)
    client.post(f"{PROJECTS}filters/", {"remove": pk, "query": ""})
    assert SavedFilter.objects.exists()
    client.force_login(editor)
    client.post(f"{PROJECTS}filters/", {"remove": pk, "query": ""})
    assert not SavedFilter.objects.exists()
    assert client.get(f"{PROJECTS}filters/").status_code == 405


# --- Choices and forms ------------------------------------------------------------------------------------------------


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
    costs = [queries(client, reverse("admin:projects_project_change", args=[obj.pk])) for obj in (few, many)]
    assert costs[0] == costs[1]
    assert Project.objects.count() == 2


def test_a_list_by_title_leaves_nothing_out_whose_order_is_not_known_yet(client, publisher):
    ProjectFactory(key="b", title="Beta")
    ProjectFactory(key="a", title="Alpha")
    TitleKey.objects.filter(object_id__in=Project.objects.filter(key="b").values("pk")).delete()
    client.force_login(publisher)
    assert keys(client.get(f"{PROJECTS}?o=1")) == ["a", "b"]
