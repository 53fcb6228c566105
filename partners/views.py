from django.http import HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from partners.counting import count, store_if_due
from partners.models import Placement

SHOWN_AT_ONCE = 10  # more than a page has slots


@require_safe
@never_cache
def follow(request, pk):
    """Lead to what a placement advertises, and count that."""
    placement = get_object_or_404(Placement.objects.running(), pk=pk)
    if request.method == "GET":
        count("clicks", [placement.pk])
    return redirect(placement.address)


@csrf_exempt
@require_POST
def seen(request):
    """Count placements that came into view.

    Pages of signed-out readers hold no token; that the browser names another site as the sender
    is refused instead.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponseForbidden()
    sent = request.POST.getlist("placement")[:SHOWN_AT_ONCE]
    count("views", [int(key) for key in sent if key.isascii() and key.isdigit() and len(key) < 10])
    store_if_due()
    return HttpResponse(status=204)
