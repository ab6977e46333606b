"""What is collected holds what it imports."""

import re

import pytest

from projectsite.bundles import bundled

pytestmark = pytest.mark.thorough

FILES = {
    "css/page.css": '/* A page. */\n@import "map.css";\n@import "print.css" print;\n\n.page {}\n',
    "css/map.css": '@import "ink.css";\n.map {}\n',
    "css/ink.css": ".ink {}\n",
    "css/print.css": ".paper {}\n",
    "js/page.js": 'import "./frame.js";\nimport "./list.js";\n',
    "js/frame.js": "const PAUSE = 1;\n",
    "css/twice.css": '@import "map.css";\n@import "ink.css";\n@import "ink.css" print;\n.twice {}\n',
    "js/round.js": 'import "./other.js";\nimport "./frame.js";\nstart();\n',
    "js/other.js": 'import "./frame.js";\nimport "./round.js";\nawait import("./late.js");\n',
    "js/list.js": 'const PAUSE = 2;\nconst text = `import "./no.js";`;\n',
}


def test_a_sheet_holds_what_it_imports_in_its_order_and_each_for_its_medium():
    text = bundled("css/page.css", FILES.__getitem__)
    assert text == "/* A page. */\n.ink {}\n.map {}\n@media print {\n.paper {}\n}\n\n.page {}\n"


def test_a_script_holds_each_module_in_a_block_of_its_own():
    text = bundled("js/page.js", FILES.__getitem__)
    assert text == '{\nconst PAUSE = 1;\n}\n{\nconst PAUSE = 2;\nconst text = `import "./no.js";`;\n}\n'


def test_what_two_files_import_stands_once_where_it_is_first_needed():
    text = bundled("js/round.js", FILES.__getitem__)
    assert text == '{\n{\nconst PAUSE = 1;\n}\nawait import("./late.js");\n}\nstart();\n'
    text = bundled("css/twice.css", FILES.__getitem__)
    assert text == ".ink {}\n.map {}\n@media print {\n.ink {}\n}\n.twice {}\n"


@pytest.mark.parametrize(
    "line",
    [
        'import { pause } from "./frame.js";',
        'import frame from "./frame.js";',
        "import './frame.js'",
        'import"./frame.js";',
        "export const PAUSE = 1;",
        "export{PAUSE};",
    ],
)
def test_a_script_that_shares_names_is_refused_when_it_is_collected(line):
    """In a block these words are no syntax: the page would have no script at all, and only in production."""
    files = FILES | {"js/list.js": f"start();\n{line}\n"}
    with pytest.raises(ValueError, match=r"js/list\.js.*" + re.escape(line)):
        bundled("js/page.js", files.__getitem__)


def test_collected_files_import_nothing(settings, tmp_path):
    from django.core.management import call_command

    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "projectsite.bundles.BundledStorage"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    for folder, names in (("css", ("site", "browse", "atlas", "timeline")), ("js", ("browse", "lists", "home"))):
        for name in names:
            (path,) = [path for path in tmp_path.glob(f"{folder}/{name}.*.{folder}") if path.suffix == f".{folder}"]
            text = path.read_text()
            assert "@import" not in text, name
            assert 'import "./' not in text, name
    (site,) = tmp_path.glob("css/site.*.css")
    assert "--serif" in site.read_text()
