#!/usr/bin/env python3
"""Measures the lists of the desk and its search over a generated catalogue, against their limits.

    .venv/bin/python benchmarks/desk.py 100000

The views are asked in this process, as Django's test client does, so that the figures are those of the server alone.
The catalogue is written first where the database that DATA_DIR or DATABASE_URL name has none.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 2
MOST_QUERIES = 15
# The search asks each kind, and for the names of what it found.
MOST_QUERIES_FIND = 17
LIST, OPENED, FIND = 150, 600, 50


def manage(*arguments: str) -> None:
    """Runs a command of manage.py on the database that is measured."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def prepare(count: int) -> None:
    """Makes the database hold a generated catalogue, with somebody who may see everything, and starts Django."""
    import django  # the environment names the database, so it has to stand first

    manage("migrate", "--verbosity=0")
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "projectsite.settings"
    django.setup()
    from projects.models import Project

    if not Project.objects.filter(key__startswith="gen-").exists():
        manage("generate", str(count))


def client() -> Any:
    """Returns a client in which an administrator has signed in."""
    from django.contrib.auth.models import Group, User
    from django.test import Client

    person, _is_new = User.objects.get_or_create(username="benchmark", defaults={"is_staff": True})
    person.groups.set(Group.objects.filter(name="Administrator"))
    found = Client(SERVER_NAME="127.0.0.1")
    found.force_login(person)
    return found


def addresses() -> list[tuple[str, str, int, bool]]:
    """Returns what is measured: a name, the address, the limit in milliseconds, and whether its counts are left out."""
    from finder.models import IndexRow

    def most_frequent(facet: str) -> str:
        return IndexRow.objects.counts("project", facet).first()[1]

    country, donor = most_frequent("country"), most_frequent("donor")
    projects, find = "/admin/projects/project/", "/admin/find/?format=json&q="
    lists = [
        ("projects, without counts", projects, LIST, True),
        ("by title, without counts", f"{projects}?o=1", LIST, True),
        ("drafts, without counts", f"{projects}?state=draft", LIST, True),
        ("projects", projects, OPENED, False),
        ("by title", f"{projects}?o=1", OPENED, False),
        ("by period", f"{projects}?o=3", OPENED, False),
        ("page 1,000", f"{projects}?p=1000", OPENED, False),
        ("public", f"{projects}?state=public", OPENED, False),
        ("completed", f"{projects}?status=completed", OPENED, False),
        ("not started in French", f"{projects}?none=fr", OPENED, False),
        ("most frequent country", f"{projects}?country={country}", OPENED, False),
        ("most frequent donor", f"{projects}?donor={donor}", OPENED, False),
        ("search, common word", f"{projects}?q=generated", OPENED, False),
        ("search, no result", f"{projects}?q=xylophone", OPENED, False),
    ]
    opened = [
        (f"open: {name}", f"{projects}?open={name}", OPENED, False) for name in ("country", "donor", "agency", "theme")
    ]
    opened += [
        (f"open: {name}, public", f"{projects}?state=public&open={name}", OPENED, False)
        for name in ("country", "agency")
    ]
    others = [
        (model.partition("/")[2], f"/admin/{model}/", LIST, False)
        for model in (
            "partners/organisation",
            "partners/donor",
            "partners/country",
            "projects/theme",
            "projects/document",
        )
    ]
    finds = [
        (f"find: {word}", f"{find}{word}", FIND, False) for word in ("g", "generated", "gen-4711", "xylophone", "eu")
    ]
    return lists + opened + others + finds


def measure(browser: Any, address: str, rounds: int) -> tuple[float, float, int, int]:
    """Returns the median in milliseconds, what this process itself computed of it, the number of queries and the size.

    On SQLite the two are the same on an idle machine; on a busy one only the second can be compared.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times, computed = [], []
    for turn in range(WARM_UP + rounds):
        start, began = time.perf_counter(), time.process_time()
        response = browser.get(address)
        if turn >= WARM_UP:
            times.append((time.perf_counter() - start) * 1000)
            computed.append((time.process_time() - began) * 1000)
        assert response.status_code == 200, f"{response.status_code} {address}"
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return statistics.median(times), statistics.median(computed), len(captured), len(response.content)


def without_counts() -> Any:
    """Leaves out, within it, what lists count: the page alone, with a length that somebody else has found."""
    from editorial.desk.counting import Counts

    def count_short(counts: Any) -> None:
        counts.total = counts.without_state = counts.length_known

    Counts.length_known = 100_000
    return patch.object(Counts, "count_short", count_short)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000, help="how many projects to generate")
    parser.add_argument("--rounds", type=int, default=15, help="requests of each page")
    options = parser.parse_args()
    os.environ["DEBUG"] = "False"
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        os.environ.setdefault("DATA_DIR", folder)
        prepare(options.count)
        from django.test import override_settings

        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        storages = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}, "staticfiles": plain}
        failed = []
        print(f"\n{'':<28}{'p50 ms':>8}{'cpu ms':>8}{'limit':>7}{'queries':>9}{'kB':>7}")
        with override_settings(STORAGES=storages):
            browser = client()
            for name, address, limit, is_bare in addresses():
                if is_bare:
                    with without_counts():
                        median, computed, queries, size = measure(browser, address, options.rounds)
                else:
                    median, computed, queries, size = measure(browser, address, options.rounds)
                print(f"{name:<28}{median:>8.0f}{computed:>8.0f}{limit:>7}{queries:>9}{size / 1024:>7.0f}", flush=True)
                most = MOST_QUERIES_FIND if "/find/" in address else MOST_QUERIES
                if median > limit:
                    failed.append(f"{name}: {median:.0f} ms, {limit} are allowed")
                if queries > most:
                    failed.append(f"{name}: {queries} queries, {most} are allowed")
        if failed:
            sys.exit("FAILED\n" + "\n".join(failed))


if __name__ == "__main__":
    main()
