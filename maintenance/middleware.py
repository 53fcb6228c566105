"""Every response says in which mode the site is."""


class SiteModeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["X-Site-Mode"] = "normal"
        return response
