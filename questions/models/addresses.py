from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questions.models.questions import Question
from questions.models.topics import Topic


class FormerAddress(models.Model):
    """A path where a question or topic once was, and which leads to it forever.

    The target is stored, not its next address, so that no redirect leads to another one.
    """

    path = models.CharField(_("path"), max_length=250, unique=True)
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="former_addresses"
    )
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, blank=True, related_name="former_addresses"
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=False, topic__isnull=True)
                | Q(question__isnull=True, topic__isnull=False),
                name="former_address_leads_to_one",
            )
        ]

    def __str__(self):
        return self.path

    @property
    def target(self):
        return self.question or self.topic
