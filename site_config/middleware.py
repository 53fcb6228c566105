"""What Django's own security middleware leaves out."""


class ResourcePolicyMiddleware:
    """Other sites may not embed what this one answers (Cross-Origin-Resource-Policy)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
