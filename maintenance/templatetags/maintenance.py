"""What a page says of the mode: the banner, and why something cannot be written."""

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from maintenance.state import current

register = template.Library()


@register.inclusion_tag("maintenance/_banner.html")
def maintenance_banner(icons):
    """The banner of every page, empty while there is nothing to tell."""
    state, now = current(), timezone.now()
    return {
        "state": state,
        "announced": state.announced(now),
        "overdue": state.overdue(now),
        "status_url": settings.STATUS_URL,
        "icons": icons,
    }


@register.simple_tag
def writing_paused(editor=False):
    """Give the sentence that stands beside a control which cannot write now, or nothing.

    `editor` says that those who see the control are editors, whom the switch may let go on.
    """
    state = current()
    if not state.closed or (editor and state.editors):
        return ""
    if state.ends_at is None or state.overdue(timezone.now()):
        return _("Paused during maintenance.")
    return _("Reopens at about %(time)s.") % {"time": utc(state.ends_at)}


@register.filter
def utc(moment):
    """A moment as pages write it: the time, and the date where it is not today's."""
    today = moment.date() == timezone.now().date()
    return f"{moment:%H:%M} UTC" if today else f"{moment:%H:%M} UTC, {moment:%B} {moment.day}"
