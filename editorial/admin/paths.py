from django.contrib import admin

from questions.models import Path, PathStep


class StepInline(admin.StackedInline):
    model = PathStep
    autocomplete_fields = ("question",)
    extra = 0
    fieldsets = ((None, {"fields": (("part", "position"), "question")}),)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question")


@admin.register(Path)
class PathAdmin(admin.ModelAdmin):
    list_display = ("name", "position", "summary")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (StepInline,)
