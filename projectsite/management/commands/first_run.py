"""Makes a database ready to serve: migrations, and on the very first run content and an administrator."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from editorial import states
from finder import bitmaps, search

CONTENT = ("load_countries", "load_source", "load_sample")


class Command(BaseCommand):
    """Does what is missing and nothing else; safe to run at every start.

    The administrator comes last: a database that has any user is somebody's, and its content is never touched again;
    a first run that was interrupted carries on where it stopped.
    """

    help = "Migrates the database; when it has no user yet, loads the content and creates an administrator."
    requires_system_checks = ()  # the server runs them

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)
        if states.lack_rows():
            call_command("rebuild_states", stdout=self.stdout)
        if search.is_empty():
            call_command("rebuild_search", stdout=self.stdout)
        users = get_user_model()
        if users.objects.exists():
            if bitmaps.lacking():
                call_command("rebuild_bitmaps", stdout=self.stdout)
            return
        for command in CONTENT:
            call_command(command, stdout=self.stdout)
        password = secrets.token_urlsafe(15)
        users.objects.create_superuser("admin", password=password)
        self.stdout.write(
            f"\n  Administrator: admin\n  Password:      {password}\n"
            "  This password is shown only now. Change it after signing in.\n"
        )
