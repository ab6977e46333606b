"""The admin of a working copy: one language of its texts at a time, every save a revision, publishing as a step."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from parler.admin import TranslatableAdmin

from .. import kinds, texts, workflow
from ..models import Counter, WorkingCopy
from .actions import StepsMixin
from .addresses import address
from .columns import Columns
from .deleting import DeletingMixin
from .filters import TEXT_FILTERS, GapFilter, MineFilter, SampleFilter, StateFilter
from .forms import WorkingCopyForm
from .inlines import NamedChoices, OpenTab
from .listing import ListMixin
from .page import FormPage
from .publishing import PublishingMixin


class WorkingCopyAdmin(
    FormPage,
    DeletingMixin,
    StepsMixin,
    PublishingMixin,
    ListMixin,
    Columns,
    OpenTab,
    NamedChoices,
    TranslatableAdmin,
):
    """What the admin of every kind shares; `about_model` says in the index what the kind is.

    `has_page` tells that an object has a page of its own, which can be shown before it is published.
    """

    form = WorkingCopyForm
    change_form_template = "admin/editorial/change_form.html"
    list_display = ("title_column", "state_column", "languages_column", "saved_column")
    list_filter = (StateFilter, *TEXT_FILTERS, GapFilter, MineFilter, SampleFilter)
    save_on_top = False
    about_model = ""
    has_page = True

    # --- Forms ------------------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: WorkingCopy | None = None) -> list:
        """Lets staff take the mark of sample data off, where it is set."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and obj.sample:
            fieldsets.append((None, {"fields": ("sample",)}))
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: WorkingCopy | None = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "key") if obj else fields

    def get_object(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> WorkingCopy | None:
        """Reads the object; when it is about to be saved, nobody else can save it at the same time."""
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            try:
                pk = self.opts.pk.to_python(object_id)
            except (ValueError, ValidationError):
                return None
            if "_publish" in request.POST or kinds.of(self.model).published_on_save:
                Counter.lock()  # before any row, as everybody does who takes both
            list(self.model._base_manager.select_for_update().filter(pk=pk).values_list("pk"))
        return super().get_object(request, object_id, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saves the rows too, and keeps the whole as a revision."""
        super().save_related(request, form, formsets, change)
        getattr(form.instance, "_prefetched_objects_cache", {}).pop("translations", None)
        workflow.save_revision(form.instance, by=request.user)

    def response_add(self, request: HttpRequest, obj: WorkingCopy, post_url_continue: Any = None) -> HttpResponse:
        return self._stay(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: WorkingCopy) -> HttpResponse:
        return self._stay(request, obj) or super().response_change(request, obj)

    def _stay(self, request: HttpRequest, obj: WorkingCopy) -> HttpResponse | None:
        """Answers the buttons of the bar, which lead back to a form with one message; None for any other."""
        steps = {"_continue", "_publish", "_switch", "_addanother"} & set(request.POST)
        if IS_POPUP_VAR in request.POST or not steps:
            return None
        if "_publish" not in steps or not self.publish(request, obj):
            message = gettext("“%(name)s” was saved.") % {"name": obj}
            self.message_user(request, message, messages.SUCCESS)
        query, language = request.GET.copy(), request.POST.get("_switch_to")
        if "_switch" in steps and language in texts.site_languages():
            query["language"] = language
        form = self._address("add") if steps == {"_addanother"} else self._address("change", obj)
        return HttpResponseRedirect(f"{form}?{query.urlencode()}" if query else form)

    def _address(self, view: str, *objects: WorkingCopy) -> str:
        return address(self.opts, view, *(obj.pk for obj in objects))

    # --- Translations -----------------------------------------------------------------------------------------------

    def delete_translation(self, request: HttpRequest, object_id: str, language_code: str) -> HttpResponse:
        """Deletes one language of the texts; the source language stays, for the others are translated from it."""
        obj = self.get_object(request, object_id)
        if obj is not None and language_code == obj.source_language:
            message = gettext("The texts in the source language cannot be deleted.")
            self.message_user(request, message, messages.ERROR)
            return HttpResponseRedirect(self._address("change", obj))
        return super().delete_translation(request, object_id, language_code)

    def delete_model_translation(self, request: HttpRequest, translation: models.Model) -> None:
        super().delete_model_translation(request, translation)
        workflow.save_revision(translation.master, by=request.user)
