"""The one way a question changes: everybody's change goes through `revise`."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questions import files
from questions.models import FormerAddress, Question, Reference, RelatedLink, Revision, Video

LINKS = ("related", "videos", "references")


class Conflict(Exception):
    """The question has changed since the revision that a change was based on."""

    def __init__(self, latest):
        self.latest = latest
        super().__init__(f"{latest.question} has changed since")


@transaction.atomic
def revise(question, *, author, summary, based_on=None, meaning_changed=False, **changes):
    """Change a question, or store a new one, and keep the state as a `Revision`.

    `changes` are fields of `Question`, and `related`, `videos` and `references` as lists of the
    classes of `questions.files`. Returns None where nothing has changed. Raises `Conflict` when
    `based_on` (a `Revision`) is not the latest one, `ValidationError` for an address that is taken.
    """
    latest = None
    former = None
    if question.pk:
        stored = Question.objects.select_for_update().only("slug").get(pk=question.pk)
        former = stored.get_absolute_url()
        latest = question.revisions.first()
        if based_on is not None and latest is not None and latest.pk != based_on.pk:
            raise Conflict(latest)
    links = {name: changes.pop(name) for name in LINKS if name in changes}
    for name, value in changes.items():
        setattr(question, name, value)
    question.clean_fields()
    return _store(question, links, former, latest, author, summary, meaning_changed)


def _store(question, links, former, latest, author, summary, meaning_changed):
    if meaning_changed:
        question.meaning_changed_at = timezone.now()
    if not question.position:
        last = Question.objects.filter(topic=question.topic).order_by("position").last()
        question.position = last.position + 1 if last else 1
    claim_address(question, former)
    question.save()
    stored = file_of(question)
    changed = [name for name in links if tuple(links[name]) != getattr(stored, name)]
    for name in changed:
        _replace(question, name, links[name])
    text = files.dump(file_of(question) if changed else stored)
    if latest is not None and latest.text == text and former == question.get_absolute_url():
        return None
    return Revision.objects.create(
        question=question,
        text=text,
        author=author,
        summary=summary,
        based_on=latest,
        meaning_changed=meaning_changed,
    )


def claim_address(target, former):
    """Let `target` (a question or topic about to be saved) have its address.

    `former` is the path that it had, or None; it leads here from now on. Raises `ValidationError`
    if something else was once at the new address: an address is never given away again.
    """
    path = target.get_absolute_url()
    if path == former:
        return
    taken = FormerAddress.objects.filter(path=path).first()
    if taken is not None and taken.target != target:
        raise ValidationError({"slug": _("Another page was once at this address.")})
    if taken is not None:
        taken.delete()
    if former:
        kind = target._meta.model_name
        FormerAddress.objects.update_or_create(path=former, defaults={kind: target})


def _replace(question, name, items):
    """Bring the linked rows of a question to `items`."""
    if name == "related":
        question.related_links.filter(origin=RelatedLink.Origin.EDITOR).delete()
        targets = Question.objects.in_bulk([item.slug for item in items], field_name="slug")
        if missing := [item.slug for item in items if item.slug not in targets]:
            raise ValidationError(
                _("Related to a question that is not here: %s") % ", ".join(missing)
            )
        question.related_links.filter(target__in=targets.values()).delete()
        rows = [
            RelatedLink(question=question, target=targets[item.slug], kind=item.kind)
            for item in items
        ]
    elif name == "videos":
        question.videos.all().delete()
        rows = [_video(question, item) for item in items]
    else:
        question.references.all().delete()
        rows = [
            Reference(
                question=question,
                authors=item.authors,
                title=item.title,
                year=item.year,
                address=item.address,
            )
            for item in items
        ]
    for position, row in enumerate(rows):
        row.position = position
        row.clean_fields(exclude=("question", "target"))  # which were just read
        row.validate_constraints()
        row.save()


def _video(question, item):
    return Video(
        question=question,
        provider=item.provider,
        video_id=item.id,
        title=item.title,
        lecturer=item.lecturer,
        course=item.course,
        level=item.level,
        runtime=item.runtime,
        watch_from=item.watch_from,
        watch_to=item.watch_to,
        note=item.note,
        uploaded_on=item.uploaded,
    )


def file_of(question):
    """The stored state of a question as a `QuestionFile`."""
    public = question.status in (Question.Status.PUBLISHED, Question.Status.SCHEDULED)
    return files.QuestionFile(
        title=question.title,
        position=question.position or None,
        difficulty=str(question.difficulty),
        status="" if public else str(question.status),
        short_answer=question.short_answer,
        must_say=tuple(question.must_say.splitlines()),
        answer=question.answer,
        related=tuple(
            files.Related(link.target.slug, str(link.kind))
            for link in question.related_links.filter(
                origin=RelatedLink.Origin.EDITOR
            ).select_related("target")
        ),
        videos_intro=question.videos_intro,
        videos=tuple(_video_file(video) for video in question.videos.all()),
        references=tuple(
            files.Reference(ref.authors, ref.title, ref.year, ref.address)
            for ref in question.references.all()
        ),
        synonyms=tuple(question.synonyms.splitlines()),
        featured=question.featured_on,
        published=question.published_at,
        reviewed=question.reviewed_at,
    )


def _video_file(video):
    return files.Video(
        provider=str(video.provider),
        id=video.video_id,
        title=video.title,
        lecturer=video.lecturer,
        course=video.course,
        level=str(video.level),
        runtime=video.runtime,
        watch_from=video.watch_from,
        watch_to=video.watch_to,
        note=video.note,
        uploaded=video.uploaded_on,
    )


def fields_of(file):
    """The fields of `Question` that a `QuestionFile` gives, ready for `revise`."""
    status = file.status or (Question.Status.PUBLISHED if file.published else Question.Status.DRAFT)
    return {
        "title": file.title,
        "difficulty": file.difficulty,
        "status": status,
        "short_answer": file.short_answer,
        "must_say": "\n".join(file.must_say),
        "answer": file.answer,
        "videos_intro": file.videos_intro,
        "synonyms": "\n".join(file.synonyms),
        "featured_on": file.featured,
        "published_at": file.published,
        "reviewed_at": file.reviewed,
        "related": file.related,
        "videos": file.videos,
        "references": file.references,
    } | ({"position": file.position} if file.position else {})
