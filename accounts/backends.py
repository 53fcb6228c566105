"""Signing in with a password: one question to the database and one hash, whoever it is."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.db.models import Q


class PasswordBackend(AuthenticationBackend):
    """Allauth's, which hashes once for an unknown address and more often for a known one."""

    def _authenticate(self, request, **credentials):
        return self._check_password(find(**credentials), credentials["password"])


def find(*, email=None, username=None, **others):
    """The person of an address or a username; an address that was confirmed comes first."""
    people = get_user_model().objects
    if email:
        known = people.filter(Q(emailaddress__email=email.lower()) | Q(username=email))
        return known.order_by("-emailaddress__verified", "pk").first()
    return people.filter(username=username).first()
