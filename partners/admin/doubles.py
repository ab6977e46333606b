"""The list of organisations that may be one and the same: to merge, or to say that they are two."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from editorial import workflow
from editorial.desk import find
from editorial.desk.addresses import Link, link_to

from .. import doubles
from ..merging import keep_apart
from ..models import KeptApart, Organisation

PER_PAGE = 25

find.register(
    find.Page(
        "admin:partners_organisation_doubles",
        _("Likely doubles"),
        _("same merge organisations"),
        permission="partners.view_organisation",
    )
)


@dataclass(frozen=True)
class Pair:
    """Two organisations that may be one, with the reasons."""

    one: Organisation
    other: Organisation
    evidence: tuple[doubles.Evidence, ...] = ()

    @property
    def links(self) -> list[tuple[Link, Organisation]]:
        return [(link_to(obj), obj) for obj in (self.one, self.other)]

    @property
    def merge_url(self) -> str:
        return f"{reverse('admin:partners_organisation_merge')}?one={self.one.pk}&other={self.other.pk}"


def pairs(found: list[doubles.Pair]) -> list[Pair]:
    """Returns pairs as the page shows them; what was deleted meanwhile is left out."""
    pks = {pk for pair in found for pk in pair}
    objects = Organisation.objects.filter(pk__in=pks).with_texts().select_related("country").in_bulk()
    profiles = doubles.profiles(pks)
    return [
        Pair(objects[one], objects[other], doubles.compare(profiles[one], profiles[other]))
        for one, other in found
        if one in objects and other in objects
    ]


def kept_apart() -> QuerySet:
    """Returns the pairs that people keep apart, as long as both are there."""
    keys = Organisation._base_manager.order_by().values("key")
    return KeptApart.objects.filter(one__in=keys, other__in=keys)


class DoublesMixin:
    """Adds the list of likely doubles to the admin of organisations."""

    def get_urls(self) -> list:
        if self.model is not Organisation:
            return super().get_urls()
        view = self.admin_site.admin_view
        return [
            path("doubles/", view(self.doubles_view), name="partners_organisation_doubles"),
            path("doubles/apart/", view(require_POST(self.apart_view)), name="partners_organisation_apart"),
            *super().get_urls(),
        ]

    def doubles_view(self, request: HttpRequest) -> HttpResponse:
        """Lists the pairs that may be one organisation, or those that people keep apart."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        is_apart = request.GET.get("show") == "apart"
        rows = list(kept_apart().select_related("by")) if is_apart else doubles.likely()
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Likely doubles"),
            "opts": self.opts,
            "page": page,
            "pairs": self._apart(page.object_list) if is_apart else pairs(page.object_list),
            "is_apart": is_apart,
            "count": len(doubles.likely()) if is_apart else len(rows),
            "apart_count": len(rows) if is_apart else kept_apart().count(),
            "may_merge": workflow.may_publish(request.user) and self.has_delete_permission(request),
            "may_change": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/partners/doubles.html", context)

    @staticmethod
    def _apart(rows: list[KeptApart]) -> list[Pair]:
        keys = {key for row in rows for key in (row.one, row.other)}
        objects = {obj.key: obj for obj in Organisation.objects.filter(key__in=keys).with_texts()}
        return [
            Pair(objects[row.one], objects[row.other]) for row in rows if row.one in objects and row.other in objects
        ]

    def apart_view(self, request: HttpRequest) -> HttpResponse:
        """Remembers that two organisations are two, or forgets it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        address = reverse("admin:partners_organisation_doubles")
        pks = [pk for pk in (request.POST.get("one", ""), request.POST.get("other", "")) if pk.isdecimal()]
        if len(pks) != 2:
            return HttpResponseRedirect(address)
        either = Q(pk=pks[0]) | Q(pk=pks[1])  # not "in": a number too large for a column would go to SQLite with that
        keys = sorted(Organisation._base_manager.filter(either).values_list("key", flat=True))
        if len(keys) != 2:
            return HttpResponseRedirect(address)
        if "undo" in request.POST:
            KeptApart.objects.filter(one=keys[0], other=keys[1]).delete()
            self.message_user(request, gettext("They are in the list of likely doubles again."), messages.SUCCESS)
            return HttpResponseRedirect(f"{address}?show=apart")
        keep_apart(*keys, by=request.user)
        message = gettext("They are kept apart: the list no longer shows them, under “Kept apart” it can be undone.")
        self.message_user(request, message, messages.SUCCESS)
        page = request.POST.get("page", "")
        return HttpResponseRedirect(f"{address}?page={page}" if page.isdecimal() else address)
