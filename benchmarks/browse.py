#!/usr/bin/env python3
"""Measures how fast the catalogue is browsed, against the same page from memory and against a plain list.

    .venv/bin/python benchmarks/browse.py 10000

One gunicorn worker serves; one connection, kept alive, asks; the median in milliseconds, and its ratio to "the limit":
the list of projects rendered from what is in memory. "Plain" is the list that one would write in an afternoon. Then a
publication is followed by the next request of two workers, and 16 visitors come at once while an editor saves. The
catalogue is written first where the database that DATA_DIR or DATABASE_URL name has none.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pages import ROOT, WARM_UP, ask, catalogue, measure, memory

# Page: how many times the limit it may take, at up to 20,000 projects and above. None: shown and not judged.
ALLOWED: dict[str, tuple[float, float] | None] = {
    "no filter": (1.5, 1.5),
    "status only": (1.5, 1.5),
    "sorted by title": (1.5, 1.5),
    "two filters": (2, 3),
    "two frequent filters": (2, 3),
    "common word, by relevance": (2, 8),
    "rare word": (2, 3),
    "deep page": (2, 3),
    "map of everything": (3, 5),
    "figures of everything": (3, 5),
    "timeline of everything": None,
    "table of everything": None,
    "all donors, A to Z": None,
}
UNCHANGED_MS = 3
FOLLOWING_MS = 50
VISITORS, SECONDS = 16, 10


def addresses() -> dict[str, str]:
    """Returns the address of each page of the table."""
    from editorial.models import Publication
    from finder.models import IndexRow

    def frequent(facet: str, place: int = 0) -> str:
        return IndexRow.objects.counts("project", facet)[place][1]

    last = Publication.objects.visible().of("project").count() // 20
    listed = "/en/projects/"
    return {
        "no filter": listed,
        "status only": f"{listed}?status=completed",
        "sorted by title": f"{listed}?sort=title",
        "two filters": f"{listed}?country={frequent('country', 5)}&theme={frequent('theme', 3)}",
        "two frequent filters": f"{listed}?country={frequent('country')}&donor={frequent('donor')}",
        "common word, by relevance": f"{listed}?q=horizon",
        "rare word": f"{listed}?q=saffron",
        "deep page": f"{listed}?page={min(last, 4000 if last > 1000 else 400)}",
        "map of everything": f"{listed}?view=map",
        "figures of everything": f"{listed}?view=figures",
        "timeline of everything": f"{listed}?view=timeline",
        "table of everything": f"{listed}?view=table",
        "all donors, A to Z": f"{listed}facets/donor/",
    }


@contextmanager
def server(port: int, workers: int = 1, settings: str = "benchmarks.afternoon.settings") -> Iterator[list[int]]:
    """Yields the process ids of the workers of a server on this port."""
    environment = os.environ | {"WEB_WORKERS": str(workers), "DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "projectsite.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and process.poll() is None:
            try:
                ask(connect(port), "/health/live")
                break
            except OSError:
                time.sleep(0.2)
        else:
            sys.exit("The server did not start.")
        yield [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    finally:
        process.terminate()
        process.wait()


def connect(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=120)


def in_turn(connection: http.client.HTTPConnection, pages: dict[str, str], rounds: int) -> dict[str, float]:
    """Returns the median of each page; they are asked one after the other in each round.

    So what else the machine does meets all of them, and their ratios hold.
    """
    times: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(WARM_UP + rounds):
        for name, address in pages.items():
            time_taken = _timed(connection, address)
            if turn >= WARM_UP:
                times[name].append(time_taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def unchanged(connection: http.client.HTTPConnection, address: str, rounds: int) -> float:
    """Returns how long it takes to say that a page is unchanged."""
    connection.request("GET", address)
    response = connection.getresponse()
    response.read()
    times = []
    for _turn in range(rounds):
        start = time.perf_counter()
        connection.request("GET", address, headers={"If-None-Match": response.headers["ETag"]})
        again = connection.getresponse()
        again.read()
        assert again.status == 304, again.status
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def publish_something() -> None:
    """Saves and publishes one project, as an editor does."""
    from editorial import workflow
    from projects.models import Project

    project = Project.objects.order_by("?").first()
    project.acronym = f"BENCH{time.monotonic_ns() % 1_000_000}"
    project.save()
    workflow.publish(workflow.save_revision(project, by=None), by=None)


def following(port: int, rounds: int = 12) -> list[float]:
    """Returns for each of some publications how much longer than usual the slowest request after it takes.

    The first request of either of two workers is among them.
    """
    connections = [connect(port) for _turn in range(8)]
    usual = statistics.median(_timed(connection, "/en/projects/?status=ongoing") for connection in connections * 3)
    more = []
    for _turn in range(rounds):
        publish_something()
        more.append(max(_timed(connection, "/en/projects/?status=ongoing") for connection in connections) - usual)
    return sorted(more)


def _timed(connection: http.client.HTTPConnection, address: str) -> float:
    start = time.perf_counter()
    status, _body = ask(connection, address)
    if status != 200:
        sys.exit(f"{status}: {address}")
    return (time.perf_counter() - start) * 1000


def crowd(port: int, pages: list[str]) -> tuple[list[float], int]:
    """Returns the times of all requests of some visitors at once while an editor saves, and how many saves failed."""
    times: list[float] = []
    ends = time.monotonic() + SECONDS

    def visit(number: int) -> None:
        connection, turn = connect(port), number
        while time.monotonic() < ends:
            times.append(_timed(connection, pages[turn % len(pages)]))
            turn += 1

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    failed = 0
    while time.monotonic() < ends:
        try:
            publish_something()
        except Exception as error:
            failed += 1
            print(f"The editor could not save: {error}")
        time.sleep(1)
    for visitor in visitors:
        visitor.join()
    return sorted(times), failed


def judged(name: str, median: float, limit: float, is_large: bool) -> str:
    """Returns a line of the table with the ratio to the limit, and whether that is too much."""
    allowed = ALLOWED.get(name)
    most = allowed[is_large] if allowed else None
    sign = "" if most is None else ("ok" if median / limit <= most else "TOO SLOW")
    return f"{name:<28}{median:>8.1f}{median / limit:>8.2f}{most or '':>8} {sign}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000, help="how many projects to generate")
    parser.add_argument("--rounds", type=int, default=30, help="requests of each page")
    parser.add_argument("--without-plain", action="store_true", help="leave out the list of an afternoon")
    options = parser.parse_args()
    with catalogue(options.count) as port:
        lines = [run(port, options), *together(port)]
        print("\n".join(lines))


def run(port: int, options: argparse.Namespace) -> str:
    """Measures the pages one by one, and returns what the worker held in the end."""
    from editorial.models import Publication

    is_large = Publication.objects.of("project").count() > 20_000
    print(f"\n{'page':<28}{'p50 ms':>8}{'ratio':>8}{'allowed':>8}")
    with server(port) as (worker,):
        connection = connect(port)
        print(f"{'the first request of all':<28}{_timed(connection, '/en/projects/?status=ongoing'):>8.0f}")
        pages = addresses()
        first = {name: _timed(connection, address) for name, address in pages.items()}
        medians = in_turn(connection, {"the limit": "/en/limit/", **pages}, options.rounds)
        limit = medians.pop("the limit")
        print(f"{'the limit':<28}{limit:>8.1f}")
        for name, median in medians.items():
            print(f"{judged(name, median, limit, is_large)}  (first: {first[name]:.0f})")
        same = unchanged(connection, "/en/projects/?status=ongoing", options.rounds)
        verdict = "ok" if same <= UNCHANGED_MS else "TOO SLOW"
        print(f"{'unchanged (304)':<28}{same:>8.1f}{'':>8}{UNCHANGED_MS:>6}ms {verdict}")
        held = memory(worker)
        if not options.without_plain:
            _status, plain, *_rest = measure(connection, "/en/plain/", 3)
            print(f"{'plain list, no filter':<28}{plain:>8.0f}{plain / limit:>8.1f}")
        return f"worker: {held}"


def together(port: int) -> list[str]:
    """Measures two workers: what follows a publication, and many visitors at once while an editor saves."""
    with server(port, workers=2):
        pages = list(addresses().values())[:8]
        for page in pages * 8:
            _timed(connect(port), page)
        more = following(port)
        times, failed = crowd(port, pages)
    median, slowest = statistics.median(times), times[-1]
    return [
        f"after a publication the slowest request takes {statistics.median(more):.0f} ms more than usual "
        f"({FOLLOWING_MS} allowed), {more[-1]:.0f} at most",
        f"{VISITORS} visitors, two workers, an editor saving: {len(times)} requests, p50 {median:.0f} ms, "
        f"slowest {slowest:.0f} ms ({slowest / median:.1f} times; 10 allowed); {failed} saves failed",
    ]


if __name__ == "__main__":
    main()
