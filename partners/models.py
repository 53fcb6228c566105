from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup.text import validate_text
from pages.generations import EVERY_PAGE
from questions.models import Topic


class PlacementQuerySet(models.QuerySet):
    def running(self):
        """What may be shown today: approved, and within its dates."""
        today = timezone.now().date()
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=today),
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            approved=True,
        )

    def for_page(self, topic=None):
        """One placement a slot, as {slot: placement}; the topic's own stand before the others."""
        placements = self.running().filter(Q(topics__isnull=True) | Q(topics=topic))
        placements = placements.annotate(for_topic=F("topics")).order_by("-position", "-pk")
        chosen = {}
        for placement in sorted(placements, key=lambda p: p.for_topic is not None):
            chosen[placement.slot] = placement
        return chosen


class Placement(models.Model):
    """An advert in a named slot: plain text and a link, chosen by hand, paid by who is named."""

    class Slot(models.TextChoices):
        BELOW_COMMENTS = "below-comments", _("Below the comments")
        BELOW_TOPICS = "below-topics", _("Below the topics")
        FOOTER = "footer", _("Footer, one line")

    name = models.SlugField(_("name"), max_length=60, unique=True)
    slot = models.CharField(_("slot"), max_length=20, choices=Slot)
    advertiser = models.CharField(_("advertiser"), max_length=100, validators=[validate_text])
    paid_by = models.CharField(
        _("who pays"), max_length=100, blank=True, validators=[validate_text],
        help_text=_("Empty for the site's own adverts."),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=100, validators=[validate_text])
    body = models.CharField(_("text"), max_length=300, blank=True, validators=[validate_text])
    address = models.CharField(
        _("address"),
        max_length=300,
        validators=[RegexValidator(r"^(?:https://|/(?![/\\]))[^\s<>\"]*\Z")],
        help_text=_("An https address, or a path of this site."),
    )
    topics = models.ManyToManyField(
        Topic, blank=True, verbose_name=_("topics"), help_text=_("None means all.")
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    approved = models.BooleanField(_("approved"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["slot", "position", "id"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.CheckConstraint(
                name="placement_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self):
        return f"{self.get_slot_display()}: {self.title}"

    def stale_pages(self):
        return EVERY_PAGE


class DailyCount(models.Model):
    """How often a placement was seen and followed on one day (UTC), by nobody in particular."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="daily_counts")
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts by day")
        constraints = [
            models.UniqueConstraint(fields=["placement", "day"], name="daily_count_once"),
        ]

    def __str__(self):
        return f"{self.day}"
