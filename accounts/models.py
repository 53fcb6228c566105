from itertools import chain, count

from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import names
from accounts.names import skeleton, username_from, validate_public_name
from maintenance.guard import dispensable

FACTORS = ["totp", "webauthn"]  # recovery codes only stand in for one of these


class PeopleManager(UserManager):
    use_in_migrations = False

    def with_page(self):
        """Those who have a public page."""
        return self.filter(is_active=True)

    def like(self, name):
        """Those whose username reads the same as this name."""
        return self.filter(username_key=skeleton(username_from(name)))

    def join(self, *, public_name, email, password):
        """Add a member, whose password is hashed already and whose address was shown to be theirs.

        Raises `IntegrityError` if the address has been taken meanwhile.
        """
        with transaction.atomic():
            person = self.model(public_name=public_name, email=email, password=password)
            person.username = self.free_username(public_name)
            person.terms_version = settings.TERMS_VERSION
            person.save()
            person.emailaddress_set.update(verified=True)
        return person

    def free_username(self, public_name):
        """The public name as it stands in addresses, with a number if somebody's reads the same."""
        base = username_from(public_name)
        taken = set(
            self.filter(username_key__startswith=skeleton(base)).values_list(
                "username_key", flat=True
            )
        )
        numbered = (f"{base}-{number}" for number in count(2))
        return next(
            name
            for name in chain([base], numbered)
            if skeleton(name) not in taken and not names.reserved(name)
        )


class User(AbstractUser):
    """Whoever signs in. Neither name ever comes from the e-mail address."""

    first_name = None
    last_name = None
    public_name = models.CharField(
        _("public name"), max_length=80, blank=True, validators=[validate_public_name]
    )
    bio = models.CharField(_("about"), max_length=280, blank=True)
    website = models.URLField(_("website"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    username_key = models.CharField(max_length=names.LONGEST_SKELETON, editable=False, default="")
    terms_version = models.CharField(
        _("version of the terms agreed to"), max_length=20, blank=True, editable=False
    )

    objects = PeopleManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["username_key"],
                condition=~models.Q(username_key=""),
                name="username_reads_as_no_other",
            )
        ]

    def clean(self):
        super().clean()
        alike = User.objects.filter(username_key=skeleton(self.username)).exclude(username_key="")
        if alike.exclude(pk=self.pk).exists():
            raise ValidationError({"username": gettext("Another username reads the same.")})

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
        if kwargs.get("update_fields") is None:
            self.username_key = skeleton(self.username)
        super().save(*args, **kwargs)
        if self.email and kwargs.get("update_fields") is None:
            addresses = apps.get_model("account", "EmailAddress").objects
            if not addresses.filter(user=self, email__iexact=self.email).exists():
                primary = not addresses.filter(user=self, primary=True).exists()
                addresses.create(user=self, email=self.email.lower(), primary=primary)

    def get_absolute_url(self):
        return reverse("person", args=[self.username])

    def stale_pages(self):
        """The person's own page; where the name stands elsewhere, whoever changes it expires it."""
        return [self.get_absolute_url()]

    def get_full_name(self):
        return self.public_name or self.username

    def get_short_name(self):
        return self.get_full_name()

    @property
    def monogram(self):
        """One or two letters in the place of a picture."""
        words = self.get_full_name().replace("-", " ").split()
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else ""

    @property
    def lacks_second_factor(self):
        """Whether this person edits the site, must have a second factor for that, and has none."""
        if not settings.SECOND_FACTOR_REQUIRED or not (self.is_staff or self.is_superuser):
            return False
        return not is_mfa_enabled(self, FACTORS)

    def introduces_itself_to(self, reader, *, approved):
        """Tell whether a reader sees what this person says of itself, and the website.

        Others do once something of this person's was `approved`, so that nobody signs up for the
        sake of a link alone.
        """
        return bool(approved) or self == reader
