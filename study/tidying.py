"""What the worker takes away."""

from django.utils import timezone
from django_tasks import task

from study.models import KEPT_FOR_UNDO, Bookmark


@task
def forget_removed():
    """Delete the bookmarks that were removed so long ago that nobody undoes it."""
    Bookmark.objects.filter(removed_at__lt=timezone.now() - KEPT_FOR_UNDO).delete()
