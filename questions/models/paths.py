from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from markup.text import validate_name, validate_text
from pages.generations import EVERY_PAGE
from questions.models.questions import Question


class Path(models.Model):
    """Questions in an order that editors recommend, such as two weeks before an interview."""

    name = models.CharField(_("name"), max_length=100, validators=[validate_name])
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    summary = models.CharField(_("summary"), max_length=300, validators=[validate_text])
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("path")
        verbose_name_plural = _("paths")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("questions:path", args=[self.slug])

    def stale_pages(self):
        return EVERY_PAGE

    def parts(self):
        """The parts in order, as (title, published questions); empty ones are left out."""
        published = (
            Question.objects.published()
            .for_list()
            .in_bulk(self.steps.values_list("question", flat=True))
        )
        parts = {}
        for part, question in self.steps.values_list("part", "question"):
            if question in published:
                parts.setdefault(part, []).append(published[question])
        return list(parts.items())


class PathStep(models.Model):
    path = models.ForeignKey(Path, models.CASCADE, related_name="steps")
    part = models.CharField(
        _("part"), max_length=100, validators=[validate_text], help_text=_("Such as “Day 1”.")
    )
    question = models.ForeignKey(
        Question, models.CASCADE, related_name="+", verbose_name=_("question")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = [
            models.UniqueConstraint(fields=["path", "question"], name="questions_step_once")
        ]

    def __str__(self):
        return str(self.question)

    def stale_pages(self):
        return EVERY_PAGE
