"""The pages that show a saved or deleted object expire when its transaction commits."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from pages import generations


@receiver([post_save, post_delete])
def expire_pages(instance: Any, using: str, **kwargs: Any) -> None:
    """Expire what the object's `stale_pages()` names, if its model has that method."""
    stale_pages = getattr(instance, "stale_pages", None)
    if stale_pages is not None:
        # The paths are read now: after a deletion is committed the object has no key any more.
        paths: Iterable[str] = tuple(stale_pages())
        transaction.on_commit(partial(generations.expire, paths), using=using)


@receiver(m2m_changed)
def expire_pages_of_relation(instance: Any, action: str, using: str, **kwargs: Any) -> None:
    """Expire the pages of the object whose many-to-many relation changed."""
    if action.startswith("post_"):
        expire_pages(instance=instance, using=using)
