from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.flatpages.admin import FlatPageAdmin
from django.contrib.flatpages.models import FlatPage
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pages.generations import EVERY_PAGE, expire
from questions.models import (
    FormerAddress,
    Path,
    PathStep,
    Question,
    Reference,
    RelatedLink,
    Revision,
    Topic,
    Video,
)
from questions.revising import claim_address, revise


class AddressForm(forms.ModelForm):
    """A form of something with an address, which nothing else may ever have had."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        kind = self._meta.model._meta.model_name
        path = self._meta.model(slug=slug).get_absolute_url()
        taken = FormerAddress.objects.filter(path=path).exclude(**{kind: self.instance.pk})
        if taken.exists():
            raise ValidationError(_("Another page was once at this address."))
        return slug


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    form = AddressForm
    list_display = ("name", "position", "question_count")
    list_editable = ("position",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def save_model(self, request, obj, form, change):
        former = Topic.objects.get(pk=obj.pk).get_absolute_url() if change else None
        claim_address(obj, former)
        super().save_model(request, obj, form, change)


class RelatedForm(forms.ModelForm):
    def clean_target(self):
        target = self.cleaned_data["target"]
        if target.pk == self.instance.question_id:
            raise ValidationError(_("A question is not related to itself."))
        return target


class RelatedInline(admin.TabularInline):
    model = RelatedLink
    form = RelatedForm
    fk_name = "question"
    autocomplete_fields = ("target",)
    extra = 0


class VideoInline(admin.StackedInline):
    model = Video
    extra = 0


class ReferenceInline(admin.TabularInline):
    model = Reference
    extra = 0


class QuestionForm(AddressForm):
    """Knows which revision its text was based on, so that no editor undoes another unawares."""

    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["based_on"] = self.latest_revision()

    def latest_revision(self):
        return self.instance.revisions.values_list("pk", flat=True).first()

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            Question.objects.select_for_update().only("pk").get(pk=self.instance.pk)
            latest = self.latest_revision()
            if cleaned.get("based_on") != latest:
                self.data = self.data.copy()
                self.data["based_on"] = latest
                raise ValidationError(
                    _(
                        "Somebody has saved this question since you opened it. Theirs stands and "
                        "can be read under “Revisions”; yours is still here. Save again to "
                        "replace theirs."
                    )
                )
        return cleaned


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    form = QuestionForm
    list_display = ("title", "topic", "position", "difficulty", "status", "published_at")
    list_filter = ("status", "difficulty", "topic")
    list_select_related = ("topic",)
    search_fields = ("title", "slug", "synonyms")
    prepopulated_fields = {"slug": ("title",)}
    date_hierarchy = "published_at"
    inlines = (RelatedInline, VideoInline, ReferenceInline)
    fieldsets = (
        (None, {"fields": ("title", "slug", "topic", "position", "difficulty")}),
        (_("Answer"), {"fields": ("short_answer", "must_say", "answer", "videos_intro")}),
        (_("Publication"), {"fields": ("status", "published_at", "reviewed_at", "featured_on")}),
        (_("Finding"), {"fields": ("synonyms", "based_on")}),
    )

    def save_model(self, request, obj, form, change):
        former = Question.objects.get(pk=obj.pk).get_absolute_url() if change else None
        claim_address(obj, former)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        revise(form.instance, author=request.user, summary=_("Edited in the admin"))

    def delete_queryset(self, request, queryset):
        # One by one, because the topics' counts follow each deletion.
        for question in queryset:
            question.delete()


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    list_display = ("question", "author", "summary", "created_at")
    list_select_related = ("question", "author")
    search_fields = ("question__title", "summary")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class StepInline(admin.TabularInline):
    model = PathStep
    autocomplete_fields = ("question",)
    extra = 0


@admin.register(Path)
class PathAdmin(admin.ModelAdmin):
    list_display = ("name", "position", "summary")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (StepInline,)


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
