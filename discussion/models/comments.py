from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from markup.rendering import MAX_COMMENT_CHARACTERS, VERSION, render_comment
from markup.text import clean_text, validate_text
from questions.models import Question

EDIT_WINDOW = timedelta(minutes=15)

# How many comments within which time; a new member has no visible comment yet.
MEMBERS_LIMITS = ((5, timedelta(minutes=1)), (50, timedelta(days=1)))
NEW_MEMBERS_LIMITS = ((2, timedelta(minutes=1)), *MEMBERS_LIMITS)


def moderates(person):
    """Tell whether `person` (None when signed out) may hide and show comments."""
    return person is not None and person.has_perm("discussion.hide_comment")


class CommentQuerySet(models.QuerySet):
    def visible(self):
        return self.filter(state=Comment.State.VISIBLE)

    def visible_to(self, person):
        """What `person` (None when signed out) may read: the own and, for editors, all that is
        held or hidden, and nothing that its author has deleted.
        """
        if moderates(person):
            return self.exclude(state=Comment.State.DELETED)
        own = Q(author=person, state__in=[Comment.State.HELD, Comment.State.HIDDEN])
        return self.filter(Q(state=Comment.State.VISIBLE) | own) if person else self.visible()

    def in_thread(self, person):
        """What has a place in the thread that `person` sees: removed comments keep theirs."""
        if moderates(person):
            return self
        held = Q(state=Comment.State.HELD)
        return self.exclude(held & ~Q(author=person)) if person else self.exclude(held)

    def managed_by(self, person):
        """What `person` may edit or delete: superusers everything, others what is theirs."""
        stand = self.exclude(state=Comment.State.DELETED)
        return stand if person.is_superuser else stand.filter(author=person)

    def for_thread(self):
        """What the thread shows of a comment, and whether anybody replied to it."""
        replies = Comment.objects.in_thread(None).filter(parent=OuterRef("pk"))
        unread = ("source", "author__password", "author__email", "author__bio", "author__website")
        return (
            self.select_related("author")
            .defer("submission", *unread)
            .annotate(has_replies=Exists(replies))
        )

    def public_of(self, author):
        """What everybody may read of an author, newest first, with the questions."""
        published = self.visible().filter(question__in=Question.objects.published().values("pk"))
        return published.filter(author=author).select_related("question").order_by("-pk")

    def is_new(self, author, *, but=None):
        """Tell whether the author is a new member, their comment with the key `but` aside."""
        known = self.visible().filter(author=author).exclude(pk=but).exists()
        return not known and not moderates(author)

    def next_allowed(self, author, now):
        """When the author may comment again; a moment that has passed means now."""
        limits = NEW_MEMBERS_LIMITS if self.is_new(author) else MEMBERS_LIMITS
        longest = max(number for number, _period in limits)
        made = list(
            self.filter(author=author)
            .order_by("-created_at")
            .values_list("created_at", flat=True)[:longest]
        )
        return max(
            (made[number - 1] + period for number, period in limits if len(made) >= number),
            default=now,
        )


