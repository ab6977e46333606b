"""Who else has a form open: told to everybody but oneself, and over by itself."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from editorial.desk import presence
from editorial.models import Presence
from partners.models import Donor
from tests.factories import OrganisationFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


def form_of(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def address_of(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_presence", args=[obj.pk])


def others(response):
    return [other.name for other in response.context["side"].others]


def test_nobody_is_told_of_themselves(client, editor):
    project = ProjectFactory()
    client.force_login(editor)
    assert others(client.get(form_of(project))) == []
    assert others(client.get(form_of(project))) == []


def test_two_people_before_the_same_form_are_told_of_each_other(client, editor, publisher):
    project, other = ProjectFactory(), ProjectFactory()
    client.force_login(publisher)
    client.get(form_of(project))
    client.force_login(editor)
    page = client.get(form_of(project))
    assert others(page) == ["Pia"]
    assert "Pia has this open too, since" in page.content.decode()
    assert others(client.get(form_of(other))) == []
    client.force_login(publisher)
    told = client.post(address_of(project)).json()["others"]
    assert len(told) == 1
    assert told[0].startswith("Edi has this open too, since ")


def test_whoever_leaves_or_falls_silent_is_gone(client, editor, publisher):
    project = ProjectFactory()
    presence.come(project, publisher)
    client.force_login(editor)
    assert len(client.post(address_of(project)).json()["others"]) == 1
    presence.leave(project, publisher)
    assert client.post(address_of(project)).json() == {"others": []}
    presence.come(project, publisher)
    Presence.objects.filter(person=publisher).update(seen=timezone.now() - presence.ALIVE - timedelta(seconds=1))
    assert client.post(address_of(project)).json() == {"others": []}
    assert Presence.objects.get().person == editor
    client.post(address_of(project), {"leave": "1"})
    assert not Presence.objects.exists()


def test_a_sign_of_life_keeps_the_time_of_arrival(editor):
    project = ProjectFactory()
    presence.come(project, editor)
    before = timezone.now() - timedelta(minutes=20)
    Presence.objects.update(since=before)
    presence.come(project, editor)
    assert Presence.objects.get().since == before


def test_an_organisation_is_one_form_under_each_of_its_hats(client, editor, publisher):
    organisation = OrganisationFactory(is_donor=True)
    presence.come(organisation, publisher)
    client.force_login(editor)
    assert others(client.get(form_of(Donor.objects.get()))) == ["Pia"]


def test_a_sign_of_life_costs_the_same_however_many_are_there(editor, django_assert_num_queries):
    project = ProjectFactory()
    for _number in range(3):
        presence.come(project, UserFactory())
    with django_assert_num_queries(3):
        assert len(presence.come(project, editor)) == 3


@pytest.mark.parametrize("person", ["viewer", "nobody"])
def test_only_who_may_change_it_is_present(client, person, django_user_model):
    project = ProjectFactory()
    if person == "viewer":
        client.force_login(UserFactory())
    response = client.post(address_of(project))
    assert response.status_code == (403 if person == "viewer" else 302)
    assert not Presence.objects.exists()


def test_presence_takes_no_get_and_knows_what_exists(client, editor):
    client.force_login(editor)
    assert client.get(address_of(ProjectFactory())).status_code == 405
    assert client.post(reverse("admin:projects_project_presence", args=[0])).status_code == 404


def test_a_form_opens_while_the_database_is_kept_busy(client, editor, monkeypatch):
    def busy(*_arguments):
        raise OperationalError("database is locked")

    monkeypatch.setattr(presence, "_note", busy)
    client.force_login(editor)
    response = client.get(form_of(ProjectFactory()))
    assert response.status_code == 200
    assert others(response) == []
