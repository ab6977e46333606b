"""The desk opens on what needs this person now, says it in few queries, and leads to where it is done."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial import workflow
from editorial.desk import home
from editorial.models import TextState
from editorial.texts import site_languages
from pages.models import Site
from projects.home import translated_projects
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    PageFactory,
    ProjectFactory,
    SiteFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

LISTS = {name: reverse(f"admin:projects_{name}_changelist") for name in ("project", "document")}


def see(client, person):
    client.force_login(person)
    response = client.get(reverse("admin:index"))
    assert response.status_code == 200
    return response


def change(obj, by, **texts):
    """Saves new texts of the source language, as the admin would."""
    obj = type(obj).objects.get(pk=obj.pk)
    obj.set_current_language(obj.source_language)
    for name, text in texts.items():
        setattr(obj, name, text)
    obj.save()
    workflow.save_revision(obj, by=by)
    return obj


def titles(items):
    return [str(item.title) for item in items]


# --- Continue, publish, published -------------------------------------------------------------------------------------


def test_an_editor_continues_with_what_they_saved_last(client, editor, publisher):
    ProjectFactory(title="Somebody else's", by=publisher)
    for number in range(6):
        ProjectFactory(title=f"Draft {number}", by=editor)
    ProjectFactory(title="Public already", by=editor, public=True)
    page = PageFactory(title="About", by=editor)
    context = see(client, editor).context
    assert titles(context["mine"]) == ["About", "Draft 5", "Draft 4", "Draft 3", "Draft 2"]
    assert context["mine"][0].url == reverse("admin:pages_page_change", args=[page.pk])


def test_what_is_published_is_no_longer_waiting(client, publisher):
    project = change(ProjectFactory(title="A", public=True), publisher, title="B")
    context = see(client, publisher).context
    assert titles(context["mine"]) == titles(context["ahead"]) == ["B"]
    assert [(line["count"], line["url"]) for line in context["waiting"]] == [(1, f"{LISTS['project']}?state=ahead")]
    assert context["lede"] == "1 change is not public yet."
    workflow.publish(workflow.latest(project), by=publisher)
    context = see(client, publisher).context
    assert not any(context[name] for name in ("mine", "ahead", "waiting"))
    assert context["lede"] == "Everything that was changed is public."


def test_only_who_may_publish_sees_the_changes_of_everybody(client, editor, publisher):
    change(ProjectFactory(title="A", public=True), publisher, title="B")
    response = see(client, editor)
    assert not any(response.context[name] for name in ("ahead", "waiting"))
    assert "Changes not yet public" not in response.content.decode()


def test_what_was_published_by_hand_is_listed_once_the_latest_first(client, editor, publisher):
    CountryFactory()  # public on saving: nobody published it by hand
    first, second = ProjectFactory(title="First", public=True), ProjectFactory(title="Second", public=True)
    workflow.publish(workflow.latest(first), by=publisher)
    items = see(client, editor).context["published"]
    assert titles(items) == ["First", "Second"]
    assert [item.who for item in items] == ["Pia", ""]
    assert items[1].url == reverse("admin:projects_project_change", args=[second.pk])


def test_titles_are_in_the_readers_language_and_marked_where_they_are_not(client, editor):
    ProjectFactory(title="Only English", by=editor)
    ProjectFactory(title="English", texts={"fr": {"title": "En français"}}, by=editor)
    client.cookies["django_language"] = "fr"
    html = see(client, editor).content.decode()
    assert '<bdi lang="fr" dir="ltr">En français</bdi>' in html
    assert '<bdi lang="en" dir="ltr">Only English</bdi>' in html


# --- Languages --------------------------------------------------------------------------------------------------------


def languages(context):
    return {line["code"]: (line["done"], *[cell["count"] for cell in line["cells"]]) for line in context["languages"]}


def test_each_language_counts_projects_complete_out_of_date_incomplete_and_not_begun(client, editor):
    french = {"title": "Un titre", "objective": "<p>Un but</p>"}
    ProjectFactory(title="A", objective="<p>B</p>", texts={"fr": french})
    ProjectFactory(title="A", objective="<p>B</p>", texts={"fr": {"title": "Un titre"}})
    change(ProjectFactory(title="A", texts={"fr": {"title": "Un titre"}}), editor, title="C")
    ProjectFactory(title="Un titre", source_language="fr")
    context = see(client, editor).context
    assert languages(context)["fr"] == (1, 1, 1, 0)
    assert languages(context)["de"] == (0, 0, 0, 4)
    assert languages(context)["en"] == (0, 0, 0, 1)
    line = next(line for line in context["languages"] if line["code"] == "fr")
    assert [cell["url"] for cell in line["cells"]] == [
        f"{LISTS['project']}?stale=fr",
        f"{LISTS['project']}?missing=fr",
        "",
    ]
    assert line["percent"] == 33


@pytest.mark.parametrize("state", ["stale", "missing", "none"])
def test_a_number_of_a_language_is_that_of_the_list_it_leads_to(client, editor, state):
    ProjectFactory(title="A", objective="<p>B</p>", texts={"fr": {"title": "Un titre"}})
    for name in ("D", "E"):
        change(ProjectFactory(title="A", texts={"fr": {"title": "Un titre"}}), editor, title=name)
    for _number in range(3):
        ProjectFactory()
    line = next(line for line in see(client, editor).context["languages"] if line["code"] == "fr")
    cell = next(cell for cell in line["cells"] if cell["state"] == state)
    assert cell["count"] == {"stale": 2, "missing": 1, "none": 3}[state]
    assert client.get(cell["url"]).context["cl"].result_count == cell["count"]


def test_a_translator_sees_the_languages_and_nothing_that_they_cannot_do(client, editor, translator):
    change(ProjectFactory(title="A", texts={"fr": {"title": "B"}}, public=True), editor, title="C")
    DocumentFactory(to_be_supplied=True)
    response = see(client, translator)
    context = response.context
    assert languages(context)["fr"] == (0, 1, 0, 0)
    assert context["lede"] == "You don’t have permission to view or edit anything."
    assert not any(context[name] for name in ("mine", "ahead", "published", "gaps", "steps", "panels", "starts"))
    html = response.content.decode()
    assert "?stale=fr" not in html
    assert reverse("admin:projects_project_add") not in html


# --- What is missing --------------------------------------------------------------------------------------------------


def test_documents_to_be_supplied_stand_with_the_projects_that_wait(client, editor):
    document = DocumentFactory(title="The report", to_be_supplied=True)
    DocumentFactory(title="There already")
    project = ProjectFactory(title="It waits")
    project.documents.create(document=document)
    (panel,) = see(client, editor).context["panels"]
    assert (panel["count"], panel["url"]) == (1, f"{LISTS['document']}?gap=supplied")
    assert titles(panel["documents"]) == ["The report"]
    assert titles(panel["documents"][0].within) == ["It waits"]


def test_facts_that_objects_lack_are_counted_and_lead_to_their_lists(client, editor):
    for _number in range(2):
        ProjectFactory(start="2014", end="2015")
    gaps = see(client, editor).context["gaps"]
    assert gaps[0]["name"] == "projects"
    lines = {line["url"]: line["count"] for line in gaps[0]["lines"]}
    assert lines[f"{LISTS['project']}?gap=donor"] == 2
    assert f"{LISTS['project']}?gap=period" not in lines


# --- The first days ---------------------------------------------------------------------------------------------------


def steps(context):
    return {step["title"]: step["is_done"] for step in context["steps"]}


def test_the_first_steps_lead_to_where_they_are_done(client, administrator):
    context = see(client, administrator).context
    assert context["steps_done"] == 1  # there is no sample data
    by_title = {step["title"]: step["url"] for step in context["steps"]}
    assert by_title["Name the site and its publisher"] == reverse("admin:pages_site_changelist")
    assert by_title["Write the first project of your own"] == reverse("admin:projects_project_add")
    assert by_title["Remove the sample data"] == ""


@pytest.fixture
def ready(administrator):
    """A site in which all first steps are done."""
    publisher = OrganisationFactory()
    languages = {code: {"name": f"Catalogue {code}"} for code in site_languages() if code != "en"}
    site = SiteFactory(publisher=publisher, contact_email="desk@example.org", texts=languages)
    CountryFactory()
    texts = {code: {"title": f"Title {code}"} for code in site_languages() if code != "en"}
    ProjectFactory(title="A title", texts=texts, public=True)
    UserFactory(groups=["Editor"])
    return site


def test_the_list_goes_when_all_is_done(client, administrator, ready):
    assert see(client, administrator).context["steps"] == []


@pytest.mark.parametrize(
    ("broken", "title"),
    [
        (lambda site: Site.objects.update(contact_email=""), "Say how to reach you"),
        (lambda site: Site.objects.update(publisher=None), "Name the site and its publisher"),
        (lambda site: change(site, None, name="Another name"), "Write the texts of the site in every language"),
        (lambda site: OrganisationFactory(sample=True), "Remove the sample data"),
        (lambda site: Group.objects.get(name="Editor").user_set.clear(), "Invite a colleague, and give them a role"),
    ],
)
def test_the_list_returns_when_something_breaks(client, administrator, ready, broken, title):
    broken(ready)
    done = steps(see(client, administrator).context)
    assert [name for name, is_done in done.items() if not is_done] == [title]


def test_sample_data_is_nobodys_first_project(client, administrator):
    ProjectFactory(sample=True, public=True)
    done = steps(see(client, administrator).context)
    assert not done["Write the first project of your own"]
    assert not done["Publish it"]


def test_a_project_is_translated_completely_in_every_language_or_not_at_all():
    texts = {code: {"title": f"Title {code}"} for code in site_languages() if code != "en"}
    project = ProjectFactory(title="A title", texts=texts)
    assert translated_projects().exists()
    change(project, None, title="Another title")
    assert not translated_projects().exists()


# --- Words, numbers, cost ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "Good morning, Edi"), (13, "Good afternoon, Edi"), (20, "Good evening")]
)
def test_a_person_is_greeted_by_the_time_of_the_day(client, editor, monkeypatch, hour, words):
    editor.first_name = "Edi"
    editor.save()
    moment = datetime(2026, 1, 1, hour, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(timezone, "localtime", lambda *_args: moment)
    assert words in home.Home(type("Request", (), {"user": editor})).greeting()


def fill(count, by):
    """Makes some of everything that the home shows."""
    theme = ThemeFactory()
    for number in range(count):
        document = DocumentFactory(to_be_supplied=True, by=by)
        organisation = OrganisationFactory(by=by)
        project = ProjectFactory(title=f"P{number}", texts={"fr": {"title": "x"}}, public=True)
        project.documents.create(document=document)
        project.participations.create(organisation=organisation, role="donor")
        project.themes.add(theme)
        workflow.publish(workflow.save_revision(project, by=by), by=None)
        change(project, by, title="changed")
        PageFactory(by=by)


@pytest.mark.parametrize("person", ["administrator", "publisher", "editor", "translator"])
def test_the_home_costs_the_same_however_much_there_is(client, request, person):
    person = request.getfixturevalue(person)
    counted = []
    for more in (1, 7):
        fill(more, person)
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:index"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 14


def test_an_empty_site_has_a_home_too(client, editor):
    html = see(client, editor).content.decode()
    assert "What you save next waits here" in html
    assert "Nothing is published yet" in html
    assert not TextState.objects.exists()
