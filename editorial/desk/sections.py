"""The form of a working copy as sections: what is written in this language first, then the facts that all share.

Django's fieldsets and inlines become sections of one kind, so that one template draws them; each of their fields
knows the source text that it translates, its budget of characters and what stands beneath it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.helpers import AdminForm, Fieldset, InlineAdminForm, InlineAdminFormSet
from django.db import models
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from .. import texts
from ..fields import RichTextField
from ..models import WorkingCopy
from .filters import language_name

UNSHOWN = ("slug",)  # texts whose source helps nobody to translate them


@dataclass(frozen=True)
class Source:
    """The text of the source language that stands under a field, and whether it changed since it was translated."""

    language: str
    html: SafeString
    is_stale: bool = False

    @property
    def direction(self) -> str:
        return texts.direction(self.language)

    @property
    def name(self) -> str:
        return language_name(self.language)


@dataclass(frozen=True)
class Field:
    """One field as the form shows it; `drawn` is Django's, for input or for reading only."""

    drawn: Any
    source: Source | None = None

    @property
    def is_readonly(self) -> bool:
        return self.drawn.is_readonly

    @property
    def name(self) -> str:
        return self.drawn.field["name"] if self.is_readonly else self.drawn.field.name

    @property
    def label(self) -> str:
        return capfirst(self.drawn.field["label"] if self.is_readonly else self.drawn.field.label)

    @property
    def help_text(self) -> str:
        return self.drawn.field["help_text"] if self.is_readonly else self.drawn.field.help_text

    @property
    def bound(self) -> Any:
        return self.drawn.field

    @property
    def errors(self) -> Any:
        return [] if self.is_readonly else self.drawn.field.errors

    @property
    def is_hidden(self) -> bool:
        return not self.is_readonly and self.drawn.field.is_hidden

    @property
    def is_required(self) -> bool:
        return not self.is_readonly and self.drawn.field.field.required

    @property
    def is_group(self) -> bool:
        """Tells whether the widget is several inputs, which a legend names and no label."""
        return not self.is_readonly and self.drawn.field.use_fieldset

    @property
    def budget(self) -> int | None:
        """Returns how many characters the text should at most have, None where that does not matter."""
        return None if self.is_readonly else self.drawn.field.field.widget.attrs.get("data-budget")

    @property
    def used(self) -> int:
        return len(self.drawn.field.value() or "")

    @property
    def beneath(self) -> str:
        """Returns the template of what stands beneath the input, "" for nothing."""
        return "" if self.is_readonly else getattr(self.drawn.field.field, "beneath", "")

    @property
    def beneath_context(self) -> dict[str, Any]:
        bound = self.drawn.field
        return bound.field.beneath_context(bound.value(), bound.form.language_code)


@dataclass(frozen=True)
class Row:
    """One row of an inline: its fields, and what the part's form carries beside them."""

    drawn: InlineAdminForm
    fields: list[Field]
    id: str
    number: int
    is_blank: bool

    @property
    def name(self) -> str:
        """Returns what the row is about, as it is saved."""
        return str(self.drawn.original) if self.drawn.original else ""


@dataclass
class Section:
    """A part of the form under one heading; `drawn` is Django's inline where it holds rows, else None."""

    id: str
    title: str = ""
    description: str = ""
    lines: list[list[Field]] = field(default_factory=list)
    drawn: InlineAdminFormSet | None = None
    rows: list[Row] = field(default_factory=list)
    is_open: bool = True
    errors: int = 0

    @property
    def template(self) -> str:
        return self.drawn.opts.template if self.drawn else "admin/form/lines.html"

    @property
    def columns(self) -> list[Field]:
        """Returns the fields of a row, for the heads of a table."""
        return self.rows[0].fields if self.rows else []

    @property
    def can_add(self) -> bool:
        return bool(self.drawn and self.drawn.has_add_permission and self.drawn.formset.can_delete)


@dataclass
class Arranged:
    """The sections of a form: `own` ones, and on a translation tab those that are the same in all languages."""

    own: list[Section]
    shared: list[Section]

    def __iter__(self) -> Iterator[Section]:
        return iter([*self.own, *self.shared])

    @property
    def shared_errors(self) -> int:
        return sum(section.errors for section in self.shared)

    @property
    def has_titles(self) -> bool:
        """Tells whether there are so many headings that a list of them helps."""
        return len([section for section in self if section.title]) > 2


