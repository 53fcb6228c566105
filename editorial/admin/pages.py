from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.flatpages.admin import FlatPageAdmin
from django.contrib.flatpages.models import FlatPage
from django.db import transaction

from pages.generations import EVERY_PAGE, expire

admin.site.unregister(FlatPage)


@admin.register(FlatPage)
class PageAdmin(FlatPageAdmin):
    """The static pages, whose addresses are patterns of the site: neither new ones nor moved."""

    form = forms.ModelForm
    fieldsets = ((None, {"fields": ("url", "title", "content")}),)
    readonly_fields = ("url",)
    list_filter = ()

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(partial(expire, EVERY_PAGE))
