"""The pages of refused and failed requests."""

from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def stale_form(request, reason=""):
    """A form whose token no longer fits: 403, with the way back."""
    return render(request, "403_csrf.html", status=403)
