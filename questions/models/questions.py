from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from markup.rendering import VERSION, render_answer, render_inline
from markup.text import clean_text, validate_name, validate_text
from pages.generations import EVERY_PAGE
from questions.models.pictures import Picture
from questions.models.topics import Topic

WORDS_PER_MINUTE = 200
TEXTS = ("title", "short_answer", "must_say", "answer", "videos_intro", "synonyms")


class QuestionQuerySet(models.QuerySet):
    def published(self):
        """What everybody may read now. A scheduled question joins at its minute by itself."""
        return self.filter(
            status__in=[Question.Status.PUBLISHED, Question.Status.SCHEDULED],
            published_at__lte=timezone.now(),
        )

    def visible_to(self, person):
        """What `person` (None when signed out) may read: editors also see what is not public."""
        if person is not None and person.has_perm("questions.change_question"):
            return self
        return self.published()

    def for_list(self):
        """What a list shows of a question, without the texts that it does not show."""
        return self.select_related("topic").only(
            "title",
            "slug",
            "position",
            "difficulty",
            "reading_minutes",
            "comment_count",
            "description",
            "short_answer_html",
            "published_at",
            "reviewed_at",
            "meaning_changed_at",
            "topic__name",
            "topic__slug",
        )

    def in_topic_order(self):
        return self.order_by("position", "id")

    def with_place(self):
        """Add each question's place among the published ones of its topic, and its neighbors.

        `number` counts from 1 to `total`; `previous_id` and `next_id` are None at the ends.
        """
        peers = Question.objects.published().filter(topic=OuterRef("topic")).order_by()
        before = peers.filter(
            Q(position__lt=OuterRef("position"))
            | Q(position=OuterRef("position"), pk__lt=OuterRef("pk"))
        )
        after = peers.filter(
            Q(position__gt=OuterRef("position"))
            | Q(position=OuterRef("position"), pk__gt=OuterRef("pk"))
        )
        counted = before.values("topic").annotate(count=Count("pk")).values("count")
        return self.annotate(
            number=Coalesce(Subquery(counted), 0) + 1,
            total=Coalesce(
                Subquery(peers.values("topic").annotate(count=Count("pk")).values("count")), 0
            ),
            previous_id=Subquery(before.order_by("-position", "-pk").values("pk")[:1]),
            next_id=Subquery(after.order_by("position", "pk").values("pk")[:1]),
        )


