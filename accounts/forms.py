from functools import cache
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.backends import find
from accounts.models import User
from accounts.names import validate_public_name
from accounts.signing_up import SigningUp
from markup.text import clean_text, validate_text

LONGEST_NAME = 40
NOBODY = "0"  # as the key of an account that does not exist, so that it is looked for all the same


class LoginForm(AllauthLoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("Email or username")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].help_text = ""
        del self.fields["password"].widget.attrs["placeholder"]


class PublicNameField(forms.CharField):
    """A name that nobody else's reads the same as."""

    default_validators = [validate_public_name]

    def clean(self, value):
        return " ".join(super().clean(clean_text(value or "")).split())


def refuse_if_taken(name, person=None):
    """Raise `ValidationError` if somebody else's name reads the same."""
    if User.objects.like(name).exclude(pk=person and person.pk).exists():
        raise ValidationError(
            gettext("Somebody here has this name, or one that reads the same. Add something to it.")
        )


class SignupForm(AllauthSignupForm):
    """Public name, address and password; what is sent becomes an account when the code is back."""

    field_order = ["public_name", "email", "password1"]
    public_name = PublicNameField(
        label=_("Public name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        help_text=_("Shown beside what you write. Not taken from your address."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("Ten characters or more. Pasting is fine.")
        for name in ("email", "password1"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean_public_name(self):
        refuse_if_taken(self.cleaned_data["public_name"])
        return self.cleaned_data["public_name"]

    def validate_unique_email(self, value):
        """Whether it is known is found out when the message is sent, and shown to nobody."""
        return value

    def try_save(self, request):
        SigningUp.begin(
            request,
            public_name=self.cleaned_data["public_name"],
            email=self.cleaned_data["email"],
            password=self.cleaned_data["password1"],
        )
        return None, redirect("signup_code")


class CodeForm(forms.Form):
    """Six digits that came by mail."""

    code = forms.CharField(
        label=_("Six digits"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "digits"}
        ),
    )

    def __init__(self, *args, expected="", **kwargs):
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not compare_user_code(actual=code, expected=self.expected):
            raise get_adapter().validation_error("incorrect_code")
        return code


class ResetPasswordForm(AllauthResetPasswordForm):
    """Allauth's, asking the database the same whether the address is known or not."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        person = find(email=email)
        self.users = [person] if person and person.is_active else []
        return email

    def save(self, request, **kwargs):
        email = super().save(request, **kwargs)
        request.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY].setdefault("user_id", NOBODY)
        return email


class ActivateTOTPForm(forms.Form):
    """Takes the place of allauth's, which stores the new secret when the page is only looked at.

    Here the page carries it, signed and for one person.
    """

    code = forms.CharField(
        label=_("Code from the app"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "digits"}
        ),
    )
    signed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.salt = user, f"accounts.totp.{user.pk}"
        try:
            self.secret = signing.loads(self.data.get("signed", ""), salt=self.salt, max_age=3600)
        except signing.BadSignature:
            self.secret = generate_totp_secret()
        self.initial["signed"] = signing.dumps(self.secret, salt=self.salt)

    def clean_code(self):
        allow = check_rate_limit(self.user)
        code = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise get_factor_adapter().validation_error("incorrect_code")
        allow()
        return code


@cache
def zones():
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


class ProfileForm(forms.ModelForm):
    public_name = PublicNameField(label=_("Public name"), max_length=LONGEST_NAME)
    website = forms.URLField(
        label=_("Website"), max_length=200, required=False, assume_scheme="https"
    )
    time_zone = forms.TypedChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("A day of study begins and ends by it."),
    )

    class Meta:
        model = User
        fields = ("public_name", "bio", "website", "time_zone")
        widgets = {"bio": forms.Textarea(attrs={"rows": 3})}

    def clean_public_name(self):
        name = self.cleaned_data["public_name"]
        if name != self.instance.public_name:
            refuse_if_taken(name, self.instance)
        return name

    def clean_bio(self):
        bio = clean_text(self.cleaned_data["bio"])
        validate_text(bio)
        return bio
