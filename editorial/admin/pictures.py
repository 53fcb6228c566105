from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from editorial.forms import PictureForm
from editorial.pictures import markdown
from questions.models import Picture


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    """Pictures that answers show: uploaded here, or pasted and dropped into an answer's source."""

    list_display = ("shown", "alternative", "source", "size", "weight", "created_at")
    list_display_links = ("alternative",)
    search_fields = ("alternative", "name")
    readonly_fields = ("shown", "source", "size", "weight", "created_at")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not change:
            kwargs["form"] = PictureForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request, obj=None):
        return ("alternative", *self.readonly_fields) if obj else PictureForm.Meta.fields

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ()

    @admin.display(description=_("picture"))
    def shown(self, picture):
        image = '<img class="thumbnail" src="{}" alt="{}" loading="lazy">'
        return format_html(image, picture.address, picture.alternative)

    @admin.display(description=_("in the Markdown"))
    def source(self, picture):
        return format_html("<code>{}</code>", markdown(picture, picture.alternative))

    @admin.display(description=_("size"))
    def size(self, picture):
        return f"{picture.width} × {picture.height}"

    def get_urls(self):
        upload = self.admin_site.admin_view(require_POST(self.upload))
        return [path("upload/", upload, name="questions_picture_upload"), *super().get_urls()]

    def upload(self, request):
        """Store a picture that was pasted or dropped; answer with the Markdown that shows it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PictureForm(request.POST, request.FILES)
        if not form.is_valid():
            problems = [message for found in form.errors.values() for message in found]
            return JsonResponse({"problems": problems}, status=400)
        picture = form.save()
        self.log_addition(request, picture, [{"added": {}}])
        return JsonResponse({"markdown": markdown(picture, form.cleaned_data["alternative"])})
