"""Demo questions: many, quickly made, and different enough to be searched."""

import random
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from questions.counting import rebuild
from questions.models import Question, RelatedLink, Topic

BATCH = 1000
SHAPES = 12
TOPICS = 22
SUBJECTS = (
    "attention", "backpropagation", "batch size", "bias", "boosting", "calibration", "clustering",
    "convolution", "cross-validation", "decision trees", "dropout", "embeddings", "entropy",
    "feature scaling", "fine-tuning", "gradient clipping", "kernels", "label noise",
    "learning rates", "matrix factorization", "normalization", "perplexity", "pooling",
    "quantization", "recurrent networks", "regularization", "retrieval", "sampling",
    "state-space models", "tokenization", "transformers", "variance",
)  # fmt: skip
FORMS = (
    "How does {a} change {b}?",
    "What goes wrong when {a} meets {b}?",
    "Explain {a} to somebody who knows {b}",
    "When would you prefer {a} to {b}?",
)


def make(sizes):
    """Add `sizes.questions` published questions with links; yields a line about each batch."""
    if not sizes.questions:
        return
    rng = random.Random(7)  # noqa: S311 - the same rows every time, and nothing secret
    topics = _topics()
    shapes = [_shape(rng, number) for number in range(SHAPES)]
    first = (Question.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    for start in range(0, sizes.questions, BATCH):
        numbers = range(first + start, first + min(start + BATCH, sizes.questions))
        rows = [_question(rng, number, topics, shapes) for number in numbers]
        Question.objects.bulk_create(rows)
        RelatedLink.objects.bulk_create(
            RelatedLink(question=question, target=target, position=place)
            for question in rows
            for place, target in enumerate(rng.sample(rows, min(4, len(rows))))
            if target is not question
        )
        yield f"{start + len(rows)} questions"
    rebuild.call()


def _topics():
    topics = list(Topic.objects.all())
    for number in range(len(topics) + 1, TOPICS + 1):
        topics.append(
            Topic.objects.create(
                name=f"Demo topic {number}", slug=f"demo-{number}", position=number
            )
        )
    return topics


def _shape(rng, number):
    """An answer of its own length, rendered once and shared by many questions."""
    paragraphs = [
        f"## Part {part}\n\n" + " ".join(rng.choice(SUBJECTS) for _ in range(60)) + "."
        for part in range(1, 4 + number % 4)
    ]
    question = Question(
        answer="\n\n".join([*paragraphs, "$$h_t = \\tanh(W h_{t-1} + b)$$"]),
        short_answer="It depends on " + ", ".join(rng.sample(SUBJECTS, 4)) + ".",
        must_say="\n".join(f"Say something of {s}." for s in rng.sample(SUBJECTS, 3)),
    )
    question.render()
    return question


def _question(rng, number, topics, shapes):
    title = rng.choice(FORMS).format(a=rng.choice(SUBJECTS), b=rng.choice(SUBJECTS))
    shape = shapes[number % SHAPES]
    question = Question(
        title=f"{title} (demo {number})",
        slug=f"demo-{number}",
        topic=topics[number % len(topics)],
        position=number,
        difficulty=rng.choice(Question.Difficulty.values),
        status=Question.Status.PUBLISHED,
        published_at=timezone.now() - timedelta(minutes=number),
    )
    for field in (
        "answer", "short_answer", "must_say", "answer_html", "answer_text", "short_answer_html",
        "must_say_html", "headings", "description", "reading_minutes", "version",
    ):  # fmt: skip
        setattr(question, field, getattr(shape, field))
    return question
