"""How often somebody may try: the figures stand in the settings, the counting is allauth's."""

import math
import time

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.shortcuts import render

APP = "allauth.account"
# What the views count, which allauth does not tell whoever draws the answer.
COUNTED = {
    "account_change_password": "change_password",
    "account_email": "manage_email",
    "account_login": "login",
    "account_reauthenticate": "reauthenticate",
    "account_reset_password": "reset_password",
    "account_signup": "signup",
    "mfa_challenge": "login",
    "mfa_reauthenticate": "reauthenticate",
    "mfa_reauthenticate_webauthn": "reauthenticate",
}
SHORTEST = 60  # seconds, where what was counted is not known


def spend(request, action, *, key):
    """Count one more; what is too often is answered with 429."""
    if not ratelimit.consume(request, app=APP, action=action, key=key):
        raise ImmediateHttpResponse(too_many(request, action, key=key))


def too_many(request, action=None, *, key=None):
    """The answer to whoever tries too often: 429, and when to try again."""
    action = action or COUNTED.get(request.resolver_match.view_name)
    if key is None:
        key = request.POST.get("email", request.POST.get("login", "")).lower()
    seconds = wait(request, action, key)
    context = {"minutes": math.ceil(seconds / 60)}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = seconds
    return response


def wait(request, action, key):
    """Seconds until the next try can pass, as far as that is known."""
    now, waits = time.time(), [1]
    for rate in ratelimit.get_rates(app=APP, action=action) if action else []:
        if rate.per == "user" and not request.user.is_authenticated:
            continue
        place = ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=key)
        tries = cache.get(place, [])  # the newest first
        if len(tries) >= rate.amount:
            waits.append(math.ceil(tries[rate.amount - 1] + rate.duration - now))
    return max(waits) if len(waits) > 1 else SHORTEST
