"""What the two probes say when all is well and when it is not."""

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from projectsite import health


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(health, "_seen_complete", False)


def ask(view):
    return view(RequestFactory().get("/health/"))


def test_a_living_process_says_so_without_a_database():
    response = ask(health.live)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"] == "application/json"


@pytest.mark.django_db
def test_a_migrated_database_is_ready_and_the_second_question_is_one_query(django_assert_num_queries):
    assert ask(health.ready).status_code == 200
    with django_assert_num_queries(1):
        assert ask(health.ready).status_code == 200


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: [object()])
    response = ask(health.ready)
    assert response.status_code == 503
    assert b"1 not applied" in response.content


def test_an_unreachable_database_is_not_ready(monkeypatch):
    def unreachable():
        raise OperationalError("connection refused by 10.0.0.1")

    monkeypatch.setattr(health, "unapplied_migrations", unreachable)
    response = ask(health.ready)
    assert response.status_code == 503
    assert b"unreachable" in response.content
    assert b"10.0.0.1" not in response.content


def test_probes_only_read():
    assert health.live(RequestFactory().post("/health/live")).status_code == 405
