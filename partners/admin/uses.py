"""Where an organisation is used: its projects by role, its parts, what it follows, and where it is the publisher."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial import texts, workflow
from editorial.desk.addresses import Link, link_to
from finder.models import IndexRow

from .. import roles
from ..models import Hat, Organisation

FIRST = 5


@dataclass(frozen=True)
class Role:
    """The projects in which an organisation has one role: how many, the first by name, and the list of all."""

    label: str
    count: int
    url: str
    first: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class Uses:
    """Everything that names an organisation."""

    roles: list[Role]
    projects: int
    projects_url: str
    parts: list[Link]
    more_parts: int
    predecessors: list[Link]
    part_of: Link | None
    successor: Link | None
    is_publisher: bool

    @property
    def any(self) -> bool:
        """Tells whether anything names it at all."""
        return bool(self.roles or self.parts or self.predecessors or self.is_publisher)


def project_list(parameter: str, key: str) -> str:
    """Returns the address of the desk's list of projects of an organisation."""
    return f"{reverse('admin:projects_project_changelist')}?{parameter}={key}"


def _participations(obj: Organisation) -> QuerySet:
    return Organisation.participations.rel.related_model._base_manager.filter(organisation=obj.pk)


def projects_of(obj: Organisation, names: Iterable[str] | None = None) -> QuerySet:
    """Returns the projects in which an organisation has one of some roles (None: any)."""
    rows = _participations(obj)
    if names is not None:
        rows = rows.filter(role__in=list(names))
    model = Organisation.participations.rel.related_model._meta.get_field("project").related_model
    return model.objects.filter(pk__in=rows.values("project"))


def projects_under(obj: Organisation, hat: Hat) -> QuerySet:
    """Returns the projects that need an organisation to wear a hat."""
    return projects_of(obj, roles.under(hat))


def first_of(projects: QuerySet) -> list[Link]:
    """Returns links to the first few objects, by name."""
    ordered = projects.by_title(texts.active_language()).order_by("shown_title", "pk")
    return [link_to(project) for project in ordered.with_texts()[:FIRST]]


def uses_of(obj: Organisation) -> Uses:
    """Returns everything that names an organisation; the number of queries depends on the roles it has, no more."""
    counted = dict(_participations(obj).values_list("role").annotate(n=Count("pk")).order_by())
    labels = dict(Organisation.participations.rel.related_model._meta.get_field("role").choices)
    hats = {role: hat for hat in Hat for role in roles.under(hat)}
    found = [
        Role(
            str(labels[role]),
            counted[role],
            project_list(hats[role].value, obj.key),
            first_of(projects_of(obj, [role])),
        )
        for role in roles.every()
        if role in counted
    ]
    parts = list(obj.parts.with_texts().order_by("pk")[: FIRST + 1])
    return Uses(
        roles=found,
        projects=_participations(obj).values("project").distinct().count() if counted else 0,
        projects_url=project_list("organisation", obj.key),
        parts=[link_to(part) for part in parts[:FIRST]],
        more_parts=obj.parts.count() - FIRST if len(parts) > FIRST else 0,
        predecessors=[link_to(row) for row in obj.predecessors.with_texts().order_by("pk")[:FIRST]],
        part_of=link_to(obj.part_of) if obj.part_of else None,
        successor=link_to(obj.successor) if obj.successor else None,
        is_publisher=IndexRow.objects.filter(of="site", facet="publisher", value=obj.key).exists(),
    )


class UsesMixin:
    """Shows beside the form of an organisation where it is used."""

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            context |= {
                "uses": uses_of(obj),
                "may_merge": workflow.may_publish(request.user) and self.has_delete_permission(request, obj),
                "uses_title": _("Where it is used"),
            }
        return super().render_change_form(request, context, *args, **kwargs)
