from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from markup.text import validate_name, validate_text
from pages.generations import EVERY_PAGE


class TopicQuerySet(models.QuerySet):
    def for_index(self):
        """The topics as readers see them listed: in order, without those that hold nothing."""
        return self.filter(question_count__gt=0)


class Topic(models.Model):
    name = models.CharField(_("name"), max_length=100, validators=[validate_name])
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True, validators=[validate_text])
    position = models.PositiveIntegerField(_("position"), default=0)
    pictogram = models.SlugField(
        _("pictogram"), max_length=40, blank=True, help_text=_("A symbol of static/pictograms.svg.")
    )
    synonyms = models.TextField(
        _("synonyms"),
        blank=True,
        validators=[validate_text],
        help_text=_("Other words that readers search for, one a line."),
    )
    question_count = models.PositiveIntegerField(
        _("published questions"), default=0, editable=False
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("questions:topic", args=[self.slug])

    def stale_pages(self):
        return EVERY_PAGE
