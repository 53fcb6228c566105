from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """What every page knows: the site's name, its own address without the query, the reader."""
    return {
        "person": getattr(request, "person", None),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
        "source_url": settings.SOURCE_URL,
    }
