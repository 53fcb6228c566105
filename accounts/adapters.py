from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

MISMATCH = _("That name and password do not match. Try again.")

SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
    }

    def is_open_for_signup(self, request):
        """Members cannot sign up before there is something of theirs to keep."""
        return False

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Say nothing about signing in and out: it would outlive the session as a cookie."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)
