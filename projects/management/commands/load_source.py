"""Brings what the source page told: three completed projects with everything they name, pages and site settings."""

from typing import Any

from django.core.management.base import BaseCommand

from editorial import loading
from projects.content import source_snapshots

# The documents wait for their files as drafts; themes, countries and the site are public on saving.
PUBLISHED = frozenset({"organisation", "project", "page"})


class Command(BaseCommand):
    """Adds what is missing of the source's content; needs the countries."""

    help = "Adds the three projects of the source page, their themes, organisations, documents, pages and the site."

    def handle(self, *args: Any, **options: Any) -> None:
        loading.load(
            source_snapshots(),
            self.stdout,
            "Content of the source",
            lambda snapshot: loading.bring(snapshot, publish=snapshot["kind"] in PUBLISHED),
            needs="load_countries",
        )
