"""Steps with many rows of a list: what the preview says, what then happens, and what does not."""

import pytest
from django.urls import reverse
from django.utils import translation

from editorial import workflow
from editorial.desk import actions
from editorial.desk.steps import Outcome
from editorial.models import Publication, Revision
from projects.models import Project, Theme
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectCountryFactory,
    ProjectFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
PROJECTS = "/admin/projects/project/"


def test_what_else_becomes_public_is_joined_as_the_readers_language_joins_names():
    outcome = Outcome(None, True, "", ["a", "b", "c"])
    assert outcome.also_words == "a, b and c"
    with translation.override("ar"):
        assert outcome.also_words == "a وb وc"


def list_of(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_changelist")


def preview(client, step, *objects, query="", **further):
    data = {"action": step, "_selected_action": [obj.pk for obj in objects], **further}
    return client.post(f"{list_of(objects[0])}{query}", data)


def take(client, page, **further):
    """Confirms what a preview shows."""
    context = page.context
    data = {
        "step": context["step"].name,
        "chosen": context["to_do"],
        "back": context["back"],
        "value": context["value"],
    }
    return client.post(context["act_url"], data | {"confirmed": "1"} | further, follow=True)


def outcomes(page, part):
    return {str(outcome.name): outcome.words for outcome in page.context[part]}


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def is_public(obj):
    return Publication.objects.visible().filter(key=obj.key, by_name=False).exists()


def test_the_preview_names_each_object_with_what_happens_and_changes_nothing(client, publisher):
    fresh, public, ahead = ProjectFactory(title="Fresh"), ProjectFactory(title="Same"), ProjectFactory(title="Old")
    ParticipationFactory(project=fresh, organisation=OrganisationFactory(name="Named Only"))
    workflow.save_revision(fresh, by=None)
    for obj in (public, ahead):
        workflow.publish(workflow.latest(obj), by=None)
    ahead.acronym = "NEW"
    ahead.save()
    workflow.save_revision(ahead, by=None)
    client.force_login(publisher)
    page = preview(client, "publish_selected", fresh, public, ahead)
    assert outcomes(page, "does") == {
        "Fresh": "Becomes public for the first time.",
        "Old": "Its changes become public.",
    }
    assert outcomes(page, "idle") == {"Same": "Is public as it stands."}
    assert "Also public, by name only: Named Only" in page.content.decode()
    assert not is_public(fresh)
    response = take(client, page)
    assert is_public(fresh)
    assert "Publish: done with 2." in said(response)
    assert {obj.state for obj in Project.objects.all()} == {"public"}


def test_what_is_not_ready_is_named_with_its_reason_and_left_alone(client, publisher):
    ready, unready = DocumentFactory(), DocumentFactory(title="Nothing to download")
    ready.files.create(language="en", url="https://example.org/")
    workflow.save_revision(ready, by=None)
    client.force_login(publisher)
    page = preview(client, "publish_selected", ready, unready)
    assert "A document without a file or link" in outcomes(page, "idle")["Nothing to download"]
    take(client, page)
    assert is_public(ready)
    assert not is_public(unready)


def test_what_became_unready_since_the_preview_is_refused_and_listed(client, publisher):
    document = DocumentFactory(title="Paper")
    document.files.create(language="en", url="https://example.org/")
    workflow.save_revision(document, by=None)
    client.force_login(publisher)
    page = preview(client, "publish_selected", document)
    document.files.all().delete()
    workflow.save_revision(document, by=None)
    response = take(client, page)
    assert "Nothing was done with “Paper”. A document without a file or link" in said(response)
    assert not is_public(document)


def test_many_are_withdrawn_after_a_look(client, publisher):
    public, draft = ProjectFactory(title="Open", public=True), ProjectFactory(title="Shut")
    client.force_login(publisher)
    page = preview(client, "withdraw_selected", public, draft)
    assert outcomes(page, "does") == {"Open": "Is no longer public."}
    assert outcomes(page, "idle") == {"Shut": "Is not public."}
    assert is_public(public)
    take(client, page)
    assert not is_public(public)


def test_only_who_may_publish_is_offered_the_steps_and_can_take_them(client, editor, publisher, administrator):
    project, theme = ProjectFactory(), ThemeFactory()
    client.force_login(editor)
    page = client.get(PROJECTS).content.decode()
    assert "publish_selected" not in page
    assert "add_theme" in page
    data = {"step": "publish_selected", "chosen": project.pk, "confirmed": "1"}
    assert client.post(f"{PROJECTS}act/", data).status_code == 403
    client.force_login(publisher)
    withdraw = {"step": "withdraw_selected", "chosen": theme.pk, "confirmed": "1"}
    assert client.post("/admin/projects/theme/act/", withdraw).status_code == 403
    client.force_login(administrator)
    assert "publish_selected" not in client.get("/admin/projects/theme/").content.decode()
    client.post("/admin/projects/theme/act/", withdraw)
    assert Theme.objects.get().state == "withdrawn"
    assert not is_public(project)


def test_a_theme_is_added_and_removed_as_a_revision_of_who_does_it(client, editor):
    has, lacks = ProjectFactory(title="Has"), ProjectFactory(title="Lacks")
    theme = ThemeFactory(key="law", name="Law")
    has.themes.add(theme)
    client.force_login(editor)
    page = preview(client, "add_theme", has, lacks, query="?state=draft")
    assert page.context["does"] == []
    assert 'value="law"' in page.content.decode()
    page = client.post(
        f"{PROJECTS}act/",
        {"step": "add_theme", "chosen": page.context["chosen"], "value": "law", "back": "state=draft"},
    )
    assert outcomes(page, "does") == {"Lacks": "Gets the theme “Law”."}
    assert outcomes(page, "idle") == {"Has": "Has the theme “Law” already."}
    response = take(client, page)
    assert response.redirect_chain == [("/admin/projects/project/?state=draft", 302)]
    assert set(theme.projects.all()) == {has, lacks}
    assert Revision.objects.get(object_id=lacks.pk, kind="project", by=editor).snapshot["themes"] == ["law"]
    assert not Revision.objects.filter(object_id=has.pk, kind="project", by=editor).exists()
    data = {"step": "remove_theme", "chosen": f"{has.pk},{lacks.pk}", "value": "law", "confirmed": "1"}
    client.post(f"{PROJECTS}act/", data)
    assert not theme.projects.exists()


def test_a_country_is_added_after_the_others_and_removed(client, editor):
    project, first, second = ProjectFactory(), CountryFactory(key="am", code="AM"), CountryFactory(key="az", code="AZ")
    ProjectCountryFactory(project=project, country=first)
    client.force_login(editor)
    data = {"chosen": project.pk, "value": "az", "confirmed": "1"}
    client.post(f"{PROJECTS}act/", data | {"step": "add_country"})
    assert [row.country for row in project.countries.all()] == [first, second]
    client.post(f"{PROJECTS}act/", data | {"step": "remove_country", "value": "am"})
    assert [row.country for row in project.countries.all()] == [second]
    assert workflow.latest(project).snapshot["countries"][0]["country"] == "az"


def test_everything_that_matches_is_chosen_without_scripts_and_without_ticking(client, publisher):
    for number in range(60):
        ProjectFactory(title=f"Title {number}")
    ProjectFactory(title="Other")
    client.force_login(publisher)
    page = client.post(f"{PROJECTS}?q=title", {"action": "publish_selected", "select_across": "1", "index": "0"})
    assert page.context["number"] == 60
    assert "Other" not in outcomes(page, "does")


def test_too_many_are_refused_with_the_limit(client, publisher, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 2)
    made = [ProjectFactory() for _number in range(3)]
    client.force_login(publisher)
    response = client.post(
        PROJECTS, {"action": "publish_selected", "_selected_action": [o.pk for o in made]}, follow=True
    )
    assert "At most 2 can be chosen at a time" in said(response)


def test_what_there_is_no_time_for_is_shown_again(client, publisher, monkeypatch):
    made = [ProjectFactory(title=f"Title {number}") for number in range(3)]
    client.force_login(publisher)
    page = preview(client, "publish_selected", *made)
    clock = iter([0.0, 0.0, 100.0, 100.0])
    monkeypatch.setattr(actions.time, "monotonic", lambda: next(clock))
    page = take(client, page)
    assert page.context["done"] == 1
    assert page.context["number"] == 2
    monkeypatch.undo()
    take(client, page)
    assert all(map(is_public, made))


def test_an_unknown_step_and_a_look_by_address_lead_nowhere(client, publisher):
    client.force_login(publisher)
    assert client.post(f"{PROJECTS}act/", {"step": "explode", "chosen": "1"}).status_code == 404
    assert client.get(f"{PROJECTS}act/").status_code == 405


def test_numbers_that_no_object_can_have_are_passed_over(client, publisher):
    project = ProjectFactory()
    client.force_login(publisher)
    chosen = f"{'9' * 30},²,{'9' * 5000},{project.pk}"
    page = client.post(f"{PROJECTS}act/", {"step": "publish_selected", "chosen": chosen})
    assert [outcome.obj for outcome in page.context["does"]] == [project]
