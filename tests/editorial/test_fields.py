"""The rich text field: clean whichever way it is saved, and an editor in every form."""

import json
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils import translation

from editorial.fields import RichTextField, RichTextFormField, RichTextWidget

HOSTILE = '<p onclick="x">a<script>alert(1)</script></p>'


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def test_the_model_field_cleans_on_validation_and_on_saving():
    field = RichTextField(blank=True)
    field.set_attributes_from_name("body")
    holder = type("Holder", (), {"body": HOSTILE})()
    assert field.clean(HOSTILE, None) == "<p>a</p>"
    assert field.pre_save(holder, add=True) == "<p>a</p>"
    assert holder.body == "<p>a</p>"


def test_a_required_text_needs_words():
    with pytest.raises(ValidationError):
        RichTextField().clean("<p>&nbsp;</p>", None)
    with pytest.raises(ValidationError):
        RichTextFormField().clean("<p><br></p>")


@pytest.mark.parametrize("offered", [None, AdminTextareaWidget, AdminTextareaWidget()])
def test_every_form_gets_the_editor_also_the_admin(offered):
    kwargs = {"widget": offered} if offered else {}
    assert isinstance(RichTextField().formfield(**kwargs).widget, RichTextWidget)


def test_a_form_may_still_bring_a_widget_of_its_own():
    assert RichTextField().formfield(widget=RichTextWidget(attrs={"lang": "ar"})).widget.attrs["lang"] == "ar"


def test_html_that_reads_the_same_is_no_change():
    field = RichTextFormField(required=False)
    assert not field.has_changed("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>")
    assert not field.has_changed(None, "")
    assert field.has_changed("<p>a</p>", "<p>b</p>")


def test_the_textarea_carries_language_direction_and_the_words_of_its_toolbar():
    with translation.override("fr"):
        html = RichTextWidget(attrs={"lang": "ar", "dir": "rtl"}).render("body", "<p>عمل</p>", {"id": "id_body"})
    textarea = BeautifulSoup(html, "html.parser").textarea
    assert (textarea["lang"], textarea["dir"]) == ("ar", "rtl")
    assert textarea["data-richtext-editor"].endswith("/editor.js")
    assert set(json.loads(unescape(textarea["data-richtext-labels"]))) >= {"bold", "link", "cancel"}
    assert "required" not in textarea.attrs
    assert textarea.text.strip() == "<p>عمل</p>"


def test_the_script_is_a_module():
    assert 'type="module"' in str(RichTextWidget().media)
