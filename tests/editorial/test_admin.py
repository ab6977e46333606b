"""Saving, publishing and finding in the admin, as each of its people may."""

import pytest
from django.urls import reverse

from editorial import workflow
from editorial.models import Label, Publication, Revision
from tests.forms import save, typed
from tests.factories import DocumentFactory, OrganisationFactory, ProjectFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def form_of(obj, language="en"):
    return (
        reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk]) + f"?language={language}"
    )


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_smoke(client, administrator, source):
    client.force_login(administrator)
    for model in (
        "projects_project",
        "projects_document",
        "projects_theme",
        "partners_organisation",
        "partners_agency",
        "partners_donor",
        "partners_country",
        "pages_page",
    ):
        assert client.get(reverse(f"admin:{model}_changelist")).status_code == 200, model
        assert client.get(reverse(f"admin:{model}_add")).status_code == 200, model
    for (kind, key), obj in source.items():
        assert client.get(form_of(obj)).status_code == 200, (kind, key)
        assert client.get(form_of(obj, "ru")).status_code == 200, (kind, key)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/auth/user/").status_code == 200
