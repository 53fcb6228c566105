"""What a question page costs with ten thousand comments, against one with twenty, side by side.

    python -m benchmarks.threads

makes both questions in an empty database of its own, asks for their pages in turn, uncached, and
prints the processor time of each. It fails above twice.
"""

import os
import sys
import tempfile
import time
from statistics import median

ROUNDS, ASKED = 15, 20
AT_MOST = 2.0
TEXT = "The state has a **fixed** size: $h_t = f(h_{t-1}, x_t)$.\n\n> How large would you make it?"
SHAPES = {"twenty": 20, "ten thousand": 10_000}


def prepare() -> dict[str, str]:
    """Give the path of a question for each shape."""
    from django.core.management import call_command

    from operations.demo import Sizes, make
    from questions.models import Question

    call_command("migrate", verbosity=0)
    make(Sizes(questions=len(SHAPES)))
    questions = dict(zip(SHAPES, Question.objects.order_by("pk"), strict=True))
    for name, question in questions.items():
        discuss(question, SHAPES[name])
    return {name: question.get_absolute_url() for name, question in questions.items()}


def discuss(question, number: int) -> None:
    """Half of the comments begin threads, and the rest answers the newest, so that all is drawn."""
    from uuid import uuid4

    from django.contrib.auth import get_user_model

    from discussion.models import Comment

    author = get_user_model().objects.create(username=f"reader-{number}")

    def comments(parents):
        for parent in parents:
            comment = Comment(question=question, author=author, submission=uuid4(), source=TEXT)
            comment.place_below(parent)
            comment.html, comment.version = drawn.html, drawn.version
            yield comment

    drawn = Comment(source=TEXT)
    drawn.render()
    roots = Comment.objects.bulk_create(comments([None] * (number // 2)))
    newest = roots[-20:]
    parents = [newest[place % len(newest)] for place in range(number - len(roots))]
    Comment.objects.bulk_create(comments(parents))


def milliseconds(client, path: str) -> float:
    start = time.process_time()
    for _ in range(ASKED):
        if client.get(path).status_code != 200:
            sys.exit(f"{path} was not answered.")
    return (time.process_time() - start) * 1000 / ASKED


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/threads.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.test_settings")
        import django

        django.setup()
        from django.test import Client

        paths, client = prepare(), Client()
        taken: dict[str, list[float]] = {name: [] for name in paths}
        for _ in range(ROUNDS):
            for name, path in paths.items():
                taken[name].append(milliseconds(client, path))
        few, many = (median(taken[name]) for name in SHAPES)
        print(f"twenty: {few:.2f} ms, ten thousand: {many:.2f} ms, ratio {many / few:.2f}")
    return int(many > AT_MOST * few)


if __name__ == "__main__":
    sys.exit(main())
