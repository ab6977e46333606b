"""Fixtures that every test may ask for; the people and their things are in tests/conftest.py."""

import pytest

from finder import bitmaps, search, vocabulary

pytest_plugins = ["tests.browser"]


@pytest.fixture(autouse=True)
def _forget():
    """Drops what the process has read: a test's transaction turns the counter of changes back."""
    vocabulary.forget()
    bitmaps.forget()
    search.forget()
    yield
    vocabulary.forget()
    bitmaps.forget()
    search.forget()
