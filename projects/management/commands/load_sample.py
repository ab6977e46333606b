"""Brings the sample catalogue, invented and marked as such, and takes it away again."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from editorial import kinds, loading, workflow
from editorial.kinds import Data, Kind
from editorial.models import Revision, WorkingCopy
from finder import removal
from projects.content import theme_snapshots
from projects.content.sample import snapshots
from projects.content.sample_pictures import draw

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
            wanted = [*theme_snapshots(), *snapshots()]
            loading.load(wanted, self.stdout, "Sample data", bring, needs="load_countries, load_source")

    def _remove(self) -> None:
        unwanted = {
            kind.name: set(kind.model._base_manager.filter(sample=True).values_list("key", flat=True))
            for kind in kinds.every()
        }
        unwanted["theme"] |= {theme["key"] for theme in theme_snapshots()} & loading.known_keys("theme")
        edited = {name: _edited(kinds.get(name), keys) for name, keys in unwanted.items()}
        found = removal.removable({name: keys - edited[name] for name, keys in unwanted.items()})
        progress = loading.Progress(self.stdout, "Removing sample data", sum(map(len, found.values())))
        removal.remove(found, progress)
        progress.end(f"Sample data removed: {loading.counted({name: len(keys) for name, keys in found.items()})}")
        for kind, keys in unwanted.items():
            self._name(f"Kept, because somebody edited it ({kind})", edited[kind])
            self._name(f"Kept, because something real uses it ({kind})", keys - found[kind] - edited[kind])

    def _name(self, why: str, keys: set[str]) -> None:
        if keys:
            self.stdout.write(f"{why}: {', '.join(sorted(keys))}")


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


def _edited(kind: Kind, keys: set[str]) -> set[str]:
    """Returns those of the keys of a kind whose objects a person has edited."""
    edited = Revision.objects.filter(kind=kind.name, by__isnull=False).values("object_id")
    return keys & set(kind.model._base_manager.filter(pk__in=edited).values_list("key", flat=True))
