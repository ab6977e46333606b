"""The rows inside the form of a project: who takes part, its documents, and the words of its source."""

from django.contrib import admin
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.desk.inlines import RowInline, TextsRowInline
from editorial.models import State

from ..models import Document, Participation, ProjectDocument, Wording
from .help import PARTICIPATION, PROJECT_DOCUMENT, WORDING


class ParticipationInline(TextsRowInline):
    """Who takes part, in which role and in which order."""

    model = Participation
    template = "admin/edit_inline/tabular.html"
    fields = ("role", "organisation", "lead", "note", "position")
    named = ("organisation",)
    help_texts = PARTICIPATION
    description = _("In the order in which visitors read them. Organisations only: groups such as “NGOs” go below.")
    below = "admin/form/paste.html"


class ProjectDocumentInline(RowInline):
    """Documents in order, each with what the public has of it."""

    help_texts = PROJECT_DOCUMENT
    model = ProjectDocument
    fields = ("document", "standing", "position")
    readonly_fields = ("standing",)
    named = ("document",)
    description = _("A file or link is given on the document’s own form: the pencil opens it, the plus adds a new one.")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        documents = Document.objects.with_texts().prefetch_related("files")
        queryset = super().get_queryset(request).select_related(None).prefetch_related(None)
        return queryset.prefetch_related(Prefetch("document", documents))

    @admin.display(description=_("state"))
    def standing(self, row: ProjectDocument) -> SafeString | str:
        """Returns what the public has of the document, and whether there is anything to read yet."""
        if not row.pk:
            return ""
        document = row.document
        state = State(document.state)
        parts = format_html('<span class="state state-{}">{}</span>', state.value, state.label)
        if document.to_be_supplied:
            parts += format_html(' <span class="tag">{}</span>', gettext("to be supplied"))
        elif not document.files.all():
            parts += format_html(' <span class="tag">{}</span>', gettext("no file or link"))
        address = reverse("admin:projects_document_change", args=[document.pk])
        return parts + format_html(' <a href="{}">{}</a>', address, gettext("Open the document"))


class WordingInline(TextsRowInline):
    """Participants who are no organisations, and what exactly the source says."""

    help_texts = WORDING
    model = Wording
    template = "admin/edit_inline/stacked.html"
    extra = 0
    fields = ("subject", "others", "as_published", "as_published_language", "position")
    classes = ("collapse",)
    description = _(
        "Groups that are no organisations, for example “social services and NGOs, among others”, and the exact words "
        "of the source, which visitors can lay open."
    )
