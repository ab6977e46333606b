"""Makes anew what is known of every working copy: its texts, its facts, how lists find it, and what is not public."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from editorial import kinds, snapshots, states, workflow
from editorial.loading import Progress

BATCH = 500


class Command(BaseCommand):
    """For a database from before these tables, a new language, or a new fact. Reads the latest revisions."""

    help = "Computes anew how far every translation is, which facts every object lacks and what is not public."

    def handle(self, *args: Any, **options: Any) -> None:
        pks = {
            kind: list(kind.model._base_manager.order_by("pk").values_list("pk", flat=True)) for kind in kinds.every()
        }
        total = sum(map(len, pks.values()))
        progress = Progress(self.stdout, "States of texts", total)
        for kind, found in pks.items():
            for start in range(0, len(found), BATCH):
                chunk = found[start : start + BATCH]
                with transaction.atomic():
                    self._rebuild(kind, chunk)
                progress.step(len(chunk))
        progress.end(f"States of texts: {total:,} objects")

    @staticmethod
    def _rebuild(kind: kinds.Kind, pks: list[int]) -> None:
        objects = kind.model._base_manager.in_bulk(pks)
        known = states.rebuild(kind, pks, renew=lambda pk, data: workflow.renew_hashes(objects[pk], data))
        for pk in objects.keys() - known:
            workflow.renew_hashes(objects[pk], snapshots.take(objects[pk]))
