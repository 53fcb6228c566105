from django.conf import settings


class PersonMiddleware:
    """Sets `request.person`: who is signed in, or None.

    Without a session cookie the session is not even looked at, so that pages of signed-out
    readers hold nothing of a session and can be kept by the page cache.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.person = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            request.person = request.user
        return self.get_response(request)
