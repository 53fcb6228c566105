"""Signing in and up."""

from allauth.account import views
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.internal import flows as passkeys
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import holding
from accounts.forms import CodeForm
from accounts.signing_up import SigningUp


class CarryingMixin:
    """A form that is posted without its first field has only been come to, with what is held."""

    first_field = ""

    def dispatch(self, request, *args, **kwargs):
        held = holding.carried(request)
        if request.method == "POST" and request.person and held:
            return holding.do(request, held)  # somebody has signed in meanwhile, in another window
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.first_field not in request.POST:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.first_field not in self.request.POST:
            kwargs |= {"data": None, "files": None}
        return kwargs


class LoginView(CarryingMixin, views.LoginView):
    first_field = "login"

    def form_valid(self, form):
        holding.keep(self.request, self.request.POST.get(holding.FIELD))
        return super().form_valid(form)


class SignupView(CarryingMixin, views.SignupView):
    first_field = "email"

    def get_initial(self):
        """What was entered before, for whoever comes back to change the address."""
        process = SigningUp.resume(self.request)
        entered = process.state if process else {}
        return {name: entered.get(name, "") for name in ("public_name", "email")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signup_code(request):
    """The second and last screen of signing up."""
    process = SigningUp.resume(request)
    if process is None or request.person:
        return redirect("account_signup")
    if request.method == "POST" and request.POST.get("action") == "resend":
        if process.can_resend:
            process.resend()
        return redirect("signup_code")
    form = CodeForm(request.POST or None, expected=process.code)
    if form.is_valid():
        return finish(request, process)
    if form.is_bound and not process.record_invalid_attempt():
        messages.error(request, gettext("That was wrong three times. Ask for a new code."))
        return redirect("account_signup")
    return render(request, "account/signup_code.html", {"form": form, "process": process})


def finish(request, process):
    try:
        return process.finish()
    except IntegrityError:  # the same was finished in another window
        process.abort()
        messages.error(request, gettext("There is an account for this address now: log in."))
        return redirect("account_login")


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class PasskeyLoginView(LoginWebAuthnView):
    """Signing in with a passkey alone; the challenge is asked for at `mfa_challenge`."""

    def get(self, request, *args, **kwargs):
        return redirect("account_login")

    def form_valid(self, form):
        holding.keep(self.request, self.request.POST.get(holding.FIELD))
        authenticator = form.cleaned_data["credential"]
        login = passkeys.Login(
            user=authenticator.user, redirect_url=get_next_redirect_url(self.request)
        )
        return passkeys.perform_passwordless_login(self.request, authenticator, login)

    def form_invalid(self, form):
        messages.error(self.request, gettext("That passkey did not work. Use your password."))
        held = holding.carried(self.request)
        return holding.hold(self.request, held) if held else redirect("account_login")


login, signup = LoginView.as_view(), SignupView.as_view()
passkey_login = PasskeyLoginView.as_view()
