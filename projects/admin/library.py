"""The admin of documents and of themes."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from editorial.desk.admin import WorkingCopyAdmin
from editorial.desk.inlines import RowInline
from editorial.desk.lists import LanguageFilter, StateFilter

from ..models import Document, DocumentFile, Theme


class DocumentFileInline(RowInline):
    model = DocumentFile
    fields = ("language", "file", "url", "position")


@admin.register(Document)
class DocumentAdmin(WorkingCopyAdmin):
    """Documents with their files and links."""

    list_order = ("-updated_at", "-pk")
    about_model = _("Files to download and links, one in each language.")
    list_display = (
        "title_column",
        "document_kind",
        "date",
        "to_be_supplied",
        "state_column",
        "languages_column",
        "updated_at",
    )
    list_filter = (StateFilter, LanguageFilter, "document_kind", "to_be_supplied", "sample")
    autocomplete_fields = ("themes", "countries")
    inlines = (DocumentFileInline,)
    fieldsets = (
        (None, {"fields": ("title", "slug", "description")}),
        (_("Facts"), {"fields": ("document_kind", "date", "to_be_supplied", "themes", "countries")}),
        (_("Identifiers"), {"fields": ("key", "source_language"), "classes": ("collapse",)}),
    )


@admin.register(Theme)
class ThemeAdmin(WorkingCopyAdmin):
    """Themes in the order of their tree."""

    list_order = ("position", "key")
    about_model = _("Subjects of projects and documents; public as soon as they are saved.")
    list_display = ("title_column", "parent", "dac_code", "position", "languages_column", "updated_at")
    list_reads = ("parent",)
    list_filter = (LanguageFilter, "sample")
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "description")}),
        (_("Place in the tree"), {"fields": ("parent", "position", "dac_code")}),
        (_("Identifiers"), {"fields": ("key", "source_language"), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("parent__translations")
