"""Lists of working copies in the admin: columns, filters, and pages that cost the same at any size."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from .. import kinds, texts
from ..models import State, WorkingCopy


class PagedChangeList(ChangeList):
    """A list that finds the keys of one page first and reads only these objects with all that the columns show."""

    def _get_default_ordering(self) -> tuple[str, ...]:
        return self.model_admin.list_order

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        wanted = list(self.result_list.values_list("pk", flat=True))
        rows = self.model_admin.get_queryset(request).select_related(*self.model_admin.list_reads).in_bulk(wanted)
        self.result_list = [rows[pk] for pk in wanted if pk in rows]


class StateFilter(admin.SimpleListFilter):
    """Keeps what the public has in one of the states."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


class LanguageFilter(admin.SimpleListFilter):
    """Keeps what has a title in a language, or lacks one."""

    title = _("language")
    parameter_name = "texts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        for code in texts.site_languages():
            yield code, language_name(code)
        for code in texts.site_languages():
            yield f"-{code}", gettext("without %(language)s") % {"language": language_name(code)}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        code = value.removeprefix("-")
        if code not in texts.site_languages():
            return queryset
        title = kinds.of(queryset.model).title
        rows = queryset.model._parler_meta.root_model.objects.filter(master=OuterRef("pk"), language_code=code)
        has_title = Exists(rows.exclude(**{title: ""}))
        return queryset.exclude(has_title) if value.startswith("-") else queryset.filter(has_title)


def language_name(code: str) -> str:
    """Returns the name of a language in the active language."""
    return str(get_language_info(code)["name_translated"])


class Columns:
    """The columns that every list of working copies may show."""

    list_reads: tuple[str, ...] = ()
    list_order: tuple[str, ...] = ("shown_title", "pk")

    @admin.display(description=_("title"), ordering="shown_title")
    def title_column(self, obj: WorkingCopy) -> str:
        """Returns the title in the reader's language, marked where it is another one and where it is sample data."""
        title = obj.shown(kinds.of(obj).title)
        written = obj.key
        if title.is_fallback:
            written = format_html('<span lang="{}" dir="{}">{}</span>', title.language, title.direction, title)
        elif title:
            written = title
        if not obj.sample:
            return written
        return format_html('{} <span class="tag">{}</span>', written, gettext("sample data"))

    @admin.display(description=_("acronym"))
    def acronym_column(self, obj: WorkingCopy) -> str:
        return obj.shown("acronym")

    @admin.display(description=_("state"))
    def state_column(self, obj: WorkingCopy) -> str:
        """Returns what the public has of the object."""
        return format_html('<span class="state state-{}">{}</span>', obj.state, State(obj.state).label)

    @admin.display(description=_("languages"))
    def languages_column(self, obj: WorkingCopy) -> str:
        """Returns a dot for every language, filled where there is a title; read out as the names of those."""
        written = obj.all_texts(kinds.of(obj).title)
        names = [language_name(code) for code in texts.site_languages() if code in written]
        dots = format_html_join(
            "",
            '<span class="dot{}" title="{}"></span>',
            (("" if code in written else " dot-missing", language_name(code)) for code in texts.site_languages()),
        )
        return format_html('<span class="dots" role="img" aria-label="{}">{}</span>', " · ".join(names), dots)
