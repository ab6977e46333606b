"""Style sheets say nothing of what no page has."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = {path.name: path for path in sorted((ROOT / "projectsite/static/css").glob("*.css"))}
ROOMS = ("exchange", "finder", "pages", "partners", "projects", "projectsite", "editorial")
SOURCES = ("templates/**/*.html", "projectsite/**/*.js", *(f"{room}/**/*.py" for room in ROOMS))
COMMENT_OR_BODY = re.compile(r"/\*.*?\*/|\"[^\"]*\"|\{[^{}]*\}", re.DOTALL)
CLASS = re.compile(r"\.([a-z][\w-]*)")


@pytest.fixture(scope="module")
def classes():
    """Returns the words of all that writes class names, and the beginnings to which a value is put (`st--{status}`)."""
    paths = (path for pattern in SOURCES for path in ROOT.glob(pattern))
    sources = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return set(re.findall(r"[\w-]+", sources)), set(re.findall(r"([\w-]+)--[{\"]", sources))


@pytest.mark.parametrize("name", SHEETS)
def test_every_class_of_a_sheet_stands_in_some_page(classes, name):
    words, made = classes
    found = set(CLASS.findall(COMMENT_OR_BODY.sub(" ", SHEETS[name].read_text(encoding="utf-8"))))
    assert sorted(one for one in found if one not in words and one.rpartition("--")[0] not in made) == []
