"""The admin of people and groups: Django's own, except that nobody can give more power than they have.

What people may do comes from their groups alone, so that one page tells it: single permissions are not offered.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import ManyToManyField, Q, QuerySet
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from editorial.desk.deleting import KeepsAuthors
from editorial.desk.listing import DeskListMixin

from .people import PeopleList

POWERS = ("is_superuser",)
# The four things that Django lets one do with a model; whatever else there is keeps the name it has.
ACTIONS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("view")}
# What the desk lets one do; the rest of the permissions is about tables that nobody sees as such.
OFFERED = Q(content_type__app_label__in=["auth", "pages", "partners", "projects"]) & ~Q(
    content_type__model__endswith="translation"
) & ~Q(content_type__model="permission") | Q(codename="publish")

admin.site.unregister([User, Group])


def powers(person: User) -> QuerySet[Permission]:
    """Returns the permissions of a person, whether they are active or not."""
    if person.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=person) | Q(group__user=person)).distinct()


def beyond(person: User) -> QuerySet[Permission]:
    """Returns the permissions that a person lacks."""
    return Permission.objects.exclude(pk__in=powers(person).values("pk"))


class PermissionsByModel(ModelChoiceIterator):
    """Permissions as groups of choices, one for each model, under the names that the menu has for them."""

    def __iter__(self) -> Iterator[tuple[str, list[tuple[Any, str]]]]:
        for kind, permissions in groupby(self.queryset, lambda permission: permission.content_type):
            model = kind.model_class()
            name = model._meta.verbose_name_plural if model is not None else kind.model
            yield str(capfirst(name)), [self.choice(permission) for permission in permissions]

    def choice(self, permission: Permission) -> tuple[Any, str]:
        action = permission.codename.partition("_")[0]
        return self.field.prepare_value(permission), str(ACTIONS.get(action, _(permission.name)))


class PermissionsField(ModelMultipleChoiceField):
    """A choice of permissions as boxes to tick."""

    iterator = PermissionsByModel
    widget = CheckboxSelectMultiple


@admin.register(Group)
class PowersAdmin(DeskListMixin, GroupAdmin):
    """Groups; nobody gives a permission that they lack, or changes a group that has one."""

    filter_horizontal = ()

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField:
        if db_field.name != "permissions":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        offered = powers(request.user).filter(OFFERED).select_related("content_type")
        return db_field.formfield(form_class=PermissionsField, widget=CheckboxSelectMultiple, queryset=offered)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_in_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_in_reach(request, obj)

    @staticmethod
    def _is_in_reach(request: HttpRequest, obj: Group | None) -> bool:
        return obj is None or not beyond(request.user).filter(group=obj).exists()


@admin.register(User)
class PersonAdmin(PeopleList, KeepsAuthors, UserAdmin):
    """People; who has a permission that an administrator lacks is out of their reach, and so are such groups."""

    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField:
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.exclude(permissions__in=beyond(request.user)).order_by("name")
            kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_in_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_in_reach(request, obj)

    @staticmethod
    def _is_in_reach(request: HttpRequest, obj: Any) -> bool:
        if obj is None or request.user.is_superuser:
            return True
        return not obj.is_superuser and not powers(obj).filter(pk__in=beyond(request.user)).exists()
