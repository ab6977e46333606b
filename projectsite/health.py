"""Two addresses for whoever runs the site: is the process alive, and can it serve."""

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

app_name = "health"


def answer(code: int, /, **facts: str) -> JsonResponse:
    """Returns facts as JSON that nobody keeps."""
    return JsonResponse(facts, status=code, headers={"Cache-Control": "no-store"})


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answers 200 whenever the process can answer at all; it asks nobody else."""
    return answer(200, status="alive")


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answers 200 when the database is reachable and has every migration, else 503 and what is missing."""
    try:
        missing = unapplied_migrations()
    except Error:
        return answer(503, status="not ready", database="unreachable")
    if missing:
        return answer(503, status="not ready", database="reachable", migrations=f"{missing} not applied")
    return answer(200, status="ready", database="reachable", migrations="applied")


# Once a process has seen every migration applied it only asks whether the database answers: reading all migration
# files takes longer than a probe should.
_seen_complete = False


def unapplied_migrations() -> int:
    """Returns how many migrations the database lacks; raises django.db.Error when it cannot be asked."""
    global _seen_complete
    connection = connections[DEFAULT_DB_ALIAS]
    if _seen_complete:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _seen_complete = not missing
    return missing


urlpatterns = [path("live", live, name="live"), path("ready", ready, name="ready")]
