"""The page of a form: sections, the texts that are translated, what is to correct, and what stands beside."""

import re

import pytest
from django.urls import reverse

from editorial import workflow
from projects.models import Project
from tests.factories import (
    CountryFactory,
    DocumentFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectCountryFactory,
    ProjectFactory,
    ThemeFactory,
)
from tests.forms import save, typed

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def form_of(obj, language="en"):
    return (
        reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk]) + f"?language={language}"
    )


def sections(response):
    return response.context["sections"]


def field(response, name):
    return next(one for section in sections(response) for line in section.lines for one in line if one.name == name)


@pytest.fixture
def translated(editor):
    project = ProjectFactory(
        title="Title", objective="<p>One <strong>aim</strong></p>", texts={"fr": {"title": "Titre"}}, by=editor
    )
    row = ParticipationFactory(project=project, organisation=OrganisationFactory(name="Board"))
    row.set_current_language("en")
    row.note = "a <note>"
    row.save()
    workflow.save_revision(project, by=editor)
    return project


# --- Translation tabs -----------------------------------------------------------------------------------------------


def test_the_source_text_stands_under_what_translates_it(client, editor, translated):
    client.force_login(editor)
    page = client.get(form_of(translated, "ar"))
    source = field(page, "title").source
    assert (source.html, source.language, source.direction, source.is_stale) == ("Title", "en", "ltr", False)
    assert field(page, "objective").source.html == "<p>One <strong>aim</strong></p>"
    assert field(page, "summary").source is None
    assert field(page, "slug").source is None
    assert '<div class="content" lang="en" dir="ltr"><p>One <strong>aim</strong></p></div>' in page.content.decode()
    assert "a &lt;note&gt;" in page.content.decode()
    assert field(client.get(form_of(translated)), "title").source is None


def test_a_source_that_changed_since_is_marked_in_words(client, editor, translated):
    client.force_login(editor)
    save(client, form_of(translated), title="Another title")
    page = client.get(form_of(translated, "fr"))
    assert field(page, "title").source.is_stale
    assert "English: changed since this was translated" in page.content.decode()
    assert not field(page, "objective").source.is_stale
    save(client, form_of(translated, "fr"), title="Un autre titre")
    assert not field(client.get(form_of(translated, "fr")), "title").source.is_stale


def test_facts_fold_away_where_texts_are_translated(client, editor, translated):
    client.force_login(editor)
    page = client.get(form_of(translated))
    assert sections(page).shared == []
    page = client.get(form_of(translated, "fr"))
    own = {one.name for section in sections(page).own for line in section.lines for one in line}
    shared = {one.name for section in sections(page).shared for line in section.lines for one in line}
    assert own >= {"title", "slug", "objective", "picture_alt"}
    assert shared >= {"period", "countries", "acronym", "picture", "key", "internal_notes"}
    assert own & shared == set()
    assert [section.id for section in sections(page).own if section.drawn] == [
        "section-participations",
        "section-wordings",
    ]
    assert "section-documents" in [section.id for section in sections(page).shared]


def test_rows_begin_with_what_is_translated(client, editor, translated):
    client.force_login(editor)

    def columns(language):
        return next(
            [one.name for one in section.columns]
            for section in sections(client.get(form_of(translated, language)))
            if section.id == "section-participations"
        )

    assert columns("en")[:2] == ["role", "organisation"]
    assert columns("fr")[0] == "note"


def test_an_error_in_a_folded_section_lays_it_open(client, editor, translated):
    client.force_login(editor)
    response = save(client, form_of(translated, "fr"), period="soon")
    assert sections(response).shared_errors == 1
    assert re.search(r'<details class="shared"[^>]* open data-errors>', response.content.decode())
    response = save(client, form_of(translated), contact_email="nobody")
    late = next(section for section in sections(response) if section.title == "Identifiers and notes")
    assert late.is_open
    assert not next(s for s in sections(client.get(form_of(translated))) if s.id == late.id).is_open


# --- What is to correct ---------------------------------------------------------------------------------------------


def test_errors_are_listed_at_the_top_with_links_and_the_name_of_the_row(client, editor, translated):
    client.force_login(editor)
    response = save(
        client,
        form_of(translated),
        title="",
        period="soon",
        participations__TOTAL_FORMS="3",
        participations__2__organisation=str(OrganisationFactory().pk),
    )
    found = {problem.anchor: problem.where for problem in response.context["problems"]}
    assert found == {
        "id_title": "Title",
        "id_period": "Period",
        "id_participations-2-role": "Participants, row 3: Role",
    }
    page = response.content.decode()
    assert "Nothing was saved yet: 3 things need a correction." in page
    for anchor, where in found.items():
        assert f'<a href="#{anchor}">{where}</a>' in page
        assert f'id="{anchor}"' in page
        assert f'id="{anchor}_error"' in page
    assert page.index('id="problems"') < page.index('id="id_title"')


