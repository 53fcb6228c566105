"""Demo comments: many, quickly made; a tenth of them in one long thread."""

import random
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone

from discussion.counting import rebuild
from discussion.models import Comment
from questions.models import Question

BATCH = 1000
PEOPLE = 50
TEXTS = (
    "That holds only as long as $\\lVert W \\rVert < 1$.",
    "I was asked **exactly** this, and they wanted the gradient written out.",
    "> the state has a fixed size\n\nHow large would you make it?",
    "Two cases:\n\n- the data fits into memory\n- it does not",
    "The last step is wrong by a factor of two: `x * 2`, not `x`.",
    "Thank you, this is the first explanation that I could repeat.",
)


def make(sizes):
    """Add `sizes.comments` comments to the published questions; yields a line for each batch."""
    questions = list(Question.objects.published().only("pk"))
    if not sizes.comments or not questions:
        return
    rng = random.Random(11)  # noqa: S311 - the same rows every time, and nothing secret
    people = list(get_user_model().objects.order_by("pk")[:PEOPLE]) or _people()
    shapes = [_shape(text) for text in TEXTS]
    above = []
    for start in range(0, sizes.comments, BATCH):
        rows = [
            _comment(rng, number, questions, people, shapes, above)
            for number in range(start, min(start + BATCH, sizes.comments))
        ]
        Comment.objects.bulk_create(rows)
        above = rng.sample(rows, min(len(rows), 200))
        yield f"{start + len(rows)} comments"
    rebuild.call()


def _people():
    people = get_user_model()
    return people.objects.bulk_create(
        people(username=f"demo-{number}", public_name=f"Reader {number}", password="!")  # noqa: S106
        for number in range(PEOPLE)
    )


def _shape(text):
    """A text, rendered once and shared by many comments."""
    comment = Comment(source=text)
    comment.render()
    return comment


def _comment(rng, number, questions, people, shapes, above):
    """One comment; half of them answer one of the comments in `above`, which are stored."""
    parent = rng.choice(above) if above and rng.random() < 0.5 else None
    question = questions[0] if rng.random() < 0.1 else rng.choice(questions)
    shape = rng.choice(shapes)
    comment = Comment(
        question=parent.question if parent else question,
        author=rng.choice(people),
        kind=Comment.Kind.CORRECTION if rng.random() < 0.1 else Comment.Kind.COMMENT,
        submission=uuid4(),
        created_at=timezone.now() - timedelta(days=400, seconds=-number),
        source=shape.source,
        html=shape.html,
        version=shape.version,
    )
    comment.place_below(parent)
    return comment
