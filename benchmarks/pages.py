#!/usr/bin/env python3
"""Measures the public pages over a generated catalogue: time, queries and size of each, and the worker's memory.

    .venv/bin/python benchmarks/pages.py 10000

One gunicorn worker serves; one connection, kept alive, asks. The catalogue is written first where the database that
DATA_DIR or DATABASE_URL name has none (without DATA_DIR: in a folder that is removed afterwards).
"""

import argparse
import gzip
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARM_UP = 3
MOST_QUERIES, MOST_AFTER_A_CHANGE = 8, 11


def manage(*arguments: str) -> None:
    """Runs a command of manage.py on the database that is measured."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True)


def prepare(count: int) -> None:
    """Makes the database hold a generated catalogue, and starts Django in this process."""
    import django  # the environment names the database, so it has to stand first

    manage("migrate", "--verbosity=0")
    manage("collectstatic", "--no-input", "--verbosity=0")
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "projectsite.settings"
    django.setup()
    from projects.models import Project

    if not Project.objects.filter(key__startswith="gen-").exists():
        manage("generate", str(count))


def addresses() -> dict[str, str]:
    """Returns what is measured: a name for each page, and its address (PRODUCT: all pages live under a language)."""
    from editorial.models import Label, Publication
    from finder.models import IndexRow

    def most_frequent(facet: str) -> str:
        return IndexRow.objects.counts("project", facet).first()[1]

    def slug(kind: str, key: str) -> str:
        return Label.objects.get(kind=kind, key=key, language="en").slug

    country, donor, agency, theme = map(most_frequent, ("country", "donor", "agency", "theme"))
    total = Publication.objects.visible().of("project").count()
    project = Publication.objects.visible().of("project").order_by("pk")[total // 2].key
    return {
        "home": "/en/",
        "list": "/en/projects/",
        "list, two filters": f"/en/projects/?country={country}&donor={donor}",
        "list by title": "/en/projects/?sort=title",
        "list, last page": f"/en/projects/?page={-(-total // 20)}",
        "list, word of titles": "/en/projects/?q=housing",
        "list, common word": "/en/projects/?q=horizon",
        "list, rare word": "/en/projects/?q=saffron",
        "project": f"/en/projects/{slug('project', project)}/",
        "largest donor": f"/en/donors/{slug('organisation', donor)}/",
        "largest agency": f"/en/agencies/{slug('organisation', agency)}/",
        "largest country": f"/en/countries/{country}/",
        "largest theme": f"/en/themes/{slug('theme', theme)}/",
        "agencies": "/en/agencies/",
        "countries": "/en/countries/",
        "documents": "/en/documents/",
    }


@contextmanager
def server(port: int) -> Iterator[int]:
    """Yields the process id of the one worker of a server on this port."""
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "projectsite.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and process.poll() is None:
            try:
                ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/health/live")
                break
            except OSError:
                time.sleep(0.2)
        else:
            sys.exit("The server did not start.")
        yield int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    finally:
        process.terminate()
        process.wait()


def ask(connection: http.client.HTTPConnection, address: str) -> tuple[int, bytes]:
    """Returns the status and the body, compressed as a browser would get it."""
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    return response.status, response.read()


def measure(connection: http.client.HTTPConnection, address: str, rounds: int) -> tuple[int, float, float, bytes]:
    """Returns the status, the median and the 95th percentile in milliseconds, and the body; one failure ends it."""
    times = []
    for turn in range(WARM_UP + rounds):
        start = time.perf_counter()
        status, body = ask(connection, address)
        if status != 200:
            return status, 0, 0, body
        if turn >= WARM_UP:
            times.append((time.perf_counter() - start) * 1000)
    return status, statistics.median(times), sorted(times)[int(len(times) * 0.95)], body


def queries(address: str) -> tuple[int, int]:
    """Returns how many queries a page costs, asked in this process: right after a change, and after that."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from finder import vocabulary

    client, counts = Client(SERVER_NAME="127.0.0.1"), []
    vocabulary.forget()
    for _turn in ("cold", "warm"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    return counts[0], counts[1]


def memory(worker: int) -> str:
    """Returns what the worker holds itself, and its peak with the pages of files that it has mapped."""
    lines = Path(f"/proc/{worker}/status").read_text().splitlines()
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith("kB")}
    return f"{kilobytes['RssAnon'] / 1024:.0f} MB of its own, peak with mapped files {kilobytes['VmHWM'] / 1024:.0f} MB"


def free_port() -> int:
    """Returns a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def catalogue(count: int) -> Iterator[int]:
    """Yields the port of a server to be started, once the database that the environment names has a catalogue."""
    port = free_port()
    os.environ |= {"PORT": str(port), "DEBUG": "False"}
    os.environ.pop("SITE_URL", None)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        os.environ.setdefault("DATA_DIR", folder)
        prepare(count)
        yield port


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000, help="how many projects to generate")
    parser.add_argument("--rounds", type=int, default=30, help="requests of each page")
    options = parser.parse_args()
    os.environ["WEB_WORKERS"] = "1"
    with catalogue(options.count) as port:
        failed = []
        print(f"\n{'page':<22}{'p50 ms':>8}{'p95 ms':>8}{'queries':>9}{'kB':>7}{'kB gz':>7}")
        with server(port) as worker:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            for name, address in addresses().items():
                status, median, late, body = measure(connection, address, options.rounds)
                if status != 200:
                    failed.append(f"{name}: {status} {address}")
                    continue
                plain = len(gzip.decompress(body)) if body[:2] == b"\x1f\x8b" else len(body)
                sizes = f"{plain / 1024:>7.0f}{len(body) / 1024:>7.1f}"
                cold, warm = queries(address)
                if cold > MOST_AFTER_A_CHANGE or warm > MOST_QUERIES:
                    failed.append(f"{name}: {cold} queries after a change, {warm} then: too many")
                counted = f"{cold}, {warm}"
                print(f"{name:<22}{median:>8.1f}{late:>8.1f}{counted:>9}{sizes}", flush=True)
            print(f"\nworker: {memory(worker)}")
        if failed:
            sys.exit("FAILED\n" + "\n".join(failed))


if __name__ == "__main__":
    main()
