from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.widgets import Script
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from editorial.conflicts import resent, sides
from editorial.drawing import FIELDS, draw, problems_of, sentence
from editorial.forms import QuestionForm, RelatedForm
from questions.models import Question, Reference, RelatedLink, Video
from questions.revising import claim_address, revise


class RelatedInline(admin.StackedInline):
    model = RelatedLink
    form = RelatedForm
    fk_name = "question"
    autocomplete_fields = ("target",)
    extra = 0
    fieldsets = ((None, {"fields": (("kind", "position"), "target")}),)


class VideoInline(admin.StackedInline):
    model = Video
    extra = 0
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("provider", "video_id"),
                    "title",
                    ("lecturer", "course"),
                    ("level", "runtime", "uploaded_on"),
                    ("watch_from", "watch_to", "position"),
                    "note",
                    "embeddable",
                )
            },
        ),
    )


class ReferenceInline(admin.StackedInline):
    model = Reference
    extra = 0
    fieldsets = ((None, {"fields": ("title", "authors", ("year", "position"), "address")}),)


@admin.register(Question)
class QuestionAdmin(admin.ModelAdmin):
    form = QuestionForm
    list_display = ("title", "topic", "position", "difficulty", "status", "published_at")
    list_filter = ("status", "difficulty", "topic")
    list_select_related = ("topic",)
    search_fields = ("title", "slug", "synonyms")
    prepopulated_fields = {"slug": ("title",)}
    date_hierarchy = "published_at"
    actions = ("publish_now", "back_to_draft", "archive")
    inlines = (RelatedInline, VideoInline, ReferenceInline)
    fieldsets = (
        (None, {"fields": ("title", "slug", "topic", "position", "difficulty")}),
        (_("Answer"), {"fields": ("short_answer", "must_say", "answer", "videos_intro")}),
        (
            _("Publication"),
            {
                "fields": ("status", "published_at", "reviewed_at", "featured_on"),
                "description": _(
                    "Published: readers see it at once, or from the minute that is given when it "
                    "lies in the future. Times are UTC."
                ),
            },
        ),
        (_("Finding"), {"fields": ("synonyms",)}),
        (_("History"), {"fields": ("summary", "meaning_changed", "based_on")}),
    )

    class Media:
        js = tuple(Script(f"js/{name}.js", type="module") for name in ("preview", "pictures"))

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.preview))
        return [path("preview/", view, name="questions_question_preview"), *super().get_urls()]

    def preview(self, request):
        """Draw what was typed and store nothing: the pane beside the source, or a page."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        drawn = draw({name: request.POST.get(name, "") for name in FIELDS})
        problems = {
            name: [(problem.line, sentence(problem)) for problem in found]
            for name, found in drawn.problems.items()
        }
        context = {"drawn": drawn, "problems": problems, "title": request.POST.get("title", "")}
        whole = "_preview" in request.POST
        template = "editorial/preview.html" if whole else "editorial/_preview.html"
        return TemplateResponse(request, template, context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            question = Question.objects.select_for_update().filter(pk=unquote(object_id)).first()
            if question and self.has_change_permission(request, question):
                latest = question.revisions.select_related("author").first()
                if str(latest.pk if latest else "") != request.POST.get("based_on", ""):
                    return self.conflict(request, question, latest)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def conflict(self, request, question, latest):
        """Somebody has saved the question meanwhile: both texts, and nothing is stored."""
        found = sides(self, request, question)
        typed = [side.name for side in found if side.is_text]
        context = self.admin_site.each_context(request) | {
            "title": gettext("Somebody else has saved this question"),
            "subtitle": str(question),
            "opts": self.opts,
            "original": question,
            "latest": latest,
            "sides": found,
            "pairs": resent(self, request, question, latest, without=typed),
        }
        return TemplateResponse(
            request, "admin/questions/question/conflict.html", context, status=409
        )

    def history_view(self, request, object_id, extra_context=None):
        """The revisions of the question, which hold more than the admin's own log."""
        revisions = reverse("admin:questions_revision_changelist")
        return redirect(f"{revisions}?question__id__exact={object_id}")

    def save_model(self, request, obj, form, change):
        # What is changed is stored by `revise` when its links are there; they need its key first.
        if not change:
            claim_address(obj, None)
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        revise(
            form.instance,
            author=request.user,
            summary=form.cleaned_data["summary"] or gettext("Edited in the admin"),
            meaning_changed=form.cleaned_data["meaning_changed"],
        )
        self.tell_problems(request, form.instance)

    def tell_problems(self, request, question):
        """Say what a draft, which is stored with its problems, still has to mend."""
        for name, found in problems_of(question).items():
            label = Question._meta.get_field(name).verbose_name.capitalize()
            for problem in found:
                messages.warning(request, f"{label}: {sentence(problem)}")

    def delete_queryset(self, request, queryset):
        # One by one, because the topics' counts follow each deletion.
        for question in queryset:
            question.delete()

    @admin.action(description=_("Publish now"), permissions=["change"])
    def publish_now(self, request, queryset):
        """Publish what has no problems; what is public already keeps its date."""
        for question in queryset:
            if problems_of(question):
                text = gettext("“%s” is not published: its text has problems.") % question
                messages.error(request, text)
            elif not question.is_published:
                self.move(request, question, Question.Status.PUBLISHED, published_at=None)

    @admin.action(description=_("Take back to draft"), permissions=["change"])
    def back_to_draft(self, request, queryset):
        for question in queryset:
            self.move(request, question, Question.Status.DRAFT)

    @admin.action(description=_("Archive"), permissions=["change"])
    def archive(self, request, queryset):
        for question in queryset:
            self.move(request, question, Question.Status.ARCHIVED)

    def move(self, request, question, status, **fields):
        try:
            revise(question, author=request.user, summary=status.label, status=status, **fields)
        except ValidationError as error:
            messages.error(request, f"{question}: {' '.join(error.messages)}")
            return
        text = gettext("%(question)s: %(status)s")
        messages.success(request, text % {"question": question, "status": status.label})
