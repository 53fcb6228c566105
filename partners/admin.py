from django.contrib import admin

from partners.models import Placement


@admin.register(Placement)
class PlacementAdmin(admin.ModelAdmin):
    list_display = ("title", "slot", "advertiser", "paid_by", "starts_on", "ends_on", "approved")
    list_filter = ("slot", "approved")
    search_fields = ("title", "advertiser", "paid_by")
    filter_horizontal = ("topics",)
