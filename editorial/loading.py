"""Brings snapshots into the database: the one loop of all commands that load content."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from django.core.management.base import CommandError, OutputWrapper
from django.db import transaction

from . import kinds, snapshots, workflow
from .kinds import Data
from .models import WorkingCopy


class Progress:
    """Says how far a command has come: in one line that is rewritten on a terminal, else in a line now and then."""

    EVERY = 10  # seconds between two lines where nothing can be rewritten

    def __init__(self, out: OutputWrapper, what: str, total: int) -> None:
        self.out, self.what, self.total, self.done = out, what, total, 0
        self.rewrites = out.isatty()
        self.started = self.printed = time.monotonic()

    def step(self, count: int = 1) -> None:
        """Counts what is done and prints it when it is time to."""
        self.done += count
        now = time.monotonic()
        if now - self.printed >= (0.1 if self.rewrites else self.EVERY):
            self.printed = now
            self._print(f"{self.what}: {self.done:,} of {self.total:,}", "" if self.rewrites else "\n")

    def end(self, summary: str) -> None:
        """Prints the summary, with the time it took, in the place of the progress."""
        self._print(f"{summary} ({time.monotonic() - self.started:.1f} s)", "\n")

    def _print(self, line: str, ending: str) -> None:
        self.out.write(("\r\033[K" if self.rewrites else "") + line, ending=ending)
        self.out.flush()


@transaction.atomic
def bring(snapshot: Data, *, publish: bool) -> WorkingCopy:
    """Makes what a snapshot says, keeps it as the first revision and, where wanted, publishes it."""
    obj = snapshots.apply(snapshot)
    revision = workflow.save_revision(obj, by=None)
    if publish and not kinds.of(obj).published_on_save:
        workflow.publish(revision, by=None)
    return obj


def known_keys(kind: str) -> set[str]:
    """Returns the keys of all working copies of a kind."""
    return set(kinds.get(kind).model._base_manager.values_list("key", flat=True))


def counted(counts: Mapping[str, int]) -> str:
    """Returns what a command's summary says of numbers by kind, as "projects 3, themes 1"."""
    names = {name: kinds.get(name).model._meta.verbose_name_plural for name in counts}
    return ", ".join(f"{names[name]} {count:,}" for name, count in counts.items() if count) or "nothing"


def load(
    wanted: Iterable[Data], out: OutputWrapper, what: str, bring: Callable[[Data], WorkingCopy], needs: str
) -> list[WorkingCopy]:
    """Brings every snapshot whose key is new, says what it did and returns the new objects.

    What exists already is left as it is: somebody may have changed it. `needs` names the commands to run before.
    """
    wanted = list(wanted)
    progress = Progress(out, what, len(wanted))
    known = {kind: known_keys(kind) for kind in {snapshot["kind"] for snapshot in wanted}}
    made, kept = [], Counter()
    for snapshot in wanted:
        if snapshot["key"] in known[snapshot["kind"]]:
            kept[snapshot["kind"]] += 1
        else:
            try:
                made.append(bring(snapshot))
            except snapshots.SnapshotError as error:
                raise CommandError(f"{error}. First run: {needs}") from error
        progress.step()
    left_alone = f"; there already and left as it is: {counted(kept)}" if kept else ""
    progress.end(f"{what}: {counted(Counter(kinds.of(obj).name for obj in made))}{left_alone}")
    return made
