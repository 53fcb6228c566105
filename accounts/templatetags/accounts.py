import qrcode
from django import template

from accounts.holding import carried

register = template.Library()


@register.simple_tag(takes_context=True)
def held(context):
    """What the page carries on until somebody has signed in, or None."""
    return carried(context["request"])


@register.simple_tag
def introduces(profile, reader, approved=False):
    """Tell whether the reader sees what somebody says of itself; see `User`."""
    return profile.introduces_itself_to(reader, approved=approved)


@register.inclusion_tag("accounts/_qr.html")
def qr_code(text):
    """A text as a picture for the camera of a phone: one square of the path for each dark one."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    squares = (
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return {"size": len(rows), "path": "".join(squares)}
