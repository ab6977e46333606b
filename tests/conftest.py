"""The people of the tests, in the groups that the migrations make, and the catalogue of the source page."""

from importlib import import_module

import pytest
from babel import Locale
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import override_settings

from editorial import snapshots, workflow
from projects.content import source_snapshots

from .factories import CountryFactory, UserFactory

PASSWORD = "a long enough password"


@pytest.fixture(scope="session", autouse=True)
def _files(tmp_path_factory):
    """Static files under their own names, so that no test needs collected ones, and uploads in a place of their own."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Ends, before the test database goes, what a thread of a live server may still hold of it."""
    yield
    if connection.vendor == "postgresql":
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture(scope="module")
def for_the_module(django_db_setup, django_db_blocker):
    """Lets a fixture make once what all tests of a module read: it is rolled back when the last of them is over."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def groups(db):
    """The four groups; tests that empty the database between them make them anew."""
    if not Group.objects.exists():
        import_module("projectsite.migrations.0001_groups").make_groups(apps, connection.schema_editor())


@pytest.fixture
def administrator(groups):
    return UserFactory(username="ada", first_name="Ada", groups=["Administrator"])


@pytest.fixture
def publisher(groups):
    return UserFactory(username="pia", first_name="Pia", groups=["Publisher"])


@pytest.fixture
def editor(groups):
    return UserFactory(username="edi", first_name="Edi", groups=["Editor"])


@pytest.fixture
def translator(groups):
    return UserFactory(username="tara", first_name="Tara", groups=["Translator"])


@pytest.fixture
def source(db):
    """The catalogue of the source page as drafts, by key."""
    objects, found = {}, list(source_snapshots())
    for code in sorted(set(_countries(found))):
        CountryFactory(key=code, code=code.upper(), name=Locale("en").territories[code.upper()])
    for snapshot in found:
        obj = snapshots.apply(snapshot)
        workflow.save_revision(obj, by=None)
        objects[snapshot["kind"], obj.key] = obj
    return objects


def _countries(snapshots_found):
    """Returns the keys of the countries that snapshots name."""
    for snapshot in snapshots_found:
        rows = snapshot.get("countries", [])
        yield from (row["country"] if isinstance(row, dict) else row for row in rows)
        if snapshot.get("country"):
            yield snapshot["country"]
