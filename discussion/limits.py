"""How often somebody may ask for what stores no row to count."""

from datetime import timedelta

from django.core.cache import cache

PREVIEWS = 60  # a minute and member


def next_preview(person, now):
    """Count one preview; give `now`, or where there were too many, the end of the minute."""
    minute = now.replace(second=0, microsecond=0)
    key = f"previews:{person.pk}:{minute:%H%M}"
    cache.add(key, 0, timeout=120)
    return now if cache.incr(key) <= PREVIEWS else minute + timedelta(minutes=1)
