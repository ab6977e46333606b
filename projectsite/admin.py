"""The admin of people and groups: Django's own, except that nobody can give more power than they have."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import ManyToManyField, Q, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest

POWERS = ("is_superuser", "user_permissions")

admin.site.unregister([User, Group])


def powers(person: User) -> QuerySet[Permission]:
    """Returns the permissions of a person, whether they are active or not."""
    if person.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=person) | Q(group__user=person)).distinct()


def beyond(person: User) -> QuerySet[Permission]:
    """Returns the permissions that a person lacks."""
    return Permission.objects.exclude(pk__in=powers(person).values("pk"))


@admin.register(Group)
class PowersAdmin(GroupAdmin):
    """Groups; nobody gives a permission that they lack, or changes a group that has one."""

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField:
        if db_field.name == "permissions":
            kwargs["queryset"] = powers(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_in_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_in_reach(request, obj)

    @staticmethod
    def _is_in_reach(request: HttpRequest, obj: Group | None) -> bool:
        return obj is None or not beyond(request.user).filter(group=obj).exists()


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People; who has a permission that an administrator lacks is out of their reach, and so are such groups."""

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField:
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.exclude(permissions__in=beyond(request.user)).order_by("name")
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
