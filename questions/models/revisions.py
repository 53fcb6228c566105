from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.models.questions import Question


class Revision(models.Model):
    """One saved state of a question, whole, as the text of its file."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="revisions")
    text = models.TextField(_("text"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    meaning_changed = models.BooleanField(_("the meaning changed"), default=False)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        get_latest_by = "id"
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self):
        return f"{self.question} ({self.created_at:%Y-%m-%d %H:%M})"
