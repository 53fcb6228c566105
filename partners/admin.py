from datetime import timedelta

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import Placement

SHOWN_DAYS = timedelta(days=90)


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
    readonly_fields = ("counts_by_day",)
    fieldsets = (
        (None, {"fields": ("title", "name", "body", "address")}),
        (_("Who pays"), {"fields": ("advertiser", "paid_by")}),
        (_("Where"), {"fields": ("slot", "topics", "position")}),
        (_("When (days of UTC)"), {"fields": ("approved", "starts_on", "ends_on")}),
        (_("How often"), {"fields": ("counts_by_day",)}),
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

    @admin.display(description=_("The last 90 days (UTC)"))
    def counts_by_day(self, placement):
        first = timezone.now().date() - SHOWN_DAYS
        counts = placement.daily_counts.filter(day__gte=first) if placement.pk else ()
        return render_to_string("partners/counts_by_day.html", {"counts": counts})
