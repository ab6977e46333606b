"""Brings the sample catalogue, invented and marked as such, and takes it away again."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from editorial import kinds, loading, workflow
from editorial.kinds import Data
from editorial.models import Revision, WorkingCopy
from finder import removal
from projects.content import theme_snapshots
from projects.content.sample import snapshots
from projects.content.sample_pictures import draw
from projects.models import Theme

# Not everything is public, so that staff find every state in their lists.
DRAFT, AHEAD, WITHDRAWN = "interview-rooms", "nurses-cebu", "cheaper-home"


class Command(BaseCommand):
    """Adds what is missing of the sample, or removes all sample data that nothing real uses."""

    help = "Adds the sample catalogue (needs load_countries and load_source); --remove takes all sample data away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--remove", action="store_true", help="remove everything marked as sample, and the themes that came with it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self._remove()
        else:
            loading.load([*theme_snapshots(), *snapshots()], self.stdout, "Sample data", bring)

    def _remove(self) -> None:
        unwanted = {
            kind.name: set(kind.model._base_manager.filter(sample=True).values_list("key", flat=True))
            for kind in kinds.every()
        }
        unwanted["theme"] |= _untouched_themes()
        found = removal.removable(unwanted)
        progress = loading.Progress(self.stdout, "Removing sample data", sum(map(len, found.values())))
        removal.remove(found, progress)
        progress.end(f"Sample data removed: {loading.counted({name: len(keys) for name, keys in found.items()})}")
        for kind, keys in unwanted.items():
            if kept := sorted(keys - found[kind]):
                self.stdout.write(f"Kept, because something real uses it ({kind}): {', '.join(kept)}")


@transaction.atomic
def bring(snapshot: Data) -> WorkingCopy:
    """Brings one thing of the sample, with its picture; a few projects are left in a state that is not public."""
    if picture := snapshot.get("picture"):
        _draw(picture, snapshot["key"])
    obj = loading.bring(snapshot, publish=snapshot["key"] != DRAFT)
    if snapshot["key"] == AHEAD:
        obj.amount = obj.amount * 2
        obj.save()
        workflow.save_revision(obj, by=None, why="The budget was raised")
    if snapshot["key"] == WITHDRAWN:
        workflow.withdraw(obj, by=None)
    return obj


def _draw(name: str, key: str) -> None:
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(draw(key)))


def _untouched_themes() -> set[str]:
    """Returns the keys of the themes that came with the sample and that no person has edited."""
    themes = Theme.objects.filter(key__in=[theme["key"] for theme in theme_snapshots()])
    edited = Revision.objects.filter(kind="theme", by__isnull=False).values("object_id")
    return set(themes.exclude(pk__in=edited).values_list("key", flat=True))
