"""The pages of refused and failed requests."""

from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from accounts import holding


@requires_csrf_token
def stale_form(request, reason=""):
    """A form whose token does not fit: 403, and what was typed comes back with one that does.

    Somebody who is signed out may send to a page's form without a token, because those pages are
    the same for everybody; what can be held is then held until somebody has signed in.
    """
    if not holding.came_from_here(request):
        return render(request, "403_csrf.html", status=403)
    held = holding.Held.read(request.POST.get(holding.FIELD)) or holding.Held.of(request)
    if held.view and request.person is None:
        return holding.hold(request, held)
    return holding.give_back(request, held)
