from pathlib import PurePath

from django.core.files.storage import default_storage
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.http import require_safe

from markup.sanitising import PICTURE
from pages.cache import public_page
from pages.keyset import paginate
from questions.models import FormerAddress, Path, Question, RelatedLink, Topic
from questions.structured_data import breadcrumbs, learning_resource

RELATED_BESIDE = 3
RECENT = 3


@public_page
@require_safe
def home(request):
    questions = Question.objects.published().for_list()
    topics = Topic.objects.for_index()
    today = timezone.now().date()
    context = {
        "topics": topics,
        "question_count": sum(topic.question_count for topic in topics),
        "featured": questions.filter(featured_on__lte=today).order_by("-featured_on", "id").first(),
        "recent": questions.order_by("-published_at", "-id")[:RECENT],
    }
    return render(request, "questions/home.html", context)


@public_page
@require_safe
def topics(request):
    context = {"topics": Topic.objects.for_index(), "paths": Path.objects.all()}
    return render(request, "questions/topics.html", context)


@public_page
@require_safe
def path(request, slug):
    """Questions in a recommended order, in parts."""
    path = get_object_or_404(Path, slug=slug)
    parts = path.parts()
    questions = [question for _, part in parts for question in part]
    context = {
        "path": path,
        "parts": parts,
        "questions": questions,
        "minutes": sum(question.reading_minutes for question in questions),
    }
    return render(request, "questions/path.html", context)


@public_page(query=["level", "after", "before"])
@require_safe
def topic(request, slug):
    topic = Topic.objects.filter(slug=slug).first()
    if topic is None:
        return moved(request)
    published = Question.objects.published().filter(topic=topic)
    counts = dict(published.order_by().values_list("difficulty").annotate(count=Count("pk")))
    level = request.GET.get("level", "")
    questions = published.for_list().in_topic_order()
    if level in Question.Difficulty.values:
        questions = questions.filter(difficulty=level)
    context = {
        "topic": topic,
        "levels": level_filters(topic, counts, level),
        "page": paginate(request, questions),
        "structured_data": breadcrumbs(topic),
    }
    return render(request, "questions/topic.html", context)


def level_filters(topic, counts, current):
    """The links that filter a topic's questions by level, each with its count."""
    address = topic.get_absolute_url()
    rows = [{"label": "", "url": address, "count": sum(counts.values()), "current": not current}]
    for value, label in Question.Difficulty.choices:
        rows.append(
            {
                "label": label,
                "url": f"{address}?level={value}",
                "count": counts.get(value, 0),
                "current": value == current,
            }
        )
    return rows


@public_page
@require_safe
def question(request, slug):
    visible = Question.objects.visible_to(request.person)
    question = visible.with_place().select_related("topic").filter(slug=slug).first()
    if question is None:
        return moved(request)
    neighbors = Question.objects.for_list().in_bulk(
        [pk for pk in (question.previous_id, question.next_id) if pk]
    )
    related = related_links(question)
    videos = list(question.videos.all())
    context = {
        "question": question,
        "place": {"number": question.number, "total": question.total},
        "related": related[:RELATED_BESIDE],
        "more_related": related[RELATED_BESIDE:],
        "previous": neighbors.get(question.previous_id),
        "next": neighbors.get(question.next_id),
        "videos": videos,
        "references": question.references.all(),
        "topics": Topic.objects.for_index(),
        "structured_data": learning_resource(question, videos),
    }
    return render(request, "questions/question.html", context)


PICTURE_TYPES = {".webp": "image/webp"}
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request, name):
    """An uploaded picture, for sites whose proxy does not serve the files itself."""
    kind = PICTURE_TYPES.get(PurePath(name).suffix)
    if kind is None or not PICTURE.fullmatch(request.path) or not default_storage.exists(name):
        raise Http404
    # The name is made of the content, so what is at an address never changes.
    headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}
    with default_storage.open(name) as file:
        return HttpResponse(file.read(), content_type=kind, headers=headers)


def related_links(question):
    """The links from a question to what everybody may read, in the editors' order."""
    published = Question.objects.published().for_list()
    return list(
        RelatedLink.objects.filter(question=question, target__in=published.values("pk"))
        .select_related("target")
        .only("kind", "target__title", "target__slug", "target__difficulty")
    )


def moved(request):
    """Lead to where the page of this path is now: it was renamed, or lacks its last slash."""
    path = request.path if request.path.endswith("/") else f"{request.path}/"
    former = FormerAddress.objects.select_related("question", "topic").filter(path=path).first()
    if former is not None and (former.topic or former.question.is_published):
        return HttpResponsePermanentRedirect(former.target.get_absolute_url())
    if path != request.path and resolve(path).func is not moved:
        query = f"?{request.META['QUERY_STRING']}" if request.META["QUERY_STRING"] else ""
        return HttpResponsePermanentRedirect(path + query)
    raise Http404
