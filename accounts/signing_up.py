"""Signing up: nothing is stored but a session until the code from the message has come back.

So an address that has an account and one that has none are treated alike to the last query, no
name is taken by somebody who never comes back, and nobody can prepare an account for the address
of somebody else.
"""

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from accounts import holding, limits

KEPT = "signing_up"
RESENDS = 2


class SigningUp(AbstractCodeVerificationProcess):
    """What somebody has entered, in the session; the code is empty for an address that is known."""

    def __init__(self, request, state):
        self.request = request
        super().__init__(
            max_attempts=app_settings.EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
            state=state,
        )

    @classmethod
    def begin(cls, request, *, public_name, email, password):
        process = cls(request, cls.initial_state(None, email))
        process.state |= {
            "public_name": public_name,
            "password": make_password(password),  # before it is known whether it is needed
            "next": get_next_redirect_url(request),
            "held": request.POST.get(holding.FIELD, ""),
        }
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, request):
        """What is under way and has not expired; unlike allauth's it is left alone if it has."""
        process = cls(request, request.session.get(KEPT) or {"at": 0})
        return process if process.is_valid() else None

    @property
    def email(self):
        return self.state["email"]

    def persist(self):
        self.request.session[KEPT] = self.state

    def abort(self):
        self.request.session.pop(KEPT, None)

    def send(self):
        limits.spend(self.request, "signup_mail", key=self.email)
        adapter = get_adapter()
        code = adapter.generate_email_verification_code()
        known = EmailAddress.objects.filter(email=self.email).exists()
        self.state["code"] = "" if known else code
        if known:
            adapter.send_account_already_exists_mail(self.email)
        else:
            adapter.send_mail("account/email/email_confirmation_signup", self.email, {"code": code})

    @property
    def can_resend(self):
        return not self.is_resend_quota_reached(RESENDS)

    def resend(self):
        self.send()
        self.record_resend()
        self.persist()

    def finish(self):
        """Make the account and sign in; raises `IntegrityError` if the address has been taken."""
        person = get_user_model().objects.join(
            public_name=self.state["public_name"],
            email=self.email,
            password=self.state["password"],
        )
        self.abort()
        holding.keep(self.request, self.state["held"])
        return flows.signup.complete_signup(
            self.request, user=person, redirect_url=self.state["next"]
        )
