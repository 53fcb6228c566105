from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """What every page knows: the site's name, its own address, the reader.

    Of the query only a place in a list belongs to the address that search engines should keep.
    """
    place = urlencode({key: request.GET[key] for key in ("after", "before") if key in request.GET})
    return {
        "person": getattr(request, "person", None),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path + (f"?{place}" if place else ""),
        "source_url": settings.SOURCE_URL,
    }
