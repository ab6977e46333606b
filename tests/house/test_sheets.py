"""Style sheets say nothing of what no page has."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = {path.name: path for path in sorted((ROOT / "projectsite/static/css").glob("*.css"))}
SOURCES = ("templates/**/*.html", "projectsite/**/*.js", "[!tv]*/**/*.py")
COMMENT_OR_BODY = re.compile(r"/\*.*?\*/|\"[^\"]*\"|\{[^{}]*\}", re.DOTALL)
CLASS = re.compile(r"\.([a-z][\w-]*)")


@pytest.fixture(scope="module")
def sources():
    """All that writes class names, as text."""
    return "\n".join(path.read_text(encoding="utf-8") for pattern in SOURCES for path in ROOT.glob(pattern))


@pytest.mark.parametrize("name", SHEETS)
def test_every_class_of_a_sheet_stands_in_some_page(sources, name):
    words = set(re.findall(r"[\w-]+", sources))
    unused = []
    for found in sorted(set(CLASS.findall(COMMENT_OR_BODY.sub(" ", SHEETS[name].read_text(encoding="utf-8"))))):
        block, _dashes, _modifier = found.rpartition("--")
        is_made = block and re.search(rf"{re.escape(block)}--[{{\"]", sources)  # its end is a value
        if found not in words and not is_made:
            unused.append(found)
    assert unused == []
