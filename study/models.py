from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup.text import validate_text
from questions.models import Question

KEPT_FOR_UNDO = timedelta(days=30)


class BookmarkQuerySet(models.QuerySet):
    def of(self, person):
        """The bookmarks of one person, those that were removed left out."""
        return self.filter(person=person, removed_at=None)

    def matching(self, text):
        """Those whose question's title or whose note holds every word of `text`."""
        found = self
        for word in text.split():
            found = found.filter(
                models.Q(question__title__icontains=word) | models.Q(note__icontains=word)
            )
        return found

    def for_list(self):
        """Newest first, each with what a list shows of its question."""
        shown = ("title", "slug", "difficulty", "topic__name", "topic__slug")
        return (
            self.select_related("question__topic")
            .only("note", "created_at", "person", *(f"question__{name}" for name in shown))
            .order_by("-created_at", "-id")
        )

    def add(self, person, question):
        """Bookmark a question; one that was removed comes back with its note, another stays.

        One statement, so that any number of presses at once end in the same row.
        """
        self.bulk_create(
            [Bookmark(person=person, question=question)],
            update_conflicts=True,
            unique_fields=["person", "question"],
            update_fields=["removed_at"],
        )

    def remove(self, person, question):
        """Take a bookmark away; its row stays for a while, so that undoing brings the note back."""
        self.of(person).filter(question=question).update(removed_at=timezone.now())


class Bookmark(models.Model):
    """That a person wants to find a question again, with a note that nobody else reads."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks", verbose_name=_("person")
    )
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="+", verbose_name=_("question")
    )
    note = models.TextField(_("note"), max_length=2000, blank=True, validators=[validate_text])
    created_at = models.DateTimeField(_("saved"), default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [
            models.UniqueConstraint(fields=["person", "question"], name="study_one_bookmark")
        ]
        indexes = [
            models.Index(
                fields=["person", "-created_at", "-id"],
                condition=models.Q(removed_at=None),
                name="study_bookmarks_of_person",
            )
        ]
