from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editorial.drawing import problems_of
from editorial.restoring import restore
from markup.differences import differences
from questions.files import Faulty
from questions.models import Revision
from questions.revising import Conflict


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """The history of the questions: every saved state, what it changed, and the way back to it."""

    list_display = ("question", "author", "summary", "meaning_changed", "created_at")
    list_select_related = ("question", "author")
    search_fields = ("question__title", "summary")
    fields = ("question", "author", "summary", "meaning_changed", "created_at")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(
            request, object_id, form_url, (extra_context or {}) | self.changes(request, object_id)
        )

    def changes(self, request, object_id):
        """What the state changed, and what has changed since, for who may see it."""
        revision = self.get_object(request, object_id)
        if revision is None:
            return {}
        revisions = revision.question.revisions
        before = revisions.filter(pk__lt=revision.pk).first()
        latest = revisions.first()
        return {
            "changed": differences(before.text if before else "", revision.text),
            "since": differences(revision.text, latest.text),
            "latest": latest,
            "may_restore": request.user.has_perm("questions.change_question"),
        }

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.restore))
        return [
            path("<int:pk>/restore/", view, name="questions_revision_restore"),
            *super().get_urls(),
        ]

    def restore(self, request, pk):
        """Bring back a saved state, unless the question has changed since that was offered."""
        if not request.user.has_perm("questions.change_question"):
            raise PermissionDenied
        revision = get_object_or_404(Revision.objects.select_related("question"), pk=pk)
        seen = get_object_or_404(revision.question.revisions, pk=request.POST.get("latest") or 0)
        try:
            restore(revision, author=request.user, based_on=seen)
        except Conflict:
            messages.error(request, _("Somebody has saved the question meanwhile. Look again."))
            return redirect("admin:questions_revision_change", pk)
        except (Faulty, ValidationError) as error:
            reason = " ".join(getattr(error, "messages", [str(error)]))
            messages.error(request, _("Not restored: %s") % reason)
            return redirect("admin:questions_revision_change", pk)
        messages.success(request, _("The state was restored. The one before stays in the history."))
        if problems_of(revision.question):
            messages.warning(request, _("Its text has problems; they stand beside the fields."))
        return redirect("admin:questions_question_change", revision.question_id)
