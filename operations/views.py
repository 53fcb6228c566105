"""What a load balancer or a supervisor asks: does the process live, and can it serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maintenance.state import current


@require_safe
@never_cache
def alive(request):
    """The process answers, and says in which mode: one that is only read-only is not to be dropped.

    The mode is what the process knows, so that this answers without a database too.
    """
    state = current()
    return JsonResponse(
        {
            "status": "ok",
            "mode": state.mode,
            "since": state.since,
            "overdue": state.overdue(timezone.now()),
        }
    )


@require_safe
@never_cache
def ready(request):
    """The database answers and has every table; 503 with the reason otherwise."""
    reason = _why_not()
    if reason:
        return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
    return JsonResponse({"status": "ok"})


def _why_not():
    """Why the site cannot serve, without the database's own words, or an empty string."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"The database does not answer: {type(error).__name__}."
    if missing:
        return f"{len(missing)} migrations are not applied, the first is {missing[0][0]}."
    return ""
