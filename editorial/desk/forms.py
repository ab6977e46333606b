"""Forms of working copies: one language of the texts at a time, and no save over a newer one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from parler.forms import TranslatableModelForm

from .. import kinds, slugs, texts, workflow
from ..models import Address, Revision
from ..richtext import is_blank

CARRY = "_carry"  # posted with a form that is only carried along to the next step
CHECKED = "checked"  # its value where the form says what is wrong with it, and is not saved all the same


class Carried:
    """A form, or rows, that may be carried through a step in between: shown as typed, not saved, mostly unchecked."""

    @property
    def is_carried(self) -> bool:
        return self.is_bound and CARRY in self.data

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_carried and self.data[CARRY] != CHECKED:
            self._errors = [ErrorDict() for _form in self.forms] if hasattr(self, "forms") else ErrorDict()
            if hasattr(self, "_non_form_errors"):
                self._non_form_errors = self.error_class(renderer=self.renderer)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_carried


class RowForm(Carried, forms.ModelForm):
    """A row without texts."""


class TextsForm(Carried, TranslatableModelForm):
    """A form with one language of an object's texts; its inputs carry the language and the direction of their text.

    A language that has no texts yet and stays empty is left out, so that who only changes a date need not translate.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        direction = texts.direction(self.language_code)
        for name in self._translated_fields:
            field = self.fields[name]
            field.widget.attrs["lang"] = self.language_code
            field.widget.attrs["dir"] = "ltr" if isinstance(field, forms.URLField) else direction
        self.is_left_out = self.is_bound and self._may_be_left_out() and not self._is_anything_typed()
        if self.is_left_out:
            for name in self._translated_fields:
                self.fields[name].required = False

    def written_languages(self) -> set[str]:
        """Returns the languages in which the object has texts."""
        if not self.instance.pk:
            return set()
        return {row.language_code for row in self.instance.translations.all() if row.pk}

    def save_translated_fields(self) -> None:
        """Puts the texts on the object, unless their language is left out."""
        if self.is_left_out:
            rows = self.instance._translations_cache[self.instance._parler_meta.root_model]
            rows.pop(self.language_code, None)
        else:
            super().save_translated_fields()

    def _may_be_left_out(self) -> bool:
        return self.language_code not in self.written_languages()

    def _is_anything_typed(self) -> bool:
        for name in self._translated_fields:
            value = self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if value and not is_blank(value):
                return True
        return False


class WorkingCopyForm(TextsForm):
    """The form of something that is published; it carries the mark of the revision on which it was opened.

    `newer` is the revision that somebody saved meanwhile. To save over it, `replace` must hold the newer one's mark.
    """

    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    replace = forms.CharField(required=False, widget=forms.HiddenInput)
    newer: Revision | None = None
    newest: Revision | None = None  # the one on which the form was opened

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.newest = workflow.latest(self.instance)
            self.initial["mark"] = self.newest.mark if self.newest else ""
        if not self.instance.pk and "source_language" in self.fields:
            self.initial.setdefault("source_language", self.language_code)
        if "slug" in self.fields:
            source = self[kinds.of(self._meta.model).title].auto_id
            self.fields["slug"].widget.attrs |= {"data-slug-from": source, "maxlength": slugs.MAX_LENGTH}

    def _may_be_left_out(self) -> bool:
        """Asks for a title of something new: it has no other language yet."""
        return bool(self.instance.pk) and super()._may_be_left_out()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk:
            self._refuse_stale(cleaned.get("replace") or cleaned.get("mark", ""))
        known = self.written_languages() | (set() if self.is_left_out else {self.language_code})
        if (source := cleaned.get("source_language")) and source not in known:
            self.add_error("source_language", _("There are no texts in this language yet."))
        if "slug" in cleaned and not self.is_left_out:
            self._clean_slug(cleaned)
        return cleaned

    def _refuse_stale(self, mark: str) -> None:
        try:
            workflow.refuse_stale(self.instance, mark)
        except workflow.Stale as stale:
            self.newer = stale.revision
            self.add_error(None, self.stale_message(stale.revision))

    @staticmethod
    def stale_message(newer: Revision) -> str:
        """Says who saved a newer version and when."""
        when = formats.date_format(timezone.localtime(newer.saved_at), "DATETIME_FORMAT")
        if newer.by is None:
            return _("A newer version was saved on %(time)s. Nothing was overwritten; what you typed is below.") % {
                "time": when
            }
        return _("%(person)s saved a newer version on %(time)s. Nothing was overwritten; what you typed is below.") % {
            "person": newer.by.get_full_name() or newer.by.get_username(),
            "time": when,
        }

    def _clean_slug(self, cleaned: dict[str, Any]) -> None:
        """Refuses an address that another object has or had; where none was chosen, makes a free one of the title."""
        kind = kinds.of(self.instance)
        rows = self.instance._parler_meta.root_model.objects.filter(language_code=self.language_code)
        rows = rows.exclude(master=self.instance.pk)
        addresses = Address.objects.filter(kind=kind.name, language=self.language_code).exclude(key=self.instance.key)

        def holder(slug: str) -> Any:
            if slug in kind.reserved:
                return slug
            if row := rows.filter(slug=slug).select_related("master").first():
                return row.master
            return addresses.filter(path=slug).first()

        title = cleaned.get(kind.title)
        suggested = slugs.slugify(title, self.language_code) if title else ""
        is_automatic = not self.instance.pk and cleaned["slug"] == suggested  # filled in by the script, not chosen
        if not cleaned["slug"] or is_automatic:
            cleaned["slug"] = slugs.free(suggested, lambda slug: bool(holder(slug))) if suggested else None
        elif cleaned["slug"] in kind.reserved:
            self.add_error("slug", ValidationError(_("This address is reserved for a page of the site.")))
        elif other := holder(cleaned["slug"]):
            named = kind.model._base_manager.filter(key=other.key).first() or other.key
            message = _("This address belongs, or once belonged, to “%(holder)s”.")
            self.add_error("slug", ValidationError(message, params={"holder": named}))
