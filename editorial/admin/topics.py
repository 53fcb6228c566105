import re
from functools import cache

from django import forms
from django.conf import settings
from django.contrib import admin
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from editorial.forms import AddressForm
from questions.models import Topic
from questions.revising import claim_address

_SYMBOL = re.compile(r'<symbol[^>]*\sid="([a-z\d-]+)"')


@cache
def symbols():
    """The names of the pictograms that there are."""
    return _SYMBOL.findall((settings.BASE_DIR / "static" / "pictograms.svg").read_text())


def pictograms():
    """The pictograms as choices that are seen."""
    yield "", _("None")
    for name in symbols():
        drawing = '<svg class="pictogram" aria-hidden="true"><use href="{}#{}" /></svg> {}'
        yield name, format_html(drawing, static("pictograms.svg"), name, name)


class TopicForm(AddressForm):
    pictogram = forms.ChoiceField(
        label=_("Pictogram"), choices=pictograms, required=False, widget=forms.RadioSelect
    )


class PlaceForm(forms.ModelForm):
    """A topic's place in the list, named for whoever does not see the column's head."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].widget.attrs["aria-label"] = _("Position of %s") % self.instance


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    form = TopicForm
    list_display = ("name", "position", "question_count")
    list_editable = ("position",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "summary", "position", "pictogram", "synonyms")

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, form=PlaceForm, **kwargs)

    def save_model(self, request, obj, form, change):
        former = Topic.objects.get(pk=obj.pk).get_absolute_url() if change else None
        claim_address(obj, former)
        super().save_model(request, obj, form, change)
