from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pages.cache import public_page
from questions.models import Question, Topic
from search import searching

LONGEST_QUERY = 200


@public_page(query=["q", "topic", "level", "page"])
@require_safe
def search(request):
    text = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    filters = searching.Filters(
        topic=request.GET.get("topic", ""), level=request.GET.get("level", "")
    )
    results = searching.search(text, filters, person=request.person)
    page = Paginator(results.hits, settings.SEARCH_PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "text": text,
        "page": page,
        "questions": [hit.question for hit in page],
        "total": len(results.hits),
        "topic_filters": topic_filters(text, filters, results),
        "level_filters": level_filters(text, filters, results),
        "filtered": bool(filters.topic or filters.level),
        "next_url": address(text, filters, page.number + 1) if page.has_next() else "",
        "previous_url": address(text, filters, page.number - 1) if page.has_previous() else "",
        "topics": Topic.objects.for_index() if not results.hits else [],
    }
    return render(request, "search/search.html", context)


def address(text, filters, page=1):
    """The address of a search, without what is empty."""
    query = {"q": text, "topic": filters.topic, "level": filters.level}
    query |= {"page": page} if page > 1 else {}
    return f"{reverse('search:search')}?{urlencode({k: v for k, v in query.items() if v})}"


def topic_filters(text, filters, results):
    """The links that narrow a search to a topic, in the topics' order, each with its count."""
    topics = sorted(results.topics, key=lambda topic: topic.name)
    choices = [("", sum(results.topics.values()), "")]
    choices += [(topic.name, results.topics[topic], topic.slug) for topic in topics]
    return [
        {
            "label": label,
            "count": count,
            "current": filters.topic == slug,
            "url": address(text, searching.Filters(slug, filters.level)),
        }
        for label, count, slug in choices
    ]


def level_filters(text, filters, results):
    """The links that narrow a search to a level, each with its count."""
    choices = [("", sum(results.levels.values()), "")]
    choices += [
        (label, results.levels[value], value) for value, label in Question.Difficulty.choices
    ]
    return [
        {
            "label": label,
            "count": count,
            "current": filters.level == value,
            "url": address(text, searching.Filters(filters.topic, value)),
        }
        for label, count, value in choices
    ]
