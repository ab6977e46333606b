"""The admin of documents and of themes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from editorial.desk.admin import WorkingCopyAdmin
from editorial.desk.inlines import RowInline

from ..desk_lists import DocumentList, ThemeList
from ..models import Document, DocumentFile, Theme
from .help import DOCUMENT, DOCUMENT_FILE, THEME


class DocumentFileInline(RowInline):
    """The file or the link of a document, one in each language."""

    model = DocumentFile
    help_texts = DOCUMENT_FILE
    description = _("One row for each language: a file to download, or a link to where it can be read.")
    fields = ("language", "file", "url", "position")


@admin.register(Document)
class DocumentAdmin(DocumentList, WorkingCopyAdmin):
    """Documents with their files and links."""

    about_model = _("Files to download and links, one in each language.")
    help_texts = DOCUMENT
    budgets = {"title": 90}
    autocomplete_fields = ("themes", "countries")
    inlines = (DocumentFileInline,)
    fieldsets = (
        (None, {"fields": ("title", "slug", "description")}),
        (_("Facts"), {"fields": ("document_kind", "date", "to_be_supplied", "themes", "countries")}),
        (_("Identifiers"), {"fields": ("key", "source_language"), "classes": ("collapse", "late")}),
    )


@admin.register(Theme)
class ThemeAdmin(ThemeList, WorkingCopyAdmin):
    """Themes in the order of their tree."""

    about_model = _("Subjects of projects and documents; public as soon as they are saved.")
    help_texts = THEME
    budgets = {"name": 40}
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "description")}),
        (_("Place in the tree"), {"fields": ("parent", "position", "dac_code")}),
        (_("Identifiers"), {"fields": ("key", "source_language"), "classes": ("collapse", "late")}),
    )
