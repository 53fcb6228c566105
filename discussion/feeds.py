"""An Atom feed of what was said last about one question."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from questions.models import Question

ENTRIES = 30


class CommentFeed(Feed):
    feed_type = Atom1Feed

    def get_object(self, request, slug):
        question = Question.objects.published().filter(slug=slug).first()
        if question is None:
            raise Http404
        return question

    def title(self, obj):
        return _("Comments on “%(question)s” · %(site)s") % {
            "question": obj.title,
            "site": settings.SITE_NAME,
        }

    def link(self, obj):
        return obj.get_absolute_url()

    def items(self, obj):
        return obj.comments.visible().select_related("author").order_by("-pk")[:ENTRIES]

    def item_title(self, item):
        return _("%(kind)s by %(name)s") % {
            "kind": item.get_kind_display(),
            "name": item.author_name,
        }

    def item_description(self, item):
        return item.html  # it was sanitized before it was stored, and a feed's reader does it again

    def item_pubdate(self, item):
        return item.created_at

    def item_updateddate(self, item):
        return item.edited_at or item.created_at

    def item_author_name(self, item):
        return item.author_name
