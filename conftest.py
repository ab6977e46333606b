"""Fixtures that every test may ask for; the people and their things are in tests/conftest.py."""

import pytest
from django.utils import translation

from finder import bitmaps, vocabulary

pytest_plugins = ["tests.browser"]


@pytest.fixture(autouse=True)
def _forget():
    """Drops what the process has read and the language of the last page that was asked for.

    A test's transaction turns the counter of changes back.
    """
    vocabulary.forget()
    bitmaps.forget()
    translation.deactivate()
    yield
    vocabulary.forget()
    bitmaps.forget()
