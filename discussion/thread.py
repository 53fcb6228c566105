"""One question's comments, as many as a page shows.

A page shows some comments beside each other, cut by key, and below them the replies, three levels
in all. However long a thread is, a page of it costs the same three queries and shows at most
`BESIDE` + `BELOW` comments. Each gets what `_comment.html` draws: `answers`, whether there are
`more`, whether the thread is continued elsewhere, whether it `is_readable`, and the `acts` that
the person may choose.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from discussion.models import Comment, moderates
from pages.keyset import Page, paginate

LEVELS = 3
BESIDE = 15
BELOW = 30

ORDERS = {"newest": "-pk", "oldest": "pk"}


class Act(NamedTuple):
    """What may be done to a comment, at a path below its own."""

    path: str
    label: str


@dataclass
class Thread:
    page: Page[Comment]
    order: str

    @property
    def comments(self):
        return self.page.items


def question_thread(request, question, order="newest"):
    """The page of a question's thread that the request asks for, in one of `ORDERS`."""
    roots = question.comments.in_thread(request.person).filter(parent__isnull=True).for_thread()
    path = reverse("discussion:comments", args=[question.slug])
    page = paginate(request, roots.order_by(ORDERS[order]), size=BESIDE, path=path)
    _attach(page.items, "root", LEVELS - 1, request.person)
    return Thread(page, order)


def replies_to(request, comment):
    """The page of the replies to one comment that the request asks for, oldest first."""
    prepare([comment], request.person)
    below = comment.replies.in_thread(request.person).filter(depth=comment.depth + 1)
    page = paginate(request, below.for_thread().order_by("pk"), size=BESIDE)
    _attach(page.items, "parent", comment.depth + LEVELS - 1, request.person)
    return Thread(page, "oldest")


def place_of(comment):
    """The address at which a comment can be seen: the question's page, or else its own."""
    first = comment.root or comment
    roots = comment.question.comments.filter(parent__isnull=True)
    share = BELOW // roots[:BESIDE].count()
    newer = roots.filter(pk__gt=first.pk)
    nearer = first.thread.filter(depth__lte=comment.depth, pk__lt=comment.pk)
    on_first_page = (
        comment.depth < LEVELS
        and newer[:BESIDE].count() < BESIDE
        and nearer[:share].count() < share
    )
    page = (comment.question if on_first_page else comment).get_absolute_url()
    return f"{page}#comment-{comment.pk}"


def prepare(comments, person):
    """Give comments what is drawn of them for `person`, as if nobody had replied."""
    editor, now = moderates(person), timezone.now()
    for comment in comments:
        comment.answers, comment.more, comment.is_last = [], False, False
        comment.is_readable = comment.is_readable_by(person)
        comment.acts = list(_acts(comment, person, editor, now))
    return comments


def _acts(comment, person, editor, now):
    if person is None or comment.state == Comment.State.DELETED:
        return
    own = comment.author_id == person.pk
    if comment.is_visible:
        yield Act("reply/", _("Reply"))
    if person.is_superuser or (own and comment.is_recent(now) and not comment.has_replies):
        yield Act("edit/", _("Edit"))
    if own:
        yield Act("delete/", _("Delete"))
    elif editor and comment.is_visible:
        yield Act("hide/", _("Hide"))
    elif editor:
        yield Act("show/", _("Show"))


def _attach(top, link, deepest, person):
    """Give each comment in `top` its answers, those of each theirs, and so on down to `deepest`.

    `link` is the column by which everything below a comment in `top` refers to it. All get an equal
    share of what a page may show, the nearest first.
    """
    if not prepare(top, person):
        return
    known = {comment.pk: comment for comment in top}
    below = Comment.objects.in_thread(person).filter(depth__lte=deepest).order_by("depth", "pk")
    within = _within(below, known, link, share=BELOW // len(top))
    for reply in prepare(list(below.filter(within).for_thread()), person):
        reply.is_last = reply.depth == deepest
        known[reply.pk] = reply
        if reply.parent_id in known:  # else it was answered before it was held
            known[reply.parent_id].answers.append(reply)


def _within(below, known, link, share):
    """The condition for the first `share` replies below each comment; the others get `more`."""
    beyond = below.filter(**{link: OuterRef("pk")})
    cuts = Comment.objects.filter(pk__in=known).annotate(
        cut_depth=Subquery(beyond.values("depth")[share : share + 1]),
        cut=Subquery(beyond.values("pk")[share : share + 1]),
    )
    whole, parts = [], Q()
    for key, depth, cut in cuts.order_by().values_list("pk", "cut_depth", "cut"):
        known[key].more = cut is not None
        if cut is None:
            whole.append(key)
        else:
            parts |= Q(Q(depth__lt=depth) | Q(depth=depth, pk__lt=cut), **{link: key})
    return Q(**{f"{link}__in": whole}) | parts
