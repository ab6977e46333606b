"""Makes Records, labels, addresses and index rows anew from what was published."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from editorial import workflow
from editorial.models import Publication

BATCH = 200


class Command(BaseCommand):
    """For a release that adds a public field or a language. Reads published revisions, never working copies."""

    help = "Builds everything public anew from the published revisions, for a new language or a new public field."

    def handle(self, *args: Any, **options: Any) -> None:
        pks = list(Publication.objects.visible().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            with transaction.atomic():
                for publication in Publication.objects.filter(pk__in=pks[start : start + BATCH]):
                    workflow.rebuild(publication)
            self.stdout.write(f"Publications: {min(start + BATCH, len(pks)):,} of {len(pks):,}")
        self.stdout.write(f"{len(pks):,} publications built anew.")
        call_command("rebuild_states", stdout=self.stdout)  # compares the working copies with what they are now