class Question(models.Model):
    class Difficulty(models.TextChoices):
        BASIC = "basic", _("Basic")
        INTERMEDIATE = "intermediate", _("Intermediate")
        ADVANCED = "advanced", _("Advanced")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in review", _("In review")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    title = models.CharField(_("title"), max_length=200, validators=[validate_name])
    slug = models.SlugField(_("slug"), max_length=200, unique=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="questions", verbose_name=_("topic")
    )
    position = models.PositiveIntegerField(_("position in its topic"), default=0)
    difficulty = models.CharField(
        _("level"), max_length=20, choices=Difficulty, default=Difficulty.INTERMEDIATE
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    reviewed_at = models.DateField(_("reviewed"), null=True, blank=True)
    featured_on = models.DateField(_("featured from"), null=True, blank=True)
    meaning_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reading_minutes = models.PositiveSmallIntegerField(editable=False, default=1)
    version = models.PositiveSmallIntegerField(
        editable=False, default=0, help_text="Of the renderer that made the HTML."
    )
    comment_count = models.PositiveIntegerField(editable=False, default=0)

    # Long texts stand last, so that a database reads past none of them for the columns above.
    short_answer = models.TextField(
        _("answer in thirty seconds"),
        blank=True,
        validators=[validate_text],
        help_text=_("Two to four spoken sentences, in Markdown with maths."),
    )
    must_say = models.TextField(
        _("points a good answer makes"),
        blank=True,
        validators=[validate_text],
        help_text=_("Three to six, one a line, in Markdown with maths."),
    )
    answer = models.TextField(_("answer"), validators=[validate_text])
    videos_intro = models.TextField(
        _("sentence before the videos"), blank=True, validators=[validate_text]
    )
    synonyms = models.TextField(
        _("synonyms"),
        blank=True,
        validators=[validate_text],
        help_text=_("Other words that readers search for, one a line."),
    )

    # Made at save from the texts above, so that nothing is rendered while a reader waits.
    description = models.CharField(editable=False, max_length=300, default="")
    short_answer_html = models.TextField(editable=False, default="")
    must_say_html = models.JSONField(editable=False, default=list)
    answer_html = models.TextField(editable=False, default="")
    answer_text = models.TextField(editable=False, default="")
    headings = models.JSONField(editable=False, default=list)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "position", "id"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [
            models.Index(
                fields=["topic", "position", "id", "status", "published_at", "difficulty"],
                name="question_place",
            ),
            models.Index(fields=["published_at", "id"], name="question_published"),
            models.Index(
                fields=["featured_on"],
                name="question_featured",
                condition=Q(featured_on__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="question_public_has_date",
                condition=~Q(status__in=["published", "scheduled"]) | Q(published_at__isnull=False),
                violation_error_message=_("A published question needs a date."),
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        for name in TEXTS:
            setattr(self, name, clean_text(getattr(self, name)))
        self.settle_status()
        self.render()
        if not self._state.adding:
            # Comments may have been counted since this was loaded.
            kwargs.setdefault("update_fields", _without_counts())
        with transaction.atomic():
            before = Question.objects.filter(pk=self.pk).values_list("topic_id", "status").first()
            super().save(*args, **kwargs)
            self.count_for_topics(before)

    def get_absolute_url(self):
        return reverse("questions:question", args=[self.slug])

    def clean(self):
        self.settle_status()

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            if self.status == self.Status.PUBLISHED:
                _move_count(self.topic_id, -1)
            return super().delete(*args, **kwargs)

    @property
    def is_published(self):
        """The rule of `published()` for one question."""
        public = self.status in (self.Status.PUBLISHED, self.Status.SCHEDULED)
        return public and self.published_at is not None and self.published_at <= timezone.now()

    def stale_pages(self):
        return EVERY_PAGE

    def settle_status(self):
        """Let the status follow the clock: what is published has a date, and not a future one."""
        if self.status == self.Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()
        if self.status in (self.Status.PUBLISHED, self.Status.SCHEDULED) and self.published_at:
            due = self.published_at <= timezone.now()
            self.status = self.Status.PUBLISHED if due else self.Status.SCHEDULED

    def render(self):
        """Make the stored HTML, text and contents list from the Markdown."""
        answer = render_answer(self.answer, sizes=Picture.objects.sizes_in(self.answer))
        self.answer_html = answer.html
        self.answer_text = answer.text
        self.headings = [
            {"level": heading.level, "id": heading.id, "text": heading.text}
            for heading in answer.headings
        ]
        short_answer = render_inline(self.short_answer)
        self.short_answer_html = short_answer.html
        self.description = Truncator(short_answer.text or answer.text).chars(300)
        self.must_say_html = [render_inline(p).html for p in self.must_say.splitlines() if p]
        self.reading_minutes = max(1, round(len(self.answer_text.split()) / WORDS_PER_MINUTE))
        self.version = VERSION

    def count_for_topics(self, before):
        """Keep the topics' counts true; `before` is the stored (topic id, status), or None."""
        after = (self.topic_id, self.status)
        if before == after:
            return
        if before and before[1] == self.Status.PUBLISHED:
            _move_count(before[0], -1)
        if self.status == self.Status.PUBLISHED:
            _move_count(self.topic_id, +1)


def _without_counts():
    fields = Question._meta.concrete_fields
    return [f.name for f in fields if not f.primary_key and f.name != "comment_count"]


def _move_count(topic_id, by):
    Topic.objects.filter(pk=topic_id).update(question_count=F("question_count") + by)
