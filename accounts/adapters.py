from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

MISMATCH = _("That name and password do not match. Try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
    }

    def is_open_for_signup(self, request):
        """Members cannot sign up before there is something of theirs to keep."""
        return False

    def add_message(self, *args, **kwargs):
        """Say nothing about signing in and out: a message would outlive the session as a cookie."""
