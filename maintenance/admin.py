from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maintenance.exceptions import Blocked, Locked, ReadOnly
from maintenance.models import MaintenanceState, Mode
from maintenance.state import stored
from maintenance.switch import running_tasks, switch

WAIT = 5.0  # seconds, while somebody looks at a page that loads


class SwitchForm(forms.ModelForm):
    """What a superuser sets; an end that lies before the beginning is refused."""

    confirm = forms.BooleanField(label=_("I want to change the mode for everybody"))

    class Meta:
        model = MaintenanceState
        fields = ("mode", "editors", "message", "starts_at", "ends_at")
        widgets = {"mode": forms.RadioSelect, "message": forms.Textarea(attrs={"rows": 3})}
        field_classes = {
            "starts_at": forms.SplitDateTimeField,
            "ends_at": forms.SplitDateTimeField,
        }
        help_texts = {
            "message": _("For the banner, up to 280 characters; empty: the usual words."),
            "starts_at": _("UTC; empty: at once. A day before, a notice begins to tell of it."),
            "ends_at": _("UTC. Nothing ends by itself: it is what readers are told."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = AdminSplitDateTime()

    def clean(self):
        values = super().clean()
        if values.get("mode") == Mode.OFF:
            return values | {"editors": False, "message": "", "starts_at": None, "ends_at": None}
        end = values.get("ends_at")
        if end and end <= (values.get("starts_at") or timezone.now()):
            self.add_error("ends_at", gettext("The expected end lies before the beginning."))
        return values


@admin.register(MaintenanceState)
class MaintenanceAdmin(admin.ModelAdmin):
    """One page, for superusers: how the mode stands, and the switch. It works in every mode."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return False

    has_add_permission = has_delete_permission = has_change_permission

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:maintenance_maintenancestate_changelist")

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        state = stored()
        row = MaintenanceState.objects.first() or MaintenanceState()
        form = SwitchForm(request.POST or None, instance=row)
        if request.method == "POST" and form.is_valid() and self.set(request, form):
            return redirect("admin:maintenance_maintenancestate_changelist")
        context = self.admin_site.each_context(request) | {
            "title": self.opts.verbose_name.capitalize(),
            "opts": self.opts,
            "state": state,
            "overdue": state.overdue(timezone.now()),
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/maintenance/switch.html", context)

    def set(self, request, form):
        """Switch, and say so; where that fails, say why at the form and give False."""
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        running = running_tasks(WAIT) if values["mode"] != Mode.OFF else []
        try:
            state = switch(by=request.user.get_username(), wait=WAIT, **values)
        except (Locked, Blocked, ReadOnly, DatabaseError) as error:
            form.add_error(None, gettext("Not set: %(reason)s") % {"reason": error})
            return False
        messages.success(request, gettext("Maintenance is %(mode)s.") % {"mode": state.mode})
        for task in running:
            messages.warning(request, gettext("Still running: %(task)s") % {"task": task})
        return True
