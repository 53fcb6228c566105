"""Signing in and out while the site is closed, and the session engine that makes it possible.

Where a session begins or ends the guard is bypassed for its rows. Everywhere else what the guard
refuses is left out, so that reading never fails on a session.
"""

from django.contrib.auth.models import update_last_login
from django.contrib.sessions.backends import db

from maintenance.guard import dispensable


class SessionStore(db.SessionStore):
    def save(self, must_create=False):
        with dispensable():
            super().save(must_create)

    def delete(self, session_key=None):
        with dispensable():
            super().delete(session_key)


def remember_login(sender, user, **kwargs):
    """Note when somebody signed in, if that can be stored."""
    with dispensable():
        update_last_login(sender, user, **kwargs)
