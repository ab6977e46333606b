"""Pasting participants into the form of a project: a plan first, nothing made before it is agreed to."""

import pytest
from django.urls import reverse

from editorial import workflow
from partners.models import Organisation
from projects.models import Project
from tests.factories import OrganisationFactory, ParticipationFactory, ProjectFactory
from tests.forms import typed

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

LIST = "Prosecution Authority; Swedish Migraton Board; Brand New Body (BNB); social services; NGOs; among others"


@pytest.fixture
def project(client, editor):
    client.force_login(editor)
    return ProjectFactory(title="Form")


@pytest.fixture
def board():
    OrganisationFactory(name="Prosecution Authority", key="authority")
    return OrganisationFactory(name="Swedish Migration Board", key="board")


def form_of(project, language="en"):
    return reverse("admin:projects_project_change", args=[project.pk]) + f"?language={language}"


def read_list(client, project, text=LIST, **changes):
    """Posts the form with a list, as the button that reads it does."""
    page = client.get(form_of(project))
    return client.post(form_of(project), typed(page, _pasted=text, _pasted_role="partner", _paste="1") | changes)


def plan(response):
    return {line.piece.name: line for line in response.context["plan"].lines}


def test_the_plan_says_of_every_name_what_was_found(client, project, board):
    lines = plan(read_list(client, project))
    assert {name: line.state for name, line in lines.items()} == {
        "Prosecution Authority": "found",
        "Swedish Migraton Board": "doubtful",
        "Brand New Body": "new",
        "social services": "group",
        "NGOs": "group",
    }
    assert lines["Prosecution Authority"].do == str(Organisation.objects.get(key="authority").pk)
    assert (lines["Swedish Migraton Board"].do, lines["Brand New Body"].do, lines["NGOs"].do) == ("", "", "others")
    assert (str(board.pk), "Swedish Migration Board") in lines["Swedish Migraton Board"].choices


def test_reading_a_list_makes_and_saves_nothing_and_keeps_what_was_typed(client, project, board):
    before = Organisation.objects.count(), workflow.latest(project).mark
    response = read_list(client, project, title="", period="soon", acronym="TYPED")
    page = response.content.decode()
    assert response.status_code == 200
    assert not response.context["errors"]
    assert 'value="soon"' in page
    assert 'value="TYPED"' in page
    assert "Not saved yet" in page
    assert (Organisation.objects.count(), workflow.latest(project).mark) == before
    assert Project.objects.get().acronym == ""
    assert Project.objects.get().shown("title") == "Form"


def test_a_list_can_be_pasted_into_a_form_of_something_new(client, project, board):
    add = reverse("admin:projects_project_add") + "?language=en"
    response = client.post(add, typed(client.get(add), _pasted=LIST, _pasted_role="donor", _paste="1"))
    assert {line.role for line in plan(response).values()} == {"donor"}
    assert response.context["problems"] == []
    assert Project.objects.count() == 1


def test_a_plan_with_something_open_is_asked_again(client, project, board):
    response = read_list(client, project)
    again = client.post(form_of(project), typed(response, _paste_take="1"))
    assert "Please choose for every line" in again.content.decode()
    assert not project.participations.exists()


def test_what_is_agreed_to_is_made_and_saved_with_the_form(client, editor, project, board):
    response = read_list(client, project)
    number = {name: line.number for name, line in plan(response).items()}
    decided = {
        f"_plan-{number['Swedish Migraton Board']}-do": str(board.pk),
        f"_plan-{number['Brand New Body']}-do": "new",
        f"_plan-{number['Brand New Body']}-role": "donor",
        "_plan-keep": "on",
        "_plan-language": "en",
    }
    data = typed(response, title="Changed", _paste_take="1") | decided
    response = client.post(form_of(project), data, follow=True)
    assert "3 participants were added." in " ".join(map(str, response.context["messages"]))
    rows = [(row.role, str(row.organisation)) for row in project.participations.all()]
    assert rows == [
        ("partner", "Prosecution Authority"),
        ("partner", "Swedish Migration Board"),
        ("donor", "Brand New Body"),
    ]
    new = Organisation.objects.get(key="bnb")
    assert new.shown("acronym") == "BNB"
    assert new.is_donor
    assert workflow.latest(new).by == editor
    words = project.wordings.get()
    assert (words.subject, words.as_published, words.as_published_language) == ("partner", LIST, "en")
    assert words.safe_translation_getter("others", language_code="en") == "social services and NGOs, among others"
    assert Project.objects.get().shown("title") == "Changed"