def test_what_is_wrong_with_two_rows_is_said_too(client, editor, translated):
    client.force_login(editor)
    board = translated.participations.get().organisation
    twice = {"participations__1__organisation": str(board.pk), "participations__1__role": "donor"}
    response = save(client, form_of(translated), **twice)
    assert "Participants" in [problem.where for problem in response.context["problems"]]


def test_every_input_is_described_by_its_help_and_its_error(client, editor):
    client.force_login(editor)
    page = client.get(form_of(ProjectFactory())).content.decode()
    described = re.findall(r'(?<!data-)aria-describedby="([^"]+)"', page)
    assert len(described) > 20
    for ids in described:
        for one in ids.split():
            assert f'id="{one}"' in page, one


def test_help_says_what_a_field_is_for_with_an_example(client, editor):
    client.force_login(editor)
    form = client.get(form_of(ProjectFactory())).context["adminform"].form
    for name, one in form.fields.items():
        if name not in ("mark", "replace"):
            assert one.help_text, name


def test_budgets_are_told_and_never_enforced(client, editor):
    client.force_login(editor)
    project = ProjectFactory(title="x" * 91)
    page = client.get(form_of(project))
    assert (field(page, "title").used, field(page, "title").budget) == (91, 90)
    assert "<span data-budget-used>91</span> / 90" in page.content.decode()
    assert save(client, form_of(project), acronym="X").context.get("errors") is not True
    assert Project.objects.get().acronym == "X"


# --- The bar --------------------------------------------------------------------------------------------------------


def buttons(response):
    bar = response.content.decode().partition('class="submit-row')[2]
    return re.findall(r'<button name="(\w+)" value="1" class="([\w -]+)"', bar)


def test_the_likely_next_step_is_the_one_button_in_colour(client, editor, publisher):
    project = ProjectFactory()
    client.force_login(editor)
    assert buttons(client.get(form_of(project)))[-1] == ("_continue", "btn btn-primary")
    client.force_login(publisher)
    page = client.get(form_of(project))
    assert [name for name, classes in buttons(page) if "btn-primary" in classes] == ["_publish"]
    assert "Save and publish" in page.content.decode()
    workflow.publish(workflow.latest(project), by=publisher)
    page = client.get(form_of(project))
    assert buttons(page)[-2:] == [("_continue", "btn btn-primary"), ("_publish", "btn")]
    assert "Publish changes" not in page.content.decode()
    page = save(client, form_of(project), title="Changed")
    assert buttons(page)[-2:] == [("_continue", "btn"), ("_publish", "btn btn-primary")]
    assert "Publish changes" in page.content.decode()


def test_saving_stays_on_the_page_and_says_so(client, editor):
    project = ProjectFactory()
    client.force_login(editor)
    page = client.get(form_of(project))
    assert "All changes saved" in page.content.decode()
    response = client.post(form_of(project), typed(page, title="New", _continue="1"), follow=True)
    assert response.request["PATH_INFO"] == form_of(project).partition("?")[0]
    add = client.get(reverse("admin:projects_project_add"))
    assert "data-is-dirty>Not saved yet" in add.content.decode()


@pytest.mark.parametrize("button", ["_continue", "_publish", "_addanother"])
def test_a_save_says_one_thing_and_keeps_the_address(client, publisher, button):
    project = ProjectFactory(title="Old")
    ParticipationFactory(project=project)
    ProjectCountryFactory(project=project, country=CountryFactory())
    client.force_login(publisher)
    changed = typed(client.get(form_of(project)), title="New")
    response = client.post(form_of(project), changed | {button: "1"}, follow=True)
    said = {"_publish": "“New” is now public."}.get(button, "“New” was saved.")
    assert [str(message) for message in response.context["messages"]] == [said]
    address = reverse("admin:projects_project_add") if button == "_addanother" else form_of(project).partition("?")[0]
    assert response.redirect_chain == [(f"{address}?language=en", 302)]


