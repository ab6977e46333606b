"""Builds the index of the search anew, without a moment in which the search is empty."""

import resource
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from editorial import loading
from editorial.models import Publication
from finder import search


class Command(BaseCommand):
    """Reads every Record and writes what is searched of it; publishing goes on meanwhile."""

    help = "Builds the index of the search anew. Needed after `generate`, and when languages of the site change."

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA mmap_size=0")  # pages of the file are no memory of this command
        started = time.monotonic()
        progress = loading.Progress(self.stdout, "Search index", Publication.objects.visible().count())
        count = search.rebuild(progress.step)
        seconds = time.monotonic() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
        progress.end(
            f"Search index: {count:,} publications in {seconds:.0f} s, {count / seconds:,.0f}/s, "
            f"{peak:.0f} MB of memory at most."
        )
