"""The settings are documented, every one, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = [
    ROOT / "projectsite" / "settings.py",
    ROOT / "gunicorn.conf.py",
    ROOT / "tests" / "browser.py",
    ROOT / "bin" / "test",
]
FROM_ELSEWHERE = {"DJANGO_ALLOW_ASYNC_UNSAFE", "SITE_URL", "PORT"}


def variables_read(path: Path) -> set[str]:
    """Returns the names of the environment variables that a Python file reads."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner = ast.unparse(node.func.value)
            first = node.args[0]
            if owner in {"env", "os.environ"} and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def documented() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))


def test_every_variable_that_is_read_is_documented_and_every_documented_one_is_read():
    read = set().union(*(variables_read(path) for path in READERS)) - FROM_ELSEWHERE
    assert read <= documented()
    assert documented() - {"SITE_URL", "PORT"} <= read
