from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from markup.text import validate_name


class User(AbstractUser):
    """Whoever signs in. The public name never comes from the e-mail address."""

    first_name = None
    last_name = None
    public_name = models.CharField(
        _("public name"), max_length=80, blank=True, validators=[validate_name]
    )
    bio = models.CharField(_("about"), max_length=280, blank=True)
    website = models.URLField(_("website"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")

    def get_full_name(self):
        return self.public_name or self.username

    def get_short_name(self):
        return self.get_full_name()
