import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from markup.text import validate_text

_NAMED = re.compile(r"/media/([0-9a-f]{8,128}\.[a-z]{3,4})")


class PictureQuerySet(models.QuerySet):
    def sizes_in(self, text):
        """Width and height, in pixels, of the pictures that a Markdown text names, by address."""
        names = set(_NAMED.findall(text))
        if not names:
            return {}
        pictures = self.filter(name__in=names)
        return {picture.address: (picture.width, picture.height) for picture in pictures}


class Picture(models.Model):
    """An uploaded picture. Its name is made of its content, so it never changes."""

    name = models.CharField(_("name"), max_length=80, unique=True, editable=False)
    alternative = models.CharField(
        _("alternative text"),
        max_length=300,
        validators=[validate_text],
        help_text=_("What it shows, for whoever does not see it."),
    )
    width = models.PositiveSmallIntegerField(_("width"), editable=False)
    height = models.PositiveSmallIntegerField(_("height"), editable=False)
    weight = models.PositiveIntegerField(_("bytes"), editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self):
        return self.alternative

    @property
    def address(self):
        return f"/media/{self.name}"
