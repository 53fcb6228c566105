"""What somebody sees and changes of the own account, and what others see of it."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ProfileForm
from accounts.models import FACTORS, User
from pages import generations
from pages.public import public_page


@public_page(query=["after", "before"])
@require_safe
def person(request, username):
    """The public page of somebody."""
    profile = get_object_or_404(User.objects.with_page(), username=username)
    return render(request, "accounts/person.html", {"profile": profile})


@never_cache
@require_safe
@login_required
def overview(request):
    """The parts of one's account, and how each stands."""
    context = {
        "factors": Authenticator.objects.filter(user=request.user, type__in=FACTORS).count(),
        "sessions": live_sessions(request.user).count(),
    }
    return render(request, "accounts/overview.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request):
    """What others see."""
    before = request.user.get_full_name()
    # A copy: what was refused must not stand in the head of the page.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        saved = form.save()
        if saved.get_full_name() != before:
            generations.expire(generations.EVERY_PAGE)  # it stands beside what was written
        messages.success(request, gettext("Your profile is saved."))
        return redirect(saved)
    return render(request, "accounts/profile.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sessions(request):
    """Where somebody is signed in; a POST signs out everywhere else."""
    if request.method == "POST":
        end_other_sessions(request, request.user)
        messages.success(request, gettext("You are signed out everywhere else."))
        return redirect("usersessions_list")
    context = {"sessions": live_sessions(request.user).order_by("-last_seen_at")}
    return render(request, "usersessions/usersession_list.html", context)


def live_sessions(person):
    """Those that have not ended; the others' rows go at the next sign-in."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=person, session_key__in=living)