class Comment(models.Model):
    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        CORRECTION = "correction", _("Correction")

    class State(models.TextChoices):
        VISIBLE = "visible", _("Visible")
        HELD = "held", _("Held for review")
        HIDDEN = "hidden", _("Removed by an editor")
        DELETED = "deleted", _("Removed by its author")

    question = models.ForeignKey(
        Question,
        models.CASCADE,
        related_name="comments",
        db_index=False,
        verbose_name=_("question"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="comments",
        db_index=False,
        verbose_name=_("author"),
        help_text=_("Empty for a former member."),
    )
    # Restricted: a comment with replies goes only together with its question.
    parent = models.ForeignKey(
        "self", models.RESTRICT, null=True, related_name="replies", db_index=False
    )
    root = models.ForeignKey(
        "self", models.RESTRICT, null=True, related_name="thread", db_index=False
    )
    depth = models.PositiveIntegerField(default=0, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.COMMENT)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.VISIBLE)
    submission = models.UUIDField(editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    version = models.PositiveSmallIntegerField(
        editable=False, default=0, help_text="Of the renderer that made the HTML."
    )
    source = models.TextField(
        _("text"), max_length=MAX_COMMENT_CHARACTERS, validators=[validate_text]
    )
    html = models.TextField(editable=False, default="")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("hide_comment", "Can hide comment")]
        indexes = [
            models.Index(fields=["question", "id"], name="comment_question"),
            models.Index(
                fields=["question", "id"], name="comment_roots", condition=Q(parent__isnull=True)
            ),
            models.Index(fields=["root", "depth", "id"], name="comment_thread"),
            models.Index(fields=["parent", "depth", "id"], name="comment_replies"),
            models.Index(fields=["author", "created_at"], name="comment_author"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "submission"], name="comment_submission_once"
            ),
            models.CheckConstraint(
                name="comment_place",
                condition=Q(depth=0, parent__isnull=True, root__isnull=True)
                | Q(depth__gt=0, parent__isnull=False, root__isnull=False),
            ),
            models.CheckConstraint(
                name="comment_kind", condition=Q(kind__in=["comment", "correction"])
            ),
            models.CheckConstraint(
                name="comment_state",
                condition=Q(state__in=["visible", "held", "hidden", "deleted"]),
            ),
        ]

    def __str__(self):
        return _("Comment %(number)s on “%(question)s”") % {
            "number": self.pk,
            "question": self.question,
        }

    def save(self, *args, **kwargs):
        self.source = clean_text(self.source)
        self.render()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """The page of this comment and the replies to it."""
        return reverse("discussion:comment", args=[self.pk])

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            if self.state == self.State.VISIBLE:
                self._count(-1)
            return super().delete(*args, **kwargs)

    def stale_pages(self):
        """The question's page, its list and feed of comments, and the author's page."""
        try:
            question = self.question
        except Question.DoesNotExist:  # it went with its question, with which every page expires
            return []
        return [
            question.get_absolute_url(),
            reverse("discussion:comments", args=[question.slug]),
            reverse("discussion:feed", args=[question.slug]),
            *([self.author.get_absolute_url()] if self.author else []),
        ]

    @property
    def author_name(self):
        return self.author.get_full_name() if self.author else gettext("A former member")

    @property
    def is_visible(self):
        return self.state == self.State.VISIBLE

    @property
    def is_answered(self):
        return self.replies.in_thread(None).exists()

    def is_readable_by(self, person):
        """The rule of `visible_to` for one comment."""
        if self.state == self.State.DELETED:
            return False
        own = person is not None and self.author_id == person.pk
        return self.is_visible or own or moderates(person)

    def is_recent(self, now):
        """Tell whether its author might still change it, if nobody replied."""
        stands = self.state in (self.State.VISIBLE, self.State.HELD)
        return stands and now < self.created_at + EDIT_WINDOW

    def is_open(self, now):
        """Tell whether its author may still change it."""
        return self.is_recent(now) and not self.is_answered

    def render(self):
        """Make the stored HTML from the Markdown."""
        self.html = render_comment(self.source).html
        self.version = VERSION

    def place_below(self, parent):
        """Make this a reply to the comment `parent`, or the beginning of a thread for None."""
        self.parent = parent
        self.root = (parent.root or parent) if parent else None
        self.depth = parent.depth + 1 if parent else 0

    def move_to(self, state):
        """Give it another state and keep the question's count true; for a transaction."""
        before, self.state = self.state, state
        self.save(update_fields=["state"])
        self.count_from(before)

    def count_from(self, before):
        """Count this comment for its question, whose count knew it in the state `before`."""
        visible = self.State.VISIBLE
        if (before == visible) != (self.state == visible):
            self._count(+1 if self.state == visible else -1)

    def _count(self, by):
        Question.objects.filter(pk=self.question_id).update(comment_count=F("comment_count") + by)
