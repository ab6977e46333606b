"""Rows inside the form of a working copy: kept in order, labelled without a query each, never lost to another save."""

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import BaseInlineFormSet, Media
from django.forms.widgets import Script
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from parler.admin import TranslatableInlineModelAdmin
from parler.forms import TranslatableBaseInlineFormSet

from .. import texts
from ..models import WorkingCopy
from .choices import KnownSelect, KnownSelectMultiple, label
from .forms import Carried, RowForm, TextsForm


class RowFormSet(Carried, BaseInlineFormSet):
    """Rows in order: one without a position goes after the others.

    A row that somebody else removed after the form was opened comes back as a new one: nothing typed is lost, and
    nothing is saved before the person has agreed to replace the newer version.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._revive_rows()
        self._known: dict[str, dict[str, str]] = {}

    def total_form_count(self) -> int:
        """Returns how many rows there are: no more than were sent, for a number alone would cost as much as rows."""
        total = super().total_form_count()
        if not self.is_bound:
            return total
        row = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,5}})-")
        last = max((int(found[1]) for key in self.data if (found := row.match(key))), default=-1)
        return max(self.initial_form_count(), min(total, last + 1))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "position" in form.fields:
            form.fields["position"].required = False
            if not form.instance.pk:
                form.fields["position"].initial = None
        for name, field in form.fields.items():
            select = getattr(field.widget, "widget", field.widget)
            if isinstance(select, KnownSelect):
                select.known = self._labels(name)

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form.is_valid() and not self._should_delete_form(form)]
        last = max((form.cleaned_data.get("position") or 0 for form in rows), default=0)
        for form in rows:
            if "position" in form.fields and form.has_changed() and form.cleaned_data.get("position") is None:
                last += 1
                form.instance.position = last

    def _labels(self, name: str) -> dict[str, str]:
        if name not in self._known:
            others = [getattr(row, name) for row in self.get_queryset()]
            self._known[name] = {str(other.pk): label(other) for other in others if other}
        return self._known[name]

    def _revive_rows(self) -> None:
        """Numbers the rows of the posted form anew, so that those which are gone count as added."""
        count = self.management_form.cleaned_data.get("INITIAL_FORMS", 0)
        total = self.management_form.cleaned_data.get("TOTAL_FORMS", 0)
        pk = f"-{self.model._meta.pk.name}"
        existing = {str(value) for value in self.queryset.values_list("pk", flat=True)} if count else set()
        gone = [i for i in range(count) if self.data.get(f"{self.prefix}-{i}{pk}") not in existing]
        if not gone:
            return
        order = [i for i in range(count) if i not in gone] + gone + list(range(count, total))
        number = {str(old): new for new, old in enumerate(order)}
        row = re.compile(rf"{re.escape(self.prefix)}-(\d+)(-.+)")
        for name in ("data", "files"):
            moved = MultiValueDict()
            for key, values in MultiValueDict(getattr(self, name)).lists():
                match = row.fullmatch(key)
                if match and match[1] in number:
                    is_key_of_gone = int(match[1]) in gone and match[2] == pk
                    key, values = f"{self.prefix}-{number[match[1]]}{match[2]}", [""] if is_key_of_gone else values
                moved.setlist(key, values)
            setattr(self, name, moved)
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(count - len(gone))
        del self.management_form


class TextsRowFormSet(RowFormSet, TranslatableBaseInlineFormSet):
    """Rows with texts, in the language of the form's tab."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "_current_language": self.language_code}


class OpenTab:
    """Says which language of the texts is open: the one asked for, else the source language, else the reader's."""

    def _language(self, request: HttpRequest, obj: WorkingCopy | None = None) -> str:
        if (asked := request.GET.get("language")) in texts.site_languages():
            return asked
        if obj is not None:
            request.open_tab = obj.source_language  # the rows of the form follow it
        return getattr(request, "open_tab", None) or texts.active_language()


class NamedChoices(BaseModelAdmin):
    """Choices of working copies, named in the reader's language; fields with help and a budget of characters.

    `help_texts` say in plain words what a field is for, with an example; `budgets` name how long a text may well be.
    """

    help_texts: dict[str, Any] = {}
    budgets: dict[str, int] = {}

    def get_field_queryset(self, db: str | None, db_field: models.Field, request: HttpRequest) -> models.QuerySet:
        return db_field.remote_field.model._default_manager.using(db).with_texts()

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownSelect(db_field, self.admin_site, using=kwargs.get("using")))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = label
        return field

    def formfield_for_manytomany(self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownSelectMultiple(db_field, self.admin_site, using=kwargs.get("using"))
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = label
        return field

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Offers beside a choice to add or change what is chosen, never to delete it; links are https by default."""
        if db_field.name in self.help_texts:
            kwargs["help_text"] = self.help_texts[db_field.name]
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        if field is not None and db_field.name in self.budgets:
            field.widget.attrs["data-budget"] = self.budgets[db_field.name]
        return field


class RowInline(NamedChoices, admin.TabularInline):
    """Rows of a working copy; `named` are the foreign keys chosen by autocomplete.

    `description` says in a sentence what the rows are; `below` names a template of what stands beneath them. Adding,
    removing and moving rows is the work of `rows.js`, in the place of Django's script.
    """

    form = RowForm
    formset = RowFormSet
    extra = 1
    named: tuple[str, ...] = ()
    description: Any = ""
    below = ""

    @property
    def media(self) -> Media:
        return Media(js=[Script("admin/js/rows.js", type="module")])

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.named

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Reads with the rows the names that they show."""
        queryset = super().get_queryset(request).select_related(*self.named)
        return queryset.prefetch_related(*(f"{name}__translations" for name in self.named))


class TextsRowInline(OpenTab, RowInline, TranslatableInlineModelAdmin):
    """Rows with texts in the language of the form's tab."""

    form = TextsForm
    formset = TextsRowFormSet

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("translations")
