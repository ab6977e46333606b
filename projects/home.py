"""What the home of the desk shows of projects and documents: whose languages count, what waits, the first steps."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from editorial import kinds
from editorial.desk import home
from editorial.desk.home import Home, Panel, Step
from editorial.models import Publication, TextState
from editorial.texts import site_languages
from partners.models import Organisation

from .models import Document, Project, ProjectDocument

FEW = 5
# Of the projects that are complete in some language, so many are looked at.
CANDIDATES = 500


def awaited_documents(desk: Home) -> dict[str, Any] | None:
    """Returns the documents that somebody has to supply, the latest first, each with the projects that name it."""
    kind = kinds.get("document")
    count = desk.counts.gaps.get("document", {}).get("supplied", 0)
    if not count or not desk.may("change", kind):
        return None
    rows = Document.objects.filter(to_be_supplied=True).order_by("-updated_at", "-pk")
    documents = {pk: desk.item("document", pk) for pk in rows.values_list("pk", flat=True)[:FEW]}
    named = ProjectDocument.objects.filter(document__in=documents).order_by("-pk").values_list("document", "project")
    for document, project in named[: FEW * FEW]:
        documents[document].within.append(desk.item("project", project))
    return {"documents": list(documents.values()), "count": count, "url": desk.list_url(kind, "gap=supplied")}


def own_public_projects() -> QuerySet:
    """Returns the projects that are no sample and public."""
    public = Publication.objects.visible().of("project").filter(key=OuterRef("key"))
    return Project.objects.filter(Exists(public), sample=False)


def translated_projects() -> QuerySet:
    """Returns projects, as far as they are looked at, that are complete in every language of the site.

    Whatever its source language, such a project is translated into one of any two languages at least.
    """
    languages, done = site_languages(), (TextState.State.SOURCE, TextState.State.DONE)
    if len(languages) == 1:
        return Project.objects.all()
    rows = TextState.objects.filter(kind="project")
    lacking = rows.filter(object_id=OuterRef("object_id")).exclude(state__in=done)
    translated = rows.filter(language__in=languages[-2:], state=TextState.State.DONE)
    return TextState.objects.filter(pk__in=translated.values("pk")[:CANDIDATES]).exclude(Exists(lacking))


home.register(
    languages_of="project",
    starts=[("projects.add_project", "admin:projects_project_add", _("New project"))],
    panels=[Panel("admin/home/_documents.html", awaited_documents)],
    steps=[
        Step(
            "project",
            _("Write the first project of your own"),
            lambda: Project.objects.filter(sample=False).order_by("-pk"),
            url=lambda: reverse("admin:projects_project_add"),
            permission="projects.add_project",
            order=50,
        ),
        Step(
            "published",
            _("Publish it"),
            own_public_projects,
            url=lambda: reverse("admin:projects_project_changelist"),
            permission="editorial.publish",
            order=60,
        ),
        Step(
            "translated",
            _("Translate one project into every language"),
            translated_projects,
            url=lambda: reverse("admin:projects_project_changelist"),
            permission="projects.change_project",
            order=80,
        ),
        Step(
            "sample",
            _("Remove the sample data"),
            lambda: Organisation.objects.filter(sample=True),
            hint=_("Whoever runs the site does so with: manage.py load_sample --remove"),
            absent=True,
            order=100,
        ),
    ],
)
