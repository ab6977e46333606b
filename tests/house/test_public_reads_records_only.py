"""The public reads Records: no public address asks a working copy's table, and without those tables nothing changes."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from editorial import snapshots, workflow
from editorial.models import Publication, Revision, WorkingCopy
from editorial.texts import site_languages
from finder import vocabulary
from pages.models import Page
from partners.models import Organisation
from projects.models import Document, Project, Theme

from .conftest import content_of, every_address, machine_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site"), pytest.mark.thorough]


def working_tables() -> set[str]:
    """Returns the tables of working copies with their texts, parts and links, and those of what is not public."""
    rooms = {model._meta.app_label for model in apps.get_models() if issubclass(model, WorkingCopy)}
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table for model in models if model._meta.app_label in rooms}
    return tables | {Revision._meta.db_table, get_user_model()._meta.db_table, Session._meta.db_table}


class Asked:
    """Keeps the SQL that a request sends."""

    def __init__(self):
        self.statements = []

    def __call__(self, execute, sql, params, many, context):
        self.statements.append(sql)
        return execute(sql, params, many, context)


def body(client, address):
    """Returns status, place of a redirect and all bytes of an answer."""
    response = client.get(address)
    return response.status_code, response.headers.get("Location"), content_of(response)


def test_there_are_working_tables_to_look_for():
    assert {"projects_project", "partners_organisation_translation", "projects_project_themes"} <= working_tables()


def test_no_public_address_reads_a_working_copy(client):
    named = re.compile("|".join(rf"\b{table}\b" for table in sorted(working_tables())))
    for address in every_address(["en"]):
        vocabulary.forget()
        asked = Asked()
        with connection.execute_wrapper(asked):
            status, _place, _content = body(client, address)
        assert status in (200, 302), address
        for sql in asked.statements:
            assert not named.search(sql), f"{address}: {sql}"
            assert sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "WITH")), f"{address}: {sql}"


def test_without_the_working_tables_every_answer_is_the_same(client):
    addresses = every_address(["en", "ar"])
    vocabulary.forget()
    before = {address: body(client, address) for address in addresses}
    vocabulary.forget()
    cache.clear()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:  # the test's transaction brings the names back
        for table in sorted(working_tables()):
            cursor.execute(f"ALTER TABLE {quote(table)} RENAME TO {quote(f'gone_{table}')}")
    for address in addresses:
        assert body(client, address) == before[address], address


# --- Drafts ----------------------------------------------------------------------------------------------------------

MARK = "Quetzalcoatlus"


def mark_everything():
    """Puts a word into every text of every working copy, and saves; the public must not hear of it."""
    for model, title, texts in (
        (Project, "title", ("objective", "summary", "results", "expected_results", "picture_alt", "picture_credit")),
        (Organisation, "name", ("acronym", "description")),
        (Document, "title", ("description",)),
        (Page, "title", ("body",)),
        (Theme, "name", ("description",)),
    ):
        for obj in model.objects.all():
            for row in obj.translations.all():
                for name in (title, *texts):
                    setattr(row, name, f"{MARK} {getattr(row, name)}"[: row._meta.get_field(name).max_length])
                row.slug = f"{MARK.lower()}-{row.slug}"
                row.save()
            if model is Project:
                obj.acronym = obj.contact_name = MARK
                obj.internal_notes = MARK
                obj.save()


def test_nothing_of_a_draft_is_in_any_public_answer(client):
    mark_everything()
    for obj in Project.objects.all():
        workflow.save_revision(obj, by=None)
    draft = Project(key=MARK.lower())
    draft.title = MARK
    draft.save()
    workflow.save_revision(draft, by=None)
    vocabulary.forget()
    for address in every_address(["fr"]):
        _status, place, content = body(client, address)
        assert MARK.lower().encode() not in content.lower(), address
        assert MARK.lower() not in (place or ""), address
    for address in (f"/en/projects/{MARK.lower()}/", f"/en/projects/?q={MARK}", f"/en/donors/{MARK.lower()}/"):
        status, _place, content = body(client, address)
        assert status == (200 if "?" in address else 404)
        # The page for an error names the address that was asked for in its links to other languages.
        assert status == 404 or f"/{MARK.lower()}/".encode() not in content


def test_internal_notes_are_in_no_record_at_all(client):
    project = Project.objects.order_by("pk").first()
    project.internal_notes = MARK
    project.save()
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    assert snapshots.take(project)["internal_notes"] == MARK
    for publication in Publication.objects.visible().select_related("record"):
        assert MARK not in publication.record.text


# --- Withdrawn -------------------------------------------------------------------------------------------------------


def test_what_is_withdrawn_is_in_no_public_answer(client):
    project = Project.objects.filter(key__in=Publication.objects.visible().of("project").values("key")).exclude(
        picture=""
    ).first()  # fmt: skip
    record = snapshots.record_of(snapshots.take(project))
    titles = {text.encode() for text in record["texts"]["title"].values()}
    picture = f"/media/{project.picture.name}"
    assert picture in machine_addresses()
    assert body(client, picture)[0] == 200
    workflow.withdraw(project, by=None)
    assert body(client, picture)[0] == 404
    for language in site_languages():
        slug = record["texts"]["slug"].get(language)
        if slug:
            assert body(client, f"/{language}/projects/{slug}/")[0] == 404
    for address in every_address(["en"]):
        content = body(client, address)[2]
        assert not any(title in content for title in titles), address
