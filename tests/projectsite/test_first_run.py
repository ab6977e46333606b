"""The first start fills the database and makes an administrator; no later start touches anything."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model

from finder import bitmaps
from projectsite.management.commands import first_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(monkeypatch):
    """The content commands that were called, in order."""
    called = []
    monkeypatch.setattr(first_run, "call_command", lambda name, **options: called.append(name))
    return called


def start():
    output = StringIO()
    first_run.Command(stdout=output).handle()
    return output.getvalue()


def test_the_first_start_loads_content_and_prints_a_password_that_works(loaded):
    output = start()
    assert loaded == ["load_countries", "load_source", "load_sample"]
    password = output.split("Password:")[1].split()[0]
    administrator = get_user_model().objects.get()
    assert administrator.is_superuser
    assert administrator.check_password(password)
    assert len(password) >= 15


def test_a_second_start_does_and_says_nothing(loaded):
    start()
    bitmaps.store_all()  # as loading content would
    loaded.clear()
    assert start() == ""
    assert loaded == []
    assert get_user_model().objects.count() == 1


def test_a_first_start_that_was_interrupted_carries_on(loaded, monkeypatch):
    def stop(name, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(first_run, "call_command", stop)
        with pytest.raises(KeyboardInterrupt):
            start()
    assert "Password:" in start()