def test_who_is_there_already_is_not_added_twice(client, project, board):
    ParticipationFactory(project=project, organisation=board, role="partner")
    workflow.save_revision(project, by=None)
    response = read_list(client, project, "Swedish Migration Board")
    assert plan(response)["Swedish Migration Board"].state == "there"
    client.post(form_of(project), typed(response, _paste_take="1"), follow=True)
    assert project.participations.count() == 1


def test_words_are_added_to_the_row_that_there_is(client, project):
    wording = project.wordings.create(subject="partner")
    wording.set_current_language("en")
    wording.others = "municipalities"
    wording.save()
    workflow.save_revision(project, by=None)
    response = read_list(client, project, "NGOs; schools")
    client.post(form_of(project), typed(response, _paste_take="1"), follow=True)
    wording = project.wordings.get()
    assert wording.safe_translation_getter("others", language_code="en") == "municipalities; NGOs and schools"


def test_who_may_not_add_organisations_is_not_offered_to(client, project, editor):
    group = editor.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="add_organisation"))
    line = plan(read_list(client, project, "Brand New Body"))["Brand New Body"]
    assert [value for value, _label in line.choices] == ["others", "leave"]
    forged = typed(read_list(client, project, "Brand New Body"), _paste_take="1") | {"_plan-0-do": "new"}
    client.post(form_of(project), forged)
    assert not Organisation.objects.exists()


def test_an_acronym_alone_finds_its_one_organisation(client, project):
    known = OrganisationFactory(name="European Union Agency for Law Enforcement", acronym="EUROPOL")
    line = plan(read_list(client, project, "Europol"))["Europol"]
    assert (line.state, line.do) == ("found", str(known.pk))


def agreed(response, **changes):
    """Returns the plan as posted with all that is new to be made."""
    made = {f"_plan-{line.number}-do": "new" for line in plan(response).values() if line.state == "new"}
    return typed(response, _paste_take="1", **changes) | made


def test_a_form_that_is_refused_makes_nothing_and_keeps_the_plan(client, project):
    response = client.post(form_of(project), agreed(read_list(client, project, "Brand New Body"), title=""))
    assert response.status_code == 200
    assert "This field is required." in response.content.decode()
    assert not Organisation.objects.exists()
    assert plan(response)["Brand New Body"].do == "new"
    assert not response.context["messages"]
    client.post(form_of(project), agreed(response, title="Mended"), follow=True)
    assert [str(row.organisation) for row in project.participations.all()] == ["Brand New Body"]
    assert Project.objects.get().shown("title") == "Mended"


def test_a_row_of_the_plan_that_is_refused_makes_nothing_and_says_why(client, project):
    text = f"Brand New Body ({'a remark ' * 40})"  # longer than a note may be
    response = client.post(form_of(project), agreed(read_list(client, project, text)))
    assert response.status_code == 200
    assert "at most 300 characters" in " ".join(map(str, response.context["messages"]))
    assert not Organisation.objects.exists()
    assert plan(response)["Brand New Body"].do == "new"


def test_a_list_for_a_project_that_is_gone_makes_nothing(client, project):
    data = agreed(read_list(client, project, "Brand New Body"))
    address = form_of(project)
    Project.objects.all().delete()
    assert client.post(address, data).status_code == 302
    assert not Organisation.objects.exists()


def test_agreeing_twice_makes_one_organisation(client, project):
    data = agreed(read_list(client, project, "Brand New Body"))
    other = ProjectFactory(title="Other")
    again = agreed(read_list(client, other, "BRAND  new body"))
    for _time in range(2):
        client.post(form_of(project), data, follow=True)
    client.post(form_of(other), again, follow=True)
    made = Organisation.objects.get()
    assert [row.organisation for row in other.participations.all()] == [made]
    assert [row.organisation for row in project.participations.all()] == [made]


def test_another_body_of_a_name_that_was_offered_can_be_made(client, project):
    OrganisationFactory(name="Ministry of Beekeeping")
    response = read_list(client, project, "Ministry of Beekeeping")
    data = typed(response, _paste_take="1") | {"_plan-0-do": "new"}
    client.post(form_of(project), data, follow=True)
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("count", ["x", "²", "9" * 40])
def test_a_number_of_rows_that_cannot_be_is_an_error_of_the_form(client, project, count):
    response = read_list(client, project, **{"participations-TOTAL_FORMS": count})
    assert response.status_code == 200
    assert "Brand New Body" in plan(response)
    assert 'name="participations-100-organisation"' not in response.content.decode()  # rows that nobody sent
