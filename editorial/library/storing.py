"""The library's items in the database: what stands there, and putting one in."""

from functools import partial

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.core.exceptions import ValidationError
from django.db import transaction

from editorial.library import files
from editorial.library.files import Item
from pages.generations import EVERY_PAGE, expire
from partners.models import Placement
from questions.models import FormerAddress, Path, PathStep, Question, Topic
from questions.revising import fields_of, file_of, revise

LINKS = ("related", "videos", "references")


def all_current(items: list[Item]) -> dict[str, str | None]:
    """What `current` gives for each item, by its key, with a query or two for each question."""
    found = {item.key: item.text for item in everything()}
    renamed = FormerAddress.objects.filter(question__isnull=False).values_list("path", flat=True)
    keys = {path.strip("/") for path in renamed}
    keys -= found.keys()
    return {i.key: current(i) if i.key in keys else found.get(i.key) for i in items}


def current(item: Item, *, lock: bool = False) -> str | None:
    """The canonical text of what the site holds under an item's key, or None.

    With `lock`, inside a transaction, a question stays as it is until the transaction ends.
    """
    kind, name = item.key.split("/", 1)
    if lock and kind == "questions" and (question := _find(name)):
        Question.objects.select_for_update().get(pk=question.pk)
    stored = {
        "topics": _topic,
        "paths": _path,
        "placements": _placement,
        "pages": _page,
        "questions": _question,
    }[kind](name)
    return stored.text if stored is not None else None


def store(item: Item) -> None:
    """Create or change what the item is about; a question must have its row already (`place`)."""
    kind = item.key.split("/", 1)[0]
    {
        "topics": _store_topic,
        "paths": _store_path,
        "placements": _store_placement,
        "pages": _store_page,
        "questions": _store_question,
    }[kind](item.value)


def everything() -> list[Item]:
    """All items of the site, in the order of their files."""
    topics = [topic_item(topic) for topic in Topic.objects.all()]
    questions = Question.objects.select_related("topic").prefetch_related(
        "related_links__target", "videos", "references"
    )
    return [
        *topics,
        *(question_item(q) for q in questions.order_by("topic__position", "position", "id")),
        *(path_item(path) for path in Path.objects.all()),
        *(placement_item(p) for p in Placement.objects.prefetch_related("topics")),
        *(page_item(page) for page in FlatPage.objects.order_by("url")),
    ]


# Topics


def _topic(slug):
    topic = Topic.objects.filter(slug=slug).first()
    return topic_item(topic) if topic else None


def topic_item(topic: Topic) -> Item:
    value = {
        "name": topic.name,
        "slug": topic.slug,
        "summary": topic.summary,
        "pictogram": topic.pictogram,
        "synonyms": topic.synonyms.splitlines(),
    }
    value = {key: entry for key, entry in value.items() if entry}
    return files.topic_of(value | {"position": topic.position})


def _store_topic(value):
    topic = Topic.objects.filter(slug=value["slug"]).first() or Topic(slug=value["slug"])
    topic.name = value["name"]
    topic.summary = value.get("summary", "")
    topic.pictogram = value.get("pictogram", "")
    topic.synonyms = "\n".join(value.get("synonyms", []))
    topic.position = value["position"]
    topic.full_clean()
    topic.save()


# Paths


def _path(slug):
    path = Path.objects.filter(slug=slug).first()
    return path_item(path) if path else None


def path_item(path: Path) -> Item:
    parts = {}
    for part, slug in path.steps.values_list("part", "question__slug"):
        parts.setdefault(part, []).append(slug)
    value = {"name": path.name, "slug": path.slug, "summary": path.summary}
    value["parts"] = [{"title": title, "questions": slugs} for title, slugs in parts.items()]
    return files.path_of(value | {"position": path.position})


def _store_path(value):
    path = Path.objects.filter(slug=value["slug"]).first() or Path(slug=value["slug"])
    path.name, path.summary, path.position = value["name"], value["summary"], value["position"]
    path.full_clean()
    path.save()
    path.steps.all().delete()
    steps = [(part["title"], slug) for part in value["parts"] for slug in part["questions"]]
    for position, (part, slug) in enumerate(steps, start=1):
        question = _find(slug)
        if question is None:
            raise ValidationError(f"there is no question “{slug}”")
        step = PathStep(path=path, part=part, question=question, position=position)
        step.full_clean()
        step.save()


# Placements


def _placement(name):
    placement = Placement.objects.filter(name=name).first()
    return placement_item(placement) if placement else None


def placement_item(placement: Placement) -> Item:
    value = {
        key: getattr(placement, key)
        for key in files.PLACEMENT_KEYS
        if key != "topics" and getattr(placement, key)
    }
    topics = sorted(topic.slug for topic in placement.topics.all())
    if topics:
        value["topics"] = topics
    ordered = {key: value[key] for key in files.PLACEMENT_KEYS if key in value}
    return files.placement_of(ordered)


def _store_placement(value):
    fields = {key: entry for key, entry in value.items() if key != "topics"}
    placement = Placement.objects.filter(name=value["name"]).first() or Placement()
    for key in files.PLACEMENT_KEYS:
        if key != "topics":
            empty = Placement._meta.get_field(key).get_default()
            setattr(placement, key, fields.get(key, empty))
    placement.full_clean()
    placement.save()
    placement.topics.set(Topic.objects.filter(slug__in=value.get("topics", [])))


# Static pages


def _page(name):
    page = FlatPage.objects.filter(url=f"/{name}/").first()
    return page_item(page) if page else None


def page_item(page: FlatPage) -> Item:
    return files.page_of(page.url.strip("/"), page.title, page.content.replace("\r\n", "\n"))


def _store_page(value):
    page, _ = FlatPage.objects.update_or_create(
        url=f"/{value['name']}/",
        defaults={"title": value["title"], "content": value["content"]},
    )
    page.sites.set([settings.SITE_ID])
    transaction.on_commit(partial(expire, EVERY_PAGE))


# Questions


def _find(slug):
    question = Question.objects.select_related("topic").filter(slug=slug).first()
    if question is not None:
        return question
    former = FormerAddress.objects.filter(path=f"/questions/{slug}/", question__isnull=False)
    former = former.select_related("question__topic").first()
    return former.question if former else None


def _question(slug):
    question = _find(slug)
    return question_item(question) if question else None


def question_item(question: Question) -> Item:
    return files.question_of(question.topic.slug, question.slug, file_of(question))


def place(item: Item) -> None:
    """Give a new question its row, as a draft without texts, so that links can lead to it."""
    value = item.value
    question = Question(slug=value["slug"], topic=_topic_of(value))
    for key, entry in fields_of(value["file"]).items():
        if key not in LINKS:
            setattr(question, key, entry)
    question.full_clean()
    Question.objects.bulk_create(
        [Question(title=question.title, slug=question.slug, topic=question.topic)]
    )


def displace(item: Item) -> None:
    """Take back a new question's row, because the question may not be stored."""
    if item.key.startswith("questions/"):
        Question.objects.filter(slug=item.value["slug"]).delete()


def _topic_of(value):
    topic = Topic.objects.filter(slug=value["topic"]).first()
    if topic is None:
        raise ValidationError(f"there is no topic “{value['topic']}”")
    return topic


def _store_question(value):
    question = _find(value["slug"])
    question.topic = _topic_of(value)
    revise(question, author=None, summary="Loaded from the library", **fields_of(value["file"]))
