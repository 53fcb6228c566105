from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from markup.text import validate_text
from pages.generations import EVERY_PAGE
from questions import files
from questions.models.questions import Question


class RelatedLink(models.Model):
    class Kind(models.TextChoices):
        PREREQUISITE = "prerequisite", _("Read first")
        FOLLOW_UP = "follow-up", _("Read next")
        CONTRAST = "contrast", _("Compare")
        DEEPER = "deeper", _("Go deeper")

    class Origin(models.TextChoices):
        EDITOR = "editor", _("Editor")
        SUGGESTED = "suggested", _("Suggested")

    question = models.ForeignKey(Question, models.CASCADE, related_name="related_links")
    target = models.ForeignKey(
        Question, models.CASCADE, related_name="linked_from", verbose_name=_("question")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.FOLLOW_UP)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.EDITOR, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("related question")
        verbose_name_plural = _("related questions")
        constraints = [
            models.UniqueConstraint(fields=["question", "target"], name="related_once"),
            models.CheckConstraint(
                condition=~models.Q(question=models.F("target")), name="related_not_itself"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.target}"

    def stale_pages(self):
        return EVERY_PAGE


class Video(models.Model):
    class Provider(models.TextChoices):
        YOUTUBE = "youtube", "YouTube"

    class Level(models.TextChoices):
        INTRODUCTORY = "introductory", _("Introductory")
        UNDERGRADUATE = "undergraduate", _("Undergraduate level")
        GRADUATE = "graduate", _("Graduate level")

    question = models.ForeignKey(Question, models.CASCADE, related_name="videos")
    provider = models.CharField(
        _("provider"), max_length=20, choices=Provider, default=Provider.YOUTUBE
    )
    video_id = models.CharField(
        _("video id"), max_length=11, validators=[RegexValidator(rf"^{files.VIDEO_ID.pattern}\Z")]
    )
    title = models.CharField(_("title"), max_length=200, validators=[validate_text])
    lecturer = models.CharField(
        _("lecturer"), max_length=100, blank=True, validators=[validate_text]
    )
    course = models.CharField(_("course"), max_length=200, blank=True, validators=[validate_text])
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True)
    runtime = models.PositiveIntegerField(_("runtime in seconds"), null=True, blank=True)
    watch_from = models.PositiveIntegerField(_("watch from second"), null=True, blank=True)
    watch_to = models.PositiveIntegerField(_("watch to second"), null=True, blank=True)
    note = models.TextField(_("what it adds"), blank=True, validators=[validate_text])
    uploaded_on = models.DateField(_("uploaded"), null=True, blank=True)
    embeddable = models.BooleanField(_("may be played here"), default=True)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    def __str__(self):
        return self.title

    def stale_pages(self):
        return EVERY_PAGE

    @property
    def embed_url(self):
        """The player's address at the provider's no-cookie host. It is built, never taken."""
        limits = [f"start={self.watch_from}"] if self.watch_from else []
        limits += [f"end={self.watch_to}"] if self.watch_to else []
        query = "&".join(["autoplay=1", *limits])
        return f"{settings.VIDEO_EMBED_ORIGIN}/embed/{self.video_id}?{query}"

    @property
    def watch_url(self):
        """The provider's own page of the video."""
        start = f"&t={self.watch_from}s" if self.watch_from else ""
        return f"https://www.youtube.com/watch?v={self.video_id}{start}"

    @property
    def runtime_words(self):
        """The runtime as people say it: 1 h 19 min."""
        if not self.runtime:
            return ""
        hours, minutes = divmod(round(self.runtime / 60), 60)
        return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min")) if n)


class Reference(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="references")
    authors = models.CharField(_("authors"), max_length=300, validators=[validate_text])
    title = models.CharField(_("title"), max_length=300, validators=[validate_text])
    year = models.PositiveSmallIntegerField(_("year"))
    address = models.CharField(
        _("address"),
        max_length=300,
        blank=True,
        validators=[RegexValidator(rf"^(?:{files.ADDRESS.pattern})\Z")],
        help_text=_("An https address, or isbn: with the number."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self):
        return f"{self.authors}: {self.title} ({self.year})"

    def stale_pages(self):
        return EVERY_PAGE

    @property
    def url(self):
        return self.address if self.address.startswith("https://") else ""

    @property
    def isbn(self):
        return self.address.removeprefix("isbn:") if self.address.startswith("isbn:") else ""
