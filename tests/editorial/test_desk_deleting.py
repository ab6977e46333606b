"""What is in use is not deleted: the desk names its uses, each a link, and a better way."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from editorial import workflow
from partners.models import Organisation
from projects.models import Document, Project, ProjectDocument, Theme
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


def delete_of(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_delete", args=[obj.pk])


def link_to(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def named_as_predecessor():
    obj = ProjectFactory()
    return obj, ProjectFactory(predecessor=obj)


def document_of_a_project():
    obj, project = DocumentFactory(), ProjectFactory()
    ProjectDocument.objects.create(project=project, document=obj)
    return obj, project


def theme_of_a_draft():
    obj, project = ThemeFactory(), ProjectFactory()
    project.themes.add(obj)
    return obj, project


def theme_with_a_theme_below():
    obj = ThemeFactory()
    return obj, ThemeFactory(parent=obj)


def country_of_a_project():
    obj, project = CountryFactory(), ProjectFactory()
    ProjectCountryFactory(country=obj, project=project)
    return obj, project


def country_of_an_organisation():
    obj = CountryFactory()
    return obj, OrganisationFactory(country=obj)


def page_with_a_page_below():
    obj = PageFactory()
    return obj, PageFactory(parent=obj)


def organisation_of_a_project():
    row = ParticipationFactory()
    return row.organisation, row.project


def organisation_with_a_part():
    obj = OrganisationFactory()
    return obj, OrganisationFactory(part_of=obj)


USED = (
    named_as_predecessor, document_of_a_project, theme_of_a_draft, theme_with_a_theme_below, country_of_a_project,
    country_of_an_organisation, page_with_a_page_below, organisation_of_a_project, organisation_with_a_part,
)  # fmt: skip


@pytest.mark.parametrize("make", USED, ids=lambda make: make.__name__)
def test_what_is_used_stays_and_its_uses_are_links(client, administrator, make):
    obj, user = make()
    client.force_login(administrator)
    chosen = {"action": "delete_selected", "_selected_action": obj.pk, "post": "yes"}
    changelist = reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_changelist")
    for response in (
        client.get(delete_of(obj)),
        client.post(delete_of(obj), {"post": "yes"}),
        client.post(changelist, chosen),
    ):
        page = response.content.decode()
        assert response.status_code == 200
        assert f'href="{link_to(user)}"' in page
        assert str(user) in page
        assert 'name="post"' not in page
    assert type(obj).objects.filter(pk=obj.pk).exists()


def test_what_is_free_is_deleted(client, administrator):
    theme, project, document = ThemeFactory(), ProjectFactory(), DocumentFactory()
    workflow.withdraw(theme, by=None)
    client.force_login(administrator)
    for obj in (theme, project, document):
        assert "Nothing names it" in client.get(delete_of(obj)).content.decode()
        assert client.post(delete_of(obj), {"post": "yes"}).status_code == 302
    assert not any(model.objects.exists() for model in (Theme, Project, Document))


def test_many_go_at_once_or_none_of_them(client, administrator):
    free, (used, user) = ProjectFactory(), named_as_predecessor()
    client.force_login(administrator)
    changelist = reverse("admin:projects_project_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [free.pk, used.pk], "post": "yes"}
    assert str(user) in client.post(changelist, chosen).content.decode()
    assert Project.objects.count() == 3
    client.post(changelist, {**chosen, "_selected_action": [free.pk]})
    assert not Project.objects.filter(pk=free.pk).exists()


def test_what_is_public_is_offered_to_be_withdrawn(client, publisher):
    project = ProjectFactory(public=True)
    client.force_login(publisher)
    page = client.get(delete_of(project)).content.decode()
    assert reverse("admin:projects_project_withdraw", args=[project.pk]) in page


def test_an_organisation_is_offered_to_be_merged(client, publisher):
    organisation, _project = organisation_of_a_project()
    client.force_login(publisher)
    page = client.get(delete_of(organisation)).content.decode()
    assert f"{reverse('admin:partners_organisation_merge')}?one={organisation.pk}" in page
    assert Organisation.objects.exists()


def test_the_number_of_uses_does_not_change_what_the_page_costs(client, administrator):
    theme, costs = ThemeFactory(), []
    client.force_login(administrator)
    for count in (1, 5):
        for _number in range(count):
            ProjectFactory().themes.add(theme)
        with CaptureQueriesContext(connection) as queries:
            client.get(delete_of(theme))
        costs.append(len(queries))
    assert costs[1] <= costs[0]


# --- People ----------------------------------------------------------------------------------------------------------


def test_who_wrote_something_is_deactivated_and_not_deleted(client, administrator):
    author = UserFactory(username="auth-or")
    ProjectFactory(by=author)
    client.force_login(administrator)
    delete = reverse("admin:auth_user_delete", args=[author.pk])
    deactivate = reverse("admin:auth_user_deactivate", args=[author.pk])
    chosen = {"action": "delete_selected", "_selected_action": author.pk, "post": "yes"}
    for response in (
        client.get(delete),
        client.post(delete, {"post": "yes"}),
        client.post(reverse("admin:auth_user_changelist"), chosen),
    ):
        assert deactivate in response.content.decode()
    assert client.get(deactivate).status_code == 403
    client.post(deactivate)
    author.refresh_from_db()
    assert not author.is_active
    entry = LogEntry.objects.get(object_id=str(author.pk))
    assert entry.get_change_message() == "Changed active."
    with translation.override("fr"):
        assert "actif" in entry.get_change_message()


def test_of_many_that_may_not_be_deleted_it_is_said_what_keeps_them(client, administrator, admin_user):
    ProjectFactory(by=admin_user)
    client.force_login(administrator)
    chosen = {"action": "delete_selected", "_selected_action": admin_user.pk}
    response = client.post(reverse("admin:auth_user_changelist"), chosen)
    page = response.content.decode()
    assert response.context["perms_lacking"]
    assert "Nothing was deleted" in page
    assert "the history has to go on saying who did" in page
    assert "Back to the list" in page


def test_who_wrote_nothing_is_deleted(client, administrator):
    person = UserFactory()
    client.force_login(administrator)
    client.post(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"})
    assert not get_user_model().objects.filter(pk=person.pk).exists()


def test_nobody_deactivates_themselves_or_who_is_out_of_reach(client, administrator, admin_user, editor):
    client.force_login(administrator)
    client.post(reverse("admin:auth_user_deactivate", args=[administrator.pk]))
    assert client.post(reverse("admin:auth_user_deactivate", args=[admin_user.pk])).status_code == 403
    client.force_login(editor)
    client.post(reverse("admin:auth_user_deactivate", args=[administrator.pk]))
    for person in (administrator, admin_user):
        person.refresh_from_db()
        assert person.is_active


def test_what_many_projects_name_costs_no_more_to_refuse(client, administrator):
    organisation, costs = OrganisationFactory(), []
    client.force_login(administrator)
    for _more in range(2):
        for _number in range(25):  # more than are listed
            ParticipationFactory(project=ProjectFactory(), organisation=organisation, role="donor")
        with CaptureQueriesContext(connection) as context:
            page = client.get(delete_of(organisation))
        assert page.context["protected"] == [str(organisation)]
        costs.append(len(context))
    assert costs[0] == costs[1]
