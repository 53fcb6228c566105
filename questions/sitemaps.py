from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.contrib.sitemaps import Sitemap
from django.db.models import Max

from questions.models import Path, Question, Topic


class SiteSitemap(Sitemap):
    protocol = urlsplit(settings.SITE_URL).scheme


class QuestionSitemap(SiteSitemap):
    limit = 5000

    def items(self):
        return (
            Question.objects.published()
            .only("slug", "published_at", "meaning_changed_at")
            .order_by("id")
        )

    def get_latest_lastmod(self):
        return Question.objects.published().aggregate(latest=Max("published_at"))["latest"]

    def lastmod(self, question):
        return question.meaning_changed_at or question.published_at


class TopicSitemap(SiteSitemap):
    def items(self):
        return Topic.objects.for_index()


class PathSitemap(SiteSitemap):
    def items(self):
        return Path.objects.all()


class PageSitemap(SiteSitemap):
    """The static pages, and home."""

    def items(self):
        return ["/", "/topics/", *FlatPage.objects.order_by("url").values_list("url", flat=True)]

    def location(self, path):
        return path
