"""Views that may be held, beside the site's own pages."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from accounts.holding import holdable
from questions.models import Topic
from site_config.urls import handler429, urlpatterns  # noqa: F401


@require_POST
@holdable("your line is stored", text="body")
def store(request, slug):
    """Stores a line once for each submission, with its author."""
    Topic.objects.get_or_create(
        slug=request.POST["submission"],
        defaults={
            "name": f"{request.person.username}: {request.POST['body'][:60]}",
            "summary": request.GET.get("kind", ""),
            "position": 1000 + Topic.objects.count(),
        },
    )
    messages.success(request, "Stored.")
    return redirect(f"/topics/{slug}/")


@require_POST
@holdable("it is tried")
def too_fast(request):
    return HttpResponse("Your text is still here", status=429)


def typing(request):
    return render(request, "403_csrf.html")


urlpatterns = [
    path("lines/<slug:slug>/", store),
    path("too-fast/", too_fast),
    path("typing/", typing),
    *urlpatterns,
]
