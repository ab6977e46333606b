"""Processes that are killed in the middle leave exact counts: what a fresh one follows is what the rows say."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import ProjectFactory

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]

START = "import django; django.setup()\n"
# Publishes and withdraws as fast as it can, storing bitmaps in between.
WRITER = f"""{START}
import itertools
from editorial import workflow
from finder.bitmaps import keeping
from projects.models import Project
keeping.EVERY = 3
for number in itertools.count():
    project = Project.objects.order_by("pk")[number % 4]
    project.start = str(1990 + number % 40)
    project.save()
    workflow.publish(workflow.save_revision(project, by=None), by=None)
    if number % 5 == 4:
        workflow.withdraw(project, by=None)
    print(number, flush=True)
"""
READER = f"""{START}
from editorial.models import Counter
from finder import bitmaps
while True:
    index = bitmaps.current("project", Counter.now())
    print(len(index.live), flush=True)
"""
CHECK = f"""{START}
from editorial.models import Counter
from finder import bitmaps
for kind in bitmaps.every():
    followed, built = bitmaps.current(kind, Counter.now()), bitmaps.build(kind)
    filled = {{facet: values for facet, values in built.sets.items() if values}}
    assert {{facet: values for facet, values in followed.sets.items() if values}} == filled, kind
    for name, order in built.orders.items():
        assert (followed.orders[name].days, followed.orders[name].pks) == (order.days, order.pks), name
print("exact", len(bitmaps.current("project", Counter.now()).live))
"""


def run(program, environment):
    """Starts a process of the site's own code on the same database."""
    return subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def environment(tmp_path):
    """The environment of another process, whose database has four public projects and is no other test's."""
    own = os.environ | {"DJANGO_SETTINGS_MODULE": "projectsite.settings", "DATA_DIR": str(tmp_path), "DEBUG": "False"}
    if connection.vendor == "postgresql":
        settings = connection.settings_dict
        place = f"{settings['HOST'] or 'localhost'}:{settings['PORT'] or 5432}"
        own["DATABASE_URL"] = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{place}/{settings['NAME']}"
        for number in range(4):
            ProjectFactory(title=f"Project {number}", public=True)
        return own
    own.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=own, check=True)
    make = f"{START}from tests.factories import ProjectFactory\nfor n in 'abcd': ProjectFactory(title=n, public=True)"
    subprocess.run([sys.executable, "-c", make], cwd=ROOT, env=own, check=True)
    return own


def killed_after(process, lines):
    """Waits for some lines of a process, and kills it wherever it is."""
    for _line in range(lines):
        assert process.stdout.readline(), process.stderr.read()
    time.sleep(0.013)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_writer_and_a_reader_that_are_killed_leave_exact_counts(environment):
    for lines in (3, 7):
        reader, writer = run(READER, environment), run(WRITER, environment)
        killed_after(writer, lines)
        killed_after(reader, 1)
        output, errors = run(CHECK, environment).communicate(timeout=60)
        assert output.startswith("exact"), errors
