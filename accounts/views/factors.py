"""Second factors, where allauth's own views store something when they are only looked at.

The challenge of a passkey lies in the session. It is asked for by a POST of its own when the button
is pressed, so that it can be stored, and signing in works, while the site is read-only.
"""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.views import BaseReauthenticateView
from allauth.decorators import rate_limit
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth, flows
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic.base import ContextMixin
from django.views.generic.edit import FormMixin


@never_cache
@require_POST
@rate_limit(action="login")
def challenge(request):
    """What a passkey signs to show itself: as JSON, as the browser's interface takes it."""
    return JsonResponse(auth.begin_authentication(who_signs(request)))


def who_signs(request):
    """Who is signed in, or has given the password; None where the passkey tells it."""
    if request.person:
        return request.person
    stage = get_pending_stage(request)
    return stage.login.user if stage and stage.key == AuthenticateStage.key else None


@never_cache
@require_POST
@login_required
def creation(request):
    """What a new passkey is made from, which can then sign in without a password."""
    return JsonResponse(flows.begin_registration(request, request.user, passwordless=True))


class AuthenticateView(base.AuthenticateView):
    def get_context_data(self, **kwargs):
        return ContextMixin.get_context_data(self) | {
            "form": self.auth_form,
            "passkeys": Authenticator.objects.filter(
                user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN
            ).exists(),
        }


class AddPasskeyView(webauthn.AddWebAuthnView):
    def get_context_data(self, **kwargs):
        return FormMixin.get_context_data(self, **kwargs)


class ReauthenticatePasskeyView(webauthn.ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs):
        return BaseReauthenticateView.get_context_data(self, **kwargs)


@never_cache
@require_safe
@login_required
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request, as_file=False):
    """The codes that are left, as a page or as a file."""
    row = get_object_or_404(
        Authenticator, user=request.user, type=Authenticator.Type.RECOVERY_CODES
    )
    context = {"unused_codes": row.wrap().get_unused_codes()}
    if not as_file:
        return render(request, "mfa/recovery_codes/index.html", context)
    response = render(request, "mfa/recovery_codes/download.txt", context, "text/plain")
    response["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


authenticate = AuthenticateView.as_view()
add_passkey = AddPasskeyView.as_view()
reauthenticate_passkey = ReauthenticatePasskeyView.as_view()
