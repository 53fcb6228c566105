"""The few pages that belong to the site as a whole."""

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pages.cache import public_page


@public_page
@require_safe
def page(request, url):
    """A static page: terms, privacy, imprint, about, contribute, accessibility."""
    flatpage = get_object_or_404(FlatPage, url=url)
    return render(request, "flatpages/default.html", {"flatpage": flatpage})


@public_page
@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /partners/",
        "Disallow: /search/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page
@require_safe
def manifest(request):
    return render(request, "manifest.webmanifest", content_type="application/manifest+json")


sitemap_index = public_page(require_safe(sitemap_views.index))
sitemap = public_page(query=["p"])(require_safe(sitemap_views.sitemap))
