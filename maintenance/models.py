from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    OFF = "off", _("off: the site is read and written as usual")
    READ_ONLY = "read-only", _("read-only: reading goes on, nothing is stored")
    OFFLINE = "offline", _("offline: one page for everything")


class MaintenanceState(models.Model):
    """The one row that says whether the site may be written to; without a row it may.

    It changes through `maintenance.switch` alone and is read through `maintenance.state`, where
    what the environment says and what was asked for later are weighed with it.
    """

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    mode = models.CharField(_("mode"), max_length=9, choices=Mode, default=Mode.OFF)
    editors = models.BooleanField(_("editors may go on writing"), default=False)
    message = models.TextField(
        _("message"), max_length=280, blank=True, validators=[MaxLengthValidator(280)]
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("expected end"), null=True, blank=True)
    set_by = models.CharField(_("set by"), max_length=150)
    set_at = models.DateTimeField(_("set at"))
    epoch = models.PositiveBigIntegerField(_("number of changes"))

    class Meta:
        verbose_name = _("maintenance mode")
        verbose_name_plural = _("maintenance mode")
        constraints = [
            models.CheckConstraint(name="maintenance_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="maintenance_known_mode", condition=models.Q(mode__in=Mode.values)
            ),
        ]
