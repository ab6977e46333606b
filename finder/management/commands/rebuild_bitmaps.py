"""Makes the stored bitmaps of filters and counts anew."""

from typing import Any

from django.core.management.base import BaseCommand

from finder import bitmaps


class Command(BaseCommand):
    """For a large catalogue that comes from an earlier release: without them the first visitor would wait."""

    help = "Builds anew, from the index rows, the bitmaps that filters and counts are answered from, and stores them."

    def handle(self, *args: Any, **options: Any) -> None:
        bitmaps.store_all(rebuilt=True)
        self.stdout.write(f"Bitmaps built anew: {', '.join(bitmaps.every())}.")
