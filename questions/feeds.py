"""Atom feeds of what has been published last."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from questions.models import Question, Topic

ENTRIES = 30


class QuestionFeed(Feed):
    feed_type = Atom1Feed

    def title(self, obj=None):
        return settings.SITE_NAME

    def link(self, obj=None):
        return reverse("questions:home")

    def subtitle(self, obj=None):
        return _("Machine learning questions with answers, newest first.")

    def items(self, obj=None):
        return self._newest(Question.objects.published())

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return escape(item.description)  # Atom's summaries are HTML

    def item_pubdate(self, item):
        return item.published_at

    def item_updateddate(self, item):
        return item.meaning_changed_at or item.published_at

    def author_name(self, obj=None):
        return settings.SITE_NAME

    def _newest(self, questions):
        return questions.for_list().order_by("-published_at", "-id")[:ENTRIES]


class TopicFeed(QuestionFeed):
    def get_object(self, request, slug):
        return get_object_or_404(Topic, slug=slug)

    def title(self, obj):
        return f"{obj.name} · {settings.SITE_NAME}"

    def link(self, obj):
        return obj.get_absolute_url()

    def items(self, obj):
        return self._newest(Question.objects.published().filter(topic=obj))
