"""The addresses of accounts: allauth's names, on our views where allauth's do not fit."""

from allauth.account import urls as account
from allauth.mfa.base.views import index, reauthenticate
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from allauth.mfa.webauthn.views import edit_webauthn, remove_webauthn
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.views import entrance, factors, people

OURS = {
    "account_login": path("login/", entrance.login, name="account_login"),
    "account_signup": path("signup/", entrance.signup, name="account_signup"),
}

second_factor = [
    path("", index, name="mfa_index"),
    path("authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", reauthenticate, name="mfa_reauthenticate"),
    path("app/", activate_totp, name="mfa_activate_totp"),
    path("app/remove/", deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "codes/file/",
        factors.recovery_codes,
        {"as_file": True},
        name="mfa_download_recovery_codes",
    ),
    path("codes/new/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("passkeys/add/", factors.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/login/", entrance.passkey_login, name="mfa_login_webauthn"),
    path(
        "passkeys/reauthenticate/",
        factors.reauthenticate_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/challenge/", factors.challenge, name="mfa_challenge"),
    path("passkeys/creation/", factors.creation, name="mfa_creation"),
    path("passkeys/<int:pk>/", edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", remove_webauthn, name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("accounts/", people.overview, name="account"),
    path("accounts/profile/", people.profile, name="profile"),
    path("accounts/sessions/", people.sessions, name="usersessions_list"),
    path("accounts/signup/code/", entrance.signup_code, name="signup_code"),
    path("accounts/2fa/", include(second_factor)),
    path("accounts/", include([OURS.get(entry.name, entry) for entry in account.urlpatterns])),
    path("people/<str:username>/", people.person, name="person"),
]
