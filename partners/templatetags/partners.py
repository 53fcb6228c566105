from django import template

from partners.models import Placement

register = template.Library()


@register.simple_tag(takes_context=True)
def partner_slot(context, slot, topic=None):
    """The placement that stands in `slot` on this page, or None.

    All slots of a page are loaded by one query, for the topic that the first of them names.
    """
    request = context["request"]
    if not hasattr(request, "placements"):
        request.placements = Placement.objects.for_page(topic)
    return request.placements.get(slot)
