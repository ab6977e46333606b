"""Adding an organisation: what may be there already is offered before a double is made."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from editorial.desk import logged
from editorial.desk.addresses import Link, address, link_to
from editorial.desk.forms import WorkingCopyForm
from finder.lists import join

from .. import doubles
from ..models import Hat, Organisation
from .uses import projects_of, projects_under


@dataclass(frozen=True)
class Found:
    """An organisation that may be the one being added, as the form shows it."""

    obj: Organisation
    evidence: tuple[doubles.Evidence, ...]
    projects: int

    @property
    def link(self) -> Link:
        return link_to(self.obj)

    @property
    def hats(self) -> str:
        return join([str(hat.label) for hat in self.obj.hats])


class OrganisationForm(WorkingCopyForm):
    """The form of an organisation; a new one that may be there already is not saved at first.

    `another` holds the organisations that somebody has looked at and found to be others.
    """

    another = forms.CharField(required=False, widget=forms.HiddenInput)
    likely: tuple[doubles.Double, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.instance.pk and cleaned.get("name"):
            self._look_for_doubles(cleaned)
        self._keep_needed_hats(cleaned)
        return cleaned

    def _keep_needed_hats(self, cleaned: dict[str, Any]) -> None:
        """Refuses to take off a hat that a project needs: it would be back with the next save of that project."""
        for hat in Hat:
            was, is_taken_off = self.initial.get(hat.field), cleaned.get(hat.field) is False
            if self.instance.pk and was and is_taken_off and (count := projects_under(self.instance, hat).count()):
                text = ngettext(
                    "%(count)d project names it in this role.", "%(count)d projects name it in this role.", count
                )
                self.add_error(hat.field, text % {"count": count})

    def _look_for_doubles(self, cleaned: dict[str, Any]) -> None:
        country = cleaned.get("country")
        facts = {name: cleaned.get(field) or "" for name, field in _IDENTIFIERS.items()}
        found = doubles.of_new(
            cleaned["name"], cleaned.get("acronym") or "", country=country.pk if country else None, **facts
        )
        others = set((cleaned.get("another") or "").split(","))
        if any(str(double.pk) not in others for double in found):
            self.likely = tuple(found)
            self.add_error(
                None, ValidationError(_("It may be there already: look at what stands above."), code="double")
            )

    @property
    def others(self) -> str:
        """Returns what `another` holds once somebody says that it is none of those found."""
        before = (self.data.get("another") or "").split(",") if self.is_bound else []
        return ",".join(dict.fromkeys(filter(None, [*before, *(str(double.pk) for double in self.likely)])))


_IDENTIFIERS = {"iati": "iati_identifier", "ror": "ror", "wikidata": "wikidata"}


class AddingMixin:
    """Offers, when an organisation is added, those that it may be: to take one of them costs one press of a button."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Adds an organisation, or takes one that is there already."""
        if request.method == "POST" and request.POST.get("_take", "").isdecimal():
            return self.take(request, int(request.POST["_take"]))
        return super().add_view(request, form_url, extra_context)

    def take(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Puts the hat of this list on an organisation that is there, or chooses it for a row of another form."""
        obj = get_object_or_404(Organisation, pk=pk)
        hat = getattr(self.model, "hat", None)
        if not self.has_add_permission(request) or (hat and not self.has_change_permission(request)):
            raise PermissionDenied
        if hat and hat not in obj.hats:
            with transaction.atomic():
                obj.put_on(hat)
                self.log_change(request, obj, [logged.changed(Organisation, hat.field)])
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj)
        if hat:
            message = gettext("“%(name)s” is in this list now.") % {"name": obj}
            self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(address(self.opts, "change", pk))

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows what may be there already, with what can be done about it."""
        form = context["adminform"].form
        if form.likely:
            context |= {"doubles": self._found(form), "others": form.others, "take_words": self._take_words(context)}
        return super().render_change_form(request, context, *args, **kwargs)

    @staticmethod
    def _found(form: OrganisationForm) -> list[Found]:
        pks = [double.pk for double in form.likely]
        objects = Organisation.objects.filter(pk__in=pks).with_texts().in_bulk()
        return [
            Found(objects[double.pk], double.evidence, projects_of(objects[double.pk]).count())
            for double in form.likely
            if double.pk in objects
        ]

    def _take_words(self, context: dict) -> str:
        hat = getattr(self.model, "hat", None)
        if hat:
            return {
                "agency": pgettext("hat", "Make it an agency"),
                "partner": pgettext("hat", "Make it a partner"),
                "donor": pgettext("hat", "Make it a donor"),
            }[hat.value]
        return gettext("Choose it") if context.get("is_popup") else ""
