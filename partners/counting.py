"""How often placements are seen and followed: numbers a day and placement, nothing of a person.

Each process keeps what it counts in memory, so that following a link, a GET, writes nothing. The
first view that is reported after `PAUSE` stores what has come together. A process that ends loses
less than that, and while the site is read-only nothing is counted.
"""

import time
from collections import Counter
from threading import Lock

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from maintenance.state import current
from partners.models import DailyCount, Placement

PAUSE = 60  # seconds between two times that a process stores its counts
MOST = 1_000  # different numbers in memory, whatever is sent

_lock = Lock()
_counts = Counter()  # by (day, key of the placement, "views" or "clicks")
_stored_at = time.monotonic()


def count(kind, keys):
    """Add one view ("views") or click ("clicks") for each key of a placement."""
    if current().closed:
        return
    day = timezone.now().date()
    with _lock:
        for key in keys:
            if (day, key, kind) in _counts or len(_counts) < MOST:
                _counts[day, key, kind] += 1


def store_if_due():
    """Store the counts if the last time is long enough ago."""
    if time.monotonic() - _stored_at >= PAUSE:
        store()


def store():
    """Add what this process has counted to the rows of its days."""
    counts = _take()
    with transaction.atomic():
        known = Placement.objects.in_bulk({key for _, key, _ in counts})
        for (day, key, kind), number in counts.items():
            if key in known:
                row, _ = DailyCount.objects.get_or_create(placement_id=key, day=day)
                DailyCount.objects.filter(pk=row.pk).update(**{kind: F(kind) + number})


def _take():
    global _stored_at
    with _lock:
        counts = dict(_counts)
        _counts.clear()
        _stored_at = time.monotonic()
    return counts
