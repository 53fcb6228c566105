from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.holding import holdable
from pages.keyset import paginate
from questions.models import Question
from study.forms import NoteForm
from study.marks import marks_for
from study.models import Bookmark

LONGEST_SEARCH = 200  # characters


@login_required
@never_cache
@require_safe
def bookmarks(request):
    """A person's bookmarks, newest first, those that match the words of `q`."""
    text = request.GET.get("q", "")[:LONGEST_SEARCH]
    kept = Bookmark.objects.of(request.person)
    page = paginate(request, kept.matching(text).for_list())
    shown = [bookmark.question for bookmark in page]
    readable = Question.objects.visible_to(request.person).filter(pk__in=[q.pk for q in shown])
    context = {
        "text": text,
        "total": kept.count(),
        "page": page,
        "shown": shown,
        "visible": set(readable.values_list("pk", flat=True)),
    }
    return render(request, "study/bookmarks.html", context)


@holdable(_lazy("the question is bookmarked"))
@require_POST
def add(request, slug):
    question = visible_question(request, slug)
    Bookmark.objects.add(request.person, question)
    undo = reverse("study:remove_bookmark", args=[slug])
    return answer(request, question, _("Bookmarked."), undo)


@holdable(_lazy("the bookmark is removed"))
@require_POST
def remove(request, slug):
    question = get_object_or_404(Question, slug=slug)
    Bookmark.objects.remove(request.person, question)
    return answer(request, question, _("Bookmark removed."), reverse("study:bookmark", args=[slug]))


@holdable(_lazy("your note is stored"), text="note")
@require_POST
def note(request, slug):
    """Store a note beside a bookmark; one that is too long comes back with the reason."""
    bookmark = get_object_or_404(
        Bookmark.objects.of(request.person).select_related("question__topic"), question__slug=slug
    )
    form = NoteForm(request.POST, instance=bookmark)
    if not form.is_valid():
        return render(request, "study/note.html", {"bookmark": bookmark, "form": form}, status=400)
    form.save()
    messages.success(request, _("Note saved."))
    return redirect("study:bookmarks")


def visible_question(request, slug):
    return get_object_or_404(Question.objects.visible_to(request.person), slug=slug)


def answer(request, question, said, undo):
    """For htmx the buttons as they are now and a way back, else the page of the press."""
    path = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())
    path = path if path and safe else question.get_absolute_url()
    if not request.htmx:
        messages.success(request, said, extra_tags=undo)
        return redirect(path)
    place = request.POST.get("place")
    context = {
        "question": question,
        "marks": marks_for(request.person, [question]),
        "places": ["row"] if place == "row" else ["head", "end"],
        "place": place,
        "said": said,
        "undo": undo,
        "pressed_on": path,
    }
    response = render(request, "study/_pressed.html", context)
    response["HX-Trigger"] = "saved"
    return response
