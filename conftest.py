"""Fixtures that every test may ask for; the people and their things are in tests/conftest.py."""

pytest_plugins = ["tests.browser"]
