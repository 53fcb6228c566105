from django.apps import apps
from django.contrib.auth import hashers
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from maintenance.guard import dispensable
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

    def check_password(self, raw_password):
        """As Django's, but a hash that is out of date is renewed only if it can be stored.

        Otherwise the session that begins would be bound to a hash that nobody has.
        """
        return hashers.check_password(raw_password, self.password, self._renew_password)

    def _renew_password(self, raw_password):
        stored, renewed = self.password, False
        with dispensable():
            self.set_password(raw_password)
            self._password = None  # the same password is no change of it
            self.save(update_fields=["password"])
            renewed = True
        if not renewed:
            self.password = stored

    def save(self, *args, **kwargs):
        """As Django's; a new address is noted for allauth, which would else do so on reading."""
        super().save(*args, **kwargs)
        if self.email and kwargs.get("update_fields") is None:
            addresses = apps.get_model("account", "EmailAddress").objects
            if not addresses.filter(user=self, email__iexact=self.email).exists():
                primary = not addresses.filter(user=self, primary=True).exists()
                addresses.create(user=self, email=self.email.lower(), primary=primary)

    def get_full_name(self):
        return self.public_name or self.username

    def get_short_name(self):
        return self.get_full_name()
