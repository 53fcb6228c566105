from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from discussion import moderating
from discussion.models import Comment


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Editors read, hide and show; superusers also change words and erase, which is logged."""

    list_display = ("__str__", "author", "kind", "state", "created_at")
    list_filter = ("state", "kind")
    list_select_related = ("question", "author")
    search_fields = ("source", "question__title", "author__username")
    show_full_result_count = False
    ordering = ("-pk",)
    actions = ("hide", "show")
    fields = ("question", "author", "kind", "state", "created_at", "edited_at", "source")
    readonly_fields = ("question", "author", "kind", "state", "created_at", "edited_at")

    def has_add_permission(self, request):
        return False

    def has_hide_permission(self, request):
        return request.user.has_perm("discussion.hide_comment")

    @admin.action(description=_("Hide the selected comments"), permissions=["hide"])
    def hide(self, request, queryset):
        for comment in queryset:
            moderating.hide(comment, by=request.user)

    @admin.action(description=_("Show the selected comments"), permissions=["hide"])
    def show(self, request, queryset):
        for comment in queryset:
            moderating.show(comment, by=request.user)

    def save_model(self, request, obj, form, change):
        obj.edited_at = timezone.now()
        obj.save(update_fields=["source", "html", "version", "edited_at"])

    def delete_queryset(self, request, queryset):
        # One by one, because the questions' counts follow each deletion.
        for comment in queryset:
            comment.delete()
