"""Every field that staff fill in says what it is for."""

import pytest
from django.contrib import admin
from django.urls import reverse

from editorial.models import WorkingCopy
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if issubclass(model, WorkingCopy)]
# Fields whose name says it all, or beside which something else stands in words.
PLAIN = {"position", "DELETE", "id", "mark", "replace", "slug", "key", "source_language", "sample"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_every_field_of_a_form_has_help(client, model):
    client.force_login(UserFactory(is_superuser=True))
    response = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add"))
    assert response.status_code == 200
    forms = [response.context["adminform"].form]
    forms += [formset.formset.empty_form for formset in response.context["inline_admin_formsets"]]
    bare = {
        f"{type(form).__name__}.{name}"
        for form in forms
        for name, field in form.fields.items()
        if name not in PLAIN and not field.widget.is_hidden and not field.help_text
    }
    assert bare == set()