class Arrangement:
    """Arranges the form of an object in one language; `stale` names the texts whose source changed."""

    def __init__(
        self, adminform: AdminForm, formsets: Iterable[InlineAdminFormSet], obj: WorkingCopy | None, stale: set[str]
    ) -> None:
        self.form, self.adminform, self.formsets = adminform.form, adminform, list(formsets)
        self.obj, self.stale = obj, stale
        self.is_translation = obj is not None and self.form.language_code != obj.source_language

    def arranged(self) -> Arranged:
        """Returns the sections: fieldsets, the rows of inlines, then the fieldsets of class "late"."""
        early = [fieldset for fieldset in self.adminform if "late" not in fieldset.classes]
        late = [fieldset for fieldset in self.adminform if "late" in fieldset.classes]
        own, shared = [], []
        for part in (*early, *self.formsets, *late):
            if isinstance(part, InlineAdminFormSet):
                section = self._rows(part)
                is_own = not self.is_translation or hasattr(part.formset.form, "_translated_fields")
                (own if is_own else shared).append(section)
            else:
                for section, is_own in self._lines(part, len(own) + len(shared)):
                    (own if is_own else shared).append(section)
        return Arranged(own, shared)

    # --- Fieldsets --------------------------------------------------------------------------------------------------

    def _lines(self, fieldset: Fieldset, number: int) -> Iterator[tuple[Section, bool]]:
        """Yields a fieldset as a section; on a translation tab as two, what is translated apart from the facts."""
        lines = [[self._field(drawn, self.form, self.obj) for drawn in line] for line in fieldset]
        if not self.is_translation:
            yield self._section(fieldset, number, lines), True
            return
        translated = [[one for one in line if one.name in self.form._translated_fields] for line in lines]
        facts = [[one for one in line if one.name not in self.form._translated_fields] for line in lines]
        if any(translated):
            yield self._section(fieldset, number, [line for line in translated if line], is_open=True), True
        if any(facts):
            yield self._section(fieldset, number, [line for line in facts if line], suffix="-facts"), False

    @staticmethod
    def _section(
        fieldset: Fieldset, number: int, lines: list[list[Field]], *, is_open: bool | None = None, suffix: str = ""
    ) -> Section:
        errors = sum(bool(one.errors) for line in lines for one in line)
        return Section(
            id=f"section-{number}{suffix}",
            title=fieldset.name or "",
            description=fieldset.description or "",
            lines=lines,
            is_open=is_open if is_open is not None else not fieldset.is_collapsible or bool(errors),
            errors=errors,
        )

    # --- Rows -------------------------------------------------------------------------------------------------------

    def _rows(self, drawn: InlineAdminFormSet) -> Section:
        formset, rows = drawn.formset, []
        for number, row in enumerate(drawn):
            is_template = row.form.prefix.endswith("__prefix__")
            fields = [self._field(one, row.form, row.original) for part in row for line in part for one in line]
            order = getattr(row.form, "_translated_fields", ()) if self.is_translation else ()
            fields.sort(key=lambda one, first=order: one.name not in first)
            rows.append(
                Row(
                    row,
                    fields,
                    id=f"{formset.prefix}-{'empty' if is_template else number}",
                    number=number + 1,
                    is_blank=is_template,
                )
            )
        return Section(
            id=f"section-{formset.prefix}",
            title=capfirst(drawn.opts.verbose_name_plural),
            description=getattr(drawn.opts, "description", ""),
            drawn=drawn,
            rows=rows,
            is_open=not drawn.is_collapsible or bool(formset.total_error_count()),
            errors=formset.total_error_count(),
        )

    # --- Fields -----------------------------------------------------------------------------------------------------

    def _field(self, drawn: Any, form: Any, obj: models.Model | None) -> Field:
        name = drawn.field["name"] if drawn.is_readonly else drawn.field.name
        if not self.is_translation or obj is None or name in UNSHOWN:
            return Field(drawn)
        return Field(drawn, self._source(obj, name, getattr(form, "_translated_fields", ())))

    def _source(self, obj: models.Model, name: str, translated: Iterable[str]) -> Source | None:
        """Returns the source text of a field, None where there is none."""
        if name not in translated or not obj.pk:
            return None
        language = self.obj.source_language
        row = next((row for row in obj.translations.all() if row.language_code == language), None)
        if row is None or not (text := getattr(row, name)):
            return None
        is_rich = isinstance(row._meta.get_field(name), RichTextField)  # sanitised whichever way it is saved
        html = text if is_rich else linebreaks(escape(text)) if "\n" in text else escape(text)
        return Source(language, mark_safe(html), is_stale=obj is self.obj and name in self.stale)  # noqa: S308


# --- What stands in the way of saving --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Problem:
    """One thing to correct: where it is, in words, what is wrong, and the place to jump to."""

    where: str
    message: str
    anchor: str


def problems(arranged: Arranged, form: Any) -> list[Problem]:
    """Returns everything that stands in the way of saving, in the order of the form."""
    found = [Problem("", str(message), "") for message in form.non_field_errors()]
    for section in arranged:
        for line in section.lines:
            found += _of_fields(line, "")
        if section.drawn is None:
            continue
        for message in section.drawn.formset.non_form_errors():
            found.append(Problem(section.title, str(message), section.id))
        for row in section.rows:
            if row.is_blank:
                continue
            where = gettext("%(section)s, row %(number)d") % {"section": section.title, "number": row.number}
            messages = row.drawn.form.non_field_errors()
            found += [Problem(where, str(message), row.id) for message in messages]
            found += _of_fields(row.fields, where)
    return found


def _of_fields(fields: Iterable[Field], where: str) -> list[Problem]:
    found = []
    for one in fields:
        for message in one.errors:
            label = gettext("%(row)s: %(field)s") % {"row": where, "field": one.label} if where else one.label
            found.append(Problem(label, str(message), one.bound.id_for_label or one.bound.auto_id))
    return found


def heading(found: list[Problem]) -> str:
    """Returns the sentence over the things to correct."""
    count = len(found)
    return ngettext(
        "Nothing was saved yet: one thing needs a correction.",
        "Nothing was saved yet: %(count)d things need a correction.",
        count,
    ) % {"count": count}
