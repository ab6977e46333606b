"""Fills the database with a large generated catalogue, to measure with."""

import resource
import sys
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from editorial import loading
from editorial.models import Publication
from finder.bulk import Writer, in_batches
from partners.models import Hat, Organisation
from projects.content.generated import COMMON, RARE, Catalogue
from projects.models import Participation, Project, Role, Theme

BATCH = 500


class Command(BaseCommand):
    """Writes a catalogue of generated projects with all that they name, published, every title marked as generated."""

    help = (
        "Writes COUNT generated projects with organisations, themes and documents; load_sample --remove removes them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, help="how many projects")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same catalogue (default: 1)")

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if not 1 <= count <= 999_999:
            raise CommandError("The number of projects lies between 1 and 999,999.")
        if Theme.objects.filter(key__startswith="gen-").exists():  # they are written first
            there = Project.objects.filter(key__startswith="gen-").count()
            raise CommandError(
                f"There are {there:,} generated projects already. Remove them first: manage.py load_sample --remove"
            )
        call_command("load_countries", stdout=self.stdout)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA mmap_size=0")  # pages of the file are no memory of this command
        started = time.monotonic()
        catalogue = Catalogue(count, seed, self._countries())
        self._write(catalogue)
        self._put_on_hats()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self._report(catalogue, time.monotonic() - started)

    def _countries(self) -> list[str]:
        return list(Publication.objects.visible().of("country").order_by("key").values_list("key", flat=True))

    def _write(self, catalogue: Catalogue) -> None:
        writer = Writer()
        progress = loading.Progress(self.stdout, "Generated projects", catalogue.count)
        for named in (catalogue.themes(), catalogue.organisations(), catalogue.documents()):
            for batch in in_batches(named, BATCH):
                writer.write(batch)
        for batch in in_batches(catalogue.projects(), BATCH):
            writer.write(batch)
            progress.step(len(batch))
        writer.end()
        progress.end(f"Generated projects: {catalogue.count:,}")

    def _put_on_hats(self) -> None:
        for hat in Hat:
            roles = [role for role in Role if role.hat is hat]
            wearing = Participation.objects.filter(role__in=roles).values("organisation")
            Organisation.objects.filter(sample=True, pk__in=wearing).update(**{hat.field: True})

    def _report(self, catalogue: Catalogue, seconds: float) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
        self.stdout.write(
            f"Also {len(catalogue.organisations_by_rank):,} organisations, {len(catalogue.themes_by_rank)} themes, "
            f"{len(catalogue.documents_by_rank)} documents, in {len(catalogue.country.things)} countries.\n"
            f"“{COMMON}” stands in half of all projects; {', '.join(RARE)} each in fewer than twenty.\n"
            f"{seconds:.0f} s, {catalogue.count / seconds:,.0f} projects/s, {peak:.0f} MB of memory at most.\n"
            "The search does not know them yet. Now run: manage.py rebuild_search"
        )
