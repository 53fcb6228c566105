"""What becomes of something that a signed-out reader sends, as after a session has ended."""

from django.contrib.auth.views import redirect_to_login
from django_htmx.http import HttpResponseClientRedirect


def sign_in_first(request, back):
    """Lead to signing in and from there to the path `back`."""
    response = redirect_to_login(back)
    return HttpResponseClientRedirect(response.url) if request.htmx else response
