import base64
import hashlib
import logging
from contextlib import suppress

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts import holding
from accounts.limits import too_many

logger = logging.getLogger(__name__)

MISMATCH = _("That email and password do not match. Try again, or reset the password.")
LIMITED = {"too_many_login_attempts", "rate_limited"}
SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
CONFIRMED_FIRST = "allauth.account.stages.EmailVerificationStage"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
        "incorrect_code": _("That is not the code of the newest message. Look again."),
    }

    def get_login_stages(self):
        """No address is confirmed while signing in: members' were before they had an account."""
        return [stage for stage in super().get_login_stages() if stage != CONFIRMED_FIRST]

    def can_delete_email(self, email_address):
        """An account keeps its address: a lost password could not be reset without one."""
        return not email_address.primary and super().can_delete_email(email_address)

    def pre_authenticate(self, request, **credentials):
        self.limited = self._get_login_attempts_cache_key(request, **credentials)
        super().pre_authenticate(request, **credentials)

    def validation_error(self, code, *args):
        """Answer what came too often with the status that says so, not as an error of a field."""
        if code in LIMITED:
            key = getattr(self, "limited", "")
            raise ImmediateHttpResponse(too_many(self.request, "login_failed", key=key))
        return super().validation_error(code, *args)

    def post_login(self, request, user, **kwargs):
        """As allauth's; then do what was held until somebody had signed in."""
        response = super().post_login(request, user, **kwargs)
        return holding.perform(request) or response

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Say nothing about signing in and out: it would outlive the session as a cookie."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def send_mail(self, template_prefix, email, context):
        """Send at once, and say at once if that is not possible."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # what the network and smtplib raise
            logger.exception("A message could not be sent: %s", template_prefix)
            page = render(self.request, "account/mail_down.html", status=503)
            page["Retry-After"] = "300"
            raise ImmediateHttpResponse(page) from error

    def send_notification_mail(self, *args, **kwargs):
        """What has been done already does not fail because nobody can be told of it."""
        with suppress(ImmediateHttpResponse):
            super().send_notification_mail(*args, **kwargs)


class FactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, so that a copy of the data does not give them.

    The key is made from SECRET_KEY; while it is changed, SECRET_KEY_FALLBACKS still open them.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Codes change every half minute."),
    }

    def encrypt(self, text):
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher():
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"second factors" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