def test_what_is_added_is_said_to_be_saved_and_opens_in_its_language(client, editor):
    client.force_login(editor)
    add = reverse("admin:projects_project_add") + "?language=fr"
    response = client.post(add, typed(client.get(add), title="Nouveau", _continue="1"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["“Nouveau” was saved."]
    assert response.redirect_chain == [(form_of(Project.objects.get(), "fr"), 302)]


def test_a_language_without_texts_does_not_make_an_old_thing_new(client, editor):
    client.force_login(editor)
    page = client.get(form_of(ProjectFactory(title="Old"), "ru"))
    assert page.context["add"] is False
    assert "Add project" not in page.content.decode().partition("<form")[0]
    assert client.get(reverse("admin:projects_project_add")).context["add"] is True


def test_a_pop_up_has_neither_languages_nor_side(client, editor):
    client.force_login(editor)
    page = client.get(reverse("admin:partners_organisation_add") + "?_popup=1").content.decode()
    assert 'class="languages"' not in page
    assert "<aside" not in page
    assert '<button name="_save"' in page


# --- Beside ---------------------------------------------------------------------------------------------------------


def test_findings_lead_to_their_field_also_in_another_language(client, editor, translated):
    client.force_login(editor)
    save(client, form_of(translated), title="Another title")
    found = {told.finding.code: told.url for told in client.get(form_of(translated)).context["side"].findings}
    assert found["agency"] == "#section-participations"
    assert found["period"] == "#id_period"
    assert found["country"] == "#id_countries"
    assert found["stale"] == "?language=fr#id_title"
    here = {told.finding.code: told.url for told in client.get(form_of(translated, "fr")).context["side"].findings}
    assert here["stale"] == "#id_title"


def test_what_is_public_is_told_with_its_addresses(client, publisher):
    project = ProjectFactory(title="Public")
    ProjectCountryFactory(project=project, country=CountryFactory())
    ParticipationFactory(project=project)
    client.force_login(publisher)
    assert client.get(form_of(project)).context["side"].public is None
    workflow.publish(workflow.save_revision(project, by=publisher), by=publisher)
    side = client.get(form_of(project)).context["side"]
    assert [link.language for link in side.public.links] == ["en", "fr", "es", "de", "ar", "ru"]
    assert client.get(side.public.links[1].url).status_code == 200
    assert side.public.lists == 2
    workflow.withdraw(project, by=publisher)
    assert client.get(form_of(project)).context["side"].public is None


def test_the_latest_versions_are_told(client, editor, publisher):
    project = ProjectFactory(by=editor)
    workflow.publish(workflow.latest(project), by=publisher)
    Project.objects.filter(pk=project.pk).update(acronym="NEW")
    workflow.save_revision(project, by=publisher)
    client.force_login(editor)
    page = client.get(form_of(project))
    assert [str(version.by) for version in page.context["side"].versions] == ["pia", "edi"]
    assert "Edi · made public" in " ".join(page.content.decode().split())
    assert client.get(reverse("admin:projects_project_history", args=[project.pk])).status_code == 200


# --- Choices without a script ---------------------------------------------------------------------------------------


def test_a_typed_name_chooses_the_one_object_that_has_it(client, editor):
    board = OrganisationFactory(name="Migration Board", acronym="MB")
    theme, former, project = ThemeFactory(name="Asylum"), ProjectFactory(title="Phase 1"), ProjectFactory()
    client.force_login(editor)
    response = save(
        client,
        form_of(project),
        **{
            "participations-0-role": "donor",
            "participations-0-organisation-typed": "migration",
            "themes-typed": "asyl",
            "predecessor-typed": "phase 1",
        },
    )
    assert not response.context.get("errors")
    project.refresh_from_db()
    assert project.participations.get().organisation == board
    assert list(project.themes.all()) == [theme]
    assert project.predecessor == former


def test_a_typed_name_that_may_mean_several_brings_them_to_choose_from(client, editor):
    first, second = OrganisationFactory(name="Board of one"), OrganisationFactory(name="Board of two")
    project = ProjectFactory()
    client.force_login(editor)
    row = {"participations-0-role": "donor", "participations-0-organisation-typed": "board"}
    response = save(client, form_of(project), **row)
    assert "Participants, row 1: Organisation" in [problem.where for problem in response.context["problems"]]
    offered = re.findall(r'<option value="(\d+)">Board of', response.content.decode())
    assert sorted(offered) == sorted([str(first.pk), str(second.pk)])
    chosen = typed(response, _continue="1") | {"participations-0-organisation": str(second.pk)}
    client.post(form_of(project), chosen)
    assert project.participations.get().organisation == second
    unknown = {"predecessor-typed": "nothing like it"}
    assert "predecessor" in save(client, form_of(project), **unknown).context["adminform"].form.errors


# --- What it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("count", [1, 4])
def test_the_form_asks_the_same_questions_however_many_rows_there_are(
    client, publisher, count, language, django_assert_num_queries
):
    project = ProjectFactory(texts={"fr": {"title": "Titre"}})
    for _number in range(count):
        ParticipationFactory(project=project)
        ProjectCountryFactory(project=project, country=CountryFactory())
        project.themes.add(ThemeFactory())
        document = DocumentFactory()
        document.files.create(language="en", url="https://example.org/")
        project.documents.create(document=document)
    workflow.save_revision(project, by=publisher)
    client.force_login(publisher)
    client.get(form_of(project, language))
    with django_assert_num_queries(QUERIES):
        client.get(form_of(project, language))


QUERIES = 29
