"""The rich text field of a model, its form field, and the widget that turns a textarea into an editor."""

import json
from typing import Any

from django import forms
from django.db import models
from django.forms.widgets import Script
from django.templatetags.static import static
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, pgettext

from editorial.richtext import clean

EDITOR = "vendor/prose-editor-0.28.0/editor.js"


class RichTextWidget(forms.Textarea):
    """A textarea that a script dresses with a toolbar; without the script it takes HTML as it is.

    `lang` and `dir` belong to the text, not to the page: give them in `attrs` and the editor carries them too. The text
    is drawn as the editor will draw it, so that nothing moves when the script has come.
    """

    template_name = "admin/form/richtext.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 8, "class": "richtext vLargeTextField", **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        return forms.Media(css={"all": ["admin/css/richtext.css"]}, js=[Script("admin/js/richtext.js", type="module")])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            # A module cannot know the hashed name of the file beside it, so it is told.
            "data-richtext-editor": static(EDITOR),
            "data-richtext-labels": json.dumps(labels(), ensure_ascii=False),
        }
        context["widget"]["drawn"] = mark_safe(clean(context["widget"]["value"]))  # noqa: S308
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        """Leaves the check to the server: the browser cannot point at a textarea that is hidden by its editor."""
        return False


def labels() -> dict[str, str]:
    """Returns the words of the toolbar and of its link dialogue in the active language."""
    return {
        "toolbar": gettext("Formatting"),
        "bold": gettext("Bold"),
        "italic": gettext("Italic"),
        "heading3": gettext("Heading"),
        "heading4": gettext("Subheading"),
        "bulletList": gettext("Bulleted list"),
        "orderedList": gettext("Numbered list"),
        "blockquote": gettext("Quotation"),
        "link": pgettext("noun", "Link"),
        "unlink": gettext("Remove link"),
        "undo": gettext("Undo"),
        "redo": gettext("Redo"),
        "address": gettext("Address of the link"),
        "addressHelp": gettext("A web address, an e-mail address, or a path on this site that begins with a slash."),
        "addressWrong": gettext("This is not an address that a link can have."),
        "apply": gettext("Apply"),
        "cancel": gettext("Cancel"),
    }


class RichTextFormField(forms.CharField):
    """Takes HTML and gives back its clean form; a text that only looks different as HTML has not changed."""

    widget = RichTextWidget

    def to_python(self, value: Any) -> str:
        """Returns the clean HTML; markup without words is empty, so that `required` means words."""
        return clean(super().to_python(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tells whether the clean forms differ."""
        return not self.disabled and clean(initial) != clean(data)


class RichTextField(models.TextField):
    """Text with a few elements of HTML (`editorial.richtext.ALLOWED_TAGS`), sanitised whichever way it is saved."""

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        return super().clean(clean(self.to_python(value)), model_instance)

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Returns the form field with its editor, also in the admin, which offers its own textarea for any text."""
        from django.contrib.admin.widgets import AdminTextareaWidget  # the admin wants the apps to be ready first

        widget = kwargs.get("widget")
        if widget is AdminTextareaWidget or isinstance(widget, AdminTextareaWidget):
            kwargs["widget"] = RichTextWidget
        return super().formfield(**{"form_class": RichTextFormField, "widget": RichTextWidget, **kwargs})
