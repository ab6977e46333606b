"""The content that comes with the site, as plain snapshots: the source page's three projects, themes, a sample.

Nothing here touches the database or the network; the management commands apply what these functions give.
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SOURCE_KINDS = ("themes", "organisations", "documents", "projects", "pages", "site")


def read(name: str) -> Any:
    """Returns the data of a JSON file below this folder, named without its ending ("source/projects")."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def source_snapshots() -> list[dict[str, Any]]:
    """Returns the snapshots that bring the source page, in an order in which every reference is known already."""
    return [snapshot for kind in SOURCE_KINDS for snapshot in read(f"source/{kind}")]


def theme_snapshots() -> list[dict[str, Any]]:
    """Returns the further themes of the catalogue, parents first; some hang below a theme of the source."""
    return read("themes")
