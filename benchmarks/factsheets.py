#!/usr/bin/env python3
"""Measures the largest factsheets of a generated catalogue: time of processors, memory, and size of each.

    DATA_DIR=… .venv/bin/python benchmarks/factsheets.py

DATA_DIR or DATABASE_URL name the database, which `manage.py generate` has filled. Of each sheet is shown what this
process takes to write its HTML, the first time and again, and the least of three times that the process that prints
takes; time of processors, so that other work on the machine matters little.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in place of this folder, whose files are named as rooms are
ROUNDS = 3


def addresses() -> Iterator[tuple[str, str]]:
    """Gives the sheets that are measured, by name: of the middle project and of what most projects name."""
    from django.urls import reverse
    from django.utils.translation import override

    from editorial.models import Label, Publication
    from finder.models import IndexRow

    def most_frequent(facet: str) -> str:
        return IndexRow.objects.counts("project", facet).first()[1]

    projects = Publication.objects.visible().of("project").order_by("pk")
    asked = (
        ("a project", "project", "project", projects[projects.count() // 2].key),
        ("the largest theme", "theme", "theme", most_frequent("theme")),
        ("the largest donor", "organisation", "organisation-donor", most_frequent("donor")),
    )
    for language in ("en", "ar"):
        for name, kind, view, key in asked:
            label = Label.objects.get(kind=kind, key=key, language=language)
            with override(language):
                yield f"{name}, {language}", f"{reverse(view, kwargs={'slug': label.slug})}?format=pdf"
        yield f"the largest country, {language}", f"/{language}/countries/{most_frequent('country')}/?format=pdf"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "projectsite.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from exchange import printing, printing_cache

    settings.ALLOWED_HOSTS = ["*"]
    printing_cache.kept = lambda mark, make: make()
    client, to_pdf, printed = Client(), printing.to_pdf, []

    def timed(html: str, files: dict[str, Path]) -> bytes:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        content = to_pdf(html, files)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        printed.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
        return content

    printing.to_pdf = timed
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        settings.CACHE_DIR = Path(folder)
        client.get("/en/countries/az/?format=pdf")
        print(f"the very first sheet, which unpacks the fonts: printing {printed.pop():.2f} s", flush=True)
        for name, address in addresses():
            written, sizes = [], []
            for _round in range(ROUNDS):
                begun = time.process_time()
                sizes.append(len(client.get(address).content) >> 10)
                written.append(1000 * (time.process_time() - begun))
            print(f"{name:24} HTML {written[0]:4.0f} ms, again {min(written):3.0f} ms", end="   ", flush=True)
            print(f"printing {min(printed[-ROUNDS:]):.2f} s   {sizes[-1]:3} kB", flush=True)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(f"A process that prints took {memory} MB at most.")


if __name__ == "__main__":
    main()
