from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from operations.localmail import mailbox
from questions.sitemaps import PageSitemap, PathSitemap, QuestionSitemap, TopicSitemap
from questions.views import moved
from site_config import views

admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = admin.site.site_title = settings.SITE_NAME

SITEMAPS = {
    "pages": PageSitemap,
    "topics": TopicSitemap,
    "paths": PathSitemap,
    "questions": QuestionSitemap,
}
STATIC_PAGES = ["contribute", "about", "terms", "privacy", "imprint", "accessibility"]

handler429 = "accounts.limits.too_many"  # allauth's answer has no Retry-After

urlpatterns = [
    path("", include("questions.urls")),
    path("", include("discussion.urls")),
    path("", include("search.urls")),
    path("", include("study.urls")),
    path("", include("partners.urls")),
    path("", include("operations.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("mail/", mailbox, name="mailbox"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        views.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    *(path(f"{name}/", views.page, {"url": f"/{name}/"}, name=name) for name in STATIC_PAGES),
    re_path("", moved),
]
