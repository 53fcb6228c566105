"""What people said about a question, and the form to say more."""

from django import template

from discussion.composing import new_comment
from discussion.models import Comment
from discussion.thread import BESIDE, question_thread
from pages.keyset import paginate

register = template.Library()


@register.inclusion_tag("discussion/_discussion.html", takes_context=True)
def comments(context, question):
    """The beginning of the question's thread, loaded once a page, below the form for members."""
    request, person = context["request"], context["person"]
    return {
        "request": request,
        "person": person,
        "icons": context["icons"],
        "question": question,
        "composer": new_comment(person, question) if person else None,
        "thread": question_thread(request, question),
    }


@register.simple_tag(takes_context=True)
def comments_by(context, author):
    """The page of an author's comments that the request asks for, as everybody may read them."""
    return paginate(context["request"], Comment.objects.public_of(author), size=BESIDE)
