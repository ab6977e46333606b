"""The list of people in the desk: who they are, what they may do, and when they were here last."""

from collections.abc import Iterable, Mapping

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from editorial.desk.filters import FlagFilter, RowsFilter, counted
from editorial.desk.listing import DeskListMixin


class GroupFilter(RowsFilter):
    """Keeps the people of one group."""

    title, parameter_name = _("group"), "group"

    def offered(self) -> Mapping[str, str | Promise]:
        if not hasattr(self, "_names"):
            self._names = {str(pk): name for pk, name in Group.objects.order_by("name").values_list("pk", "name")}
        return self._names

    def narrow(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(pk__in=User.groups.through.objects.filter(group=self.value).values("user"))

    def counts(self, queryset: QuerySet | None) -> Iterable[QuerySet]:
        rows = User.groups.through.objects.order_by()
        if queryset is not None:
            rows = rows.filter(user__in=queryset.values("pk"))
        yield counted(rows, Cast("group", CharField()), self.parameter_name)


class PeopleList(DeskListMixin):
    """People with their groups, whether they may sign in, and when they did."""

    about_model = _("Everybody who may sign in to the desk, and in which groups they are.")
    example = _("A colleague who translates: give them a name, and put them into the group of translators")
    searches = _("Looks for every word in user names, names and e-mail addresses.")
    list_display = ("name_column", "groups_column", "active_column", "last_column")
    list_display_links = None
    title_field = "username"
    list_filter = (FlagFilter.of("is_active", _("may sign in"), "active"), GroupFilter)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("name"), ordering="username")
    def name_column(self, obj: User) -> SafeString:
        name = obj.get_full_name()
        facts = [fact for fact in (obj.get_username() if name else "", obj.email) if fact]
        lines = format_html_join("", "<span>{}</span>", ((fact,) for fact in facts))
        title = format_html('<a class="row-title" href="{}">{}</a>', obj.row.url, name or obj.get_username())
        return format_html('{}<span class="row-facts">{}</span>', title, lines)

    @admin.display(description=_("groups"))
    def groups_column(self, obj: User) -> str:
        names = sorted(group.name for group in obj.groups.all())
        if obj.is_superuser:
            names.insert(0, gettext("everything"))
        return " · ".join(names)

    @admin.display(description=_("may sign in"), ordering="is_active")
    def active_column(self, obj: User) -> SafeString:
        is_in = obj.is_active and obj.is_staff
        words = pgettext("answer", "yes") if is_in else pgettext("answer", "no")
        return format_html('<span class="state state-{}">{}</span>', "public" if is_in else "withdrawn", words)

    @admin.display(description=_("last here"), ordering=F("last_login").asc(nulls_first=True))
    def last_column(self, obj: User) -> str:
        if obj.last_login is None:
            return gettext("never")
        return date_format(timezone.localtime(obj.last_login), "DATE_FORMAT")
