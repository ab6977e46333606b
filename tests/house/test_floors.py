"""The house keeps its order: rooms import downwards only, at the top of a file; modules stay short and silent."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The lowest floor first; rooms that stand on one floor do not see each other.
FLOORS = {
    "editorial": 0, "finder": 1, "partners": 2, "projects": 3, "pages": 4, "exchange": 5, "workbench": 5,
    "projectsite": 6,
}  # fmt: skip
MOST_LINES = 400


def modules() -> list[Path]:
    found = [path for room in FLOORS for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


MODULES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in modules()}


def imported(node: ast.AST, room: str) -> Iterator[str]:
    """Gives the top-level packages that a statement imports; a relative import stays in its room."""
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield room if node.level else node.module.partition(".")[0]


def test_every_room_is_on_a_floor():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages <= set(FLOORS)


@pytest.mark.parametrize("name", MODULES)
def test_a_room_imports_only_from_its_own_floor_downwards(name):
    room = name.partition("/")[0]
    for node in ast.walk(MODULES[name]):
        for other in imported(node, room):
            is_allowed = other == room or other not in FLOORS or FLOORS[other] < FLOORS[room]
            assert is_allowed, f"{name}:{node.lineno} imports {other}"


def inner_imports(tree: ast.Module) -> list[ast.AST]:
    """Returns the imports inside functions and blocks; those for type checkers alone never run."""
    for_types = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    at_top = {id(node) for node in (*tree.body, *(inner for block in for_types for inner in block.body))}
    return [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in at_top]


# What Django offers only after the apps are ready.
LATE = {("editorial/fields.py", "django")}


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("/apps.py")])
def test_imports_stand_at_the_top(name):
    room = name.partition("/")[0]
    for node in inner_imports(MODULES[name]):
        late = [other for other in imported(node, room) if (name, other) not in LATE]
        assert not late, f"{name}:{node.lineno} imports {', '.join(late)} inside a block"


@pytest.mark.parametrize("name", MODULES)
def test_no_module_needs_scrolling_for_ever(name):
    length = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert length <= MOST_LINES, f"{name} has {length} lines"


@pytest.mark.parametrize("name", [name for name in MODULES if "/commands/" not in name])
def test_nothing_prints(name):
    calls = [node for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call)]
    prints = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]
    assert not prints, f"{name}:{prints[0].lineno} prints"


@pytest.mark.parametrize("name", MODULES)
def test_every_module_with_code_says_what_it_is_for(name):
    tree = MODULES[name]
    assert not tree.body or ast.get_docstring(tree), f"{name} has no docstring"


def test_third_parties_are_pinned():
    """Whatever a room imports is Python's own, the house's, or stands in requirements.txt."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = {line.partition("==")[0].split("[")[0].strip().lower() for line in lines if "==" in line}
    comes_from = {
        "django": "django", "parler": "django-parler", "django_filters": "django-filter", "babel": "babel",
        "environs": "environs", "dj_database_url": "dj-database-url", "PIL": "pillow", "nh3": "nh3",
        "whitenoise": "whitenoise", "fontTools": "fonttools", "Stemmer": "pystemmer",
    }  # fmt: skip
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            for other in imported(node, name.partition("/")[0]):
                if other not in FLOORS and other not in sys.stdlib_module_names:
                    assert comes_from.get(other, other) in pinned, f"{name}:{node.lineno} imports {other}"
