from datetime import timedelta

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import DailyCount, Placement

SHOWN_DAYS = timedelta(days=90)


class DailyCountInline(admin.TabularInline):
    """The counts of the last months, to read."""

    model = DailyCount
    verbose_name_plural = _("Views and clicks, the last 90 days (UTC)")
    fields = ("day", "views", "clicks")
    extra = 0

    def get_queryset(self, request):
        first = timezone.now().date() - SHOWN_DAYS
        return super().get_queryset(request).filter(day__gte=first)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Placement)
class PlacementAdmin(admin.ModelAdmin):
    list_display = (
        "title", "slot", "advertiser", "paid_by", "starts_on", "ends_on", "approved", "views",
        "clicks",
    )  # fmt: skip
    list_filter = ("slot", "approved")
    search_fields = ("title", "advertiser", "paid_by")
    prepopulated_fields = {"name": ("title",)}
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    inlines = (DailyCountInline,)
    fieldsets = (
        (None, {"fields": ("title", "name", "body", "address")}),
        (_("Who pays"), {"fields": ("advertiser", "paid_by")}),
        (_("Where"), {"fields": ("slot", "topics", "position")}),
        (_("When (days of UTC)"), {"fields": ("approved", "starts_on", "ends_on")}),
    )

    def get_queryset(self, request):
        counts = {name: Sum(f"daily_counts__{name}", default=0) for name in ("views", "clicks")}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description=_("views"), ordering="views")
    def views(self, placement):
        return placement.views

    @admin.display(description=_("clicks"), ordering="clicks")
    def clicks(self, placement):
        return placement.clicks
