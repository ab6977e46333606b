"""The room that makes things public: switches SQLite to its write-ahead log once, after migrating."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


def switch_on_wal(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Switches SQLite's journal to WAL, which stays in the file; done per connection it can fail under load."""
    connection = connections[using]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")


class Editorial(AppConfig):
    name = "editorial"
    verbose_name = "Publishing"

    def ready(self) -> None:
        post_migrate.connect(switch_on_wal, sender=self)
