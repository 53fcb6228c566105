"""List every question with its size and parts: what an editor looks at to see what is missing."""

from django.core.management.base import BaseCommand
from django.db.models import Count

from questions.models import Question

HEADER = ("words", "parts", "code", "run", "figures", "videos", "refs", "reviewed", "slug")


class Command(BaseCommand):
    help = "List questions: words, headings, code, figures, videos, references, day of review."

    def handle(self, **options):
        self.stdout.write(self.row(HEADER))
        questions = (
            Question.objects.annotate(
                video_count=Count("videos", distinct=True),
                reference_count=Count("references", distinct=True),
            )
            .order_by("topic__position", "position")
            .iterator(chunk_size=200)
        )
        for question in questions:
            self.stdout.write(self.row(self.cells(question)))

    def cells(self, question):
        return (
            len(question.answer_text.split()),
            len(question.headings),
            question.answer.count("\n```python"),
            question.answer.count("\n```python run"),
            question.answer_html.count("<figure>"),
            question.video_count,
            question.reference_count,
            str(question.reviewed_at or "-"),
            question.slug,
        )

    def row(self, cells):
        *numbers, reviewed, slug = cells
        return "".join(f"{cell:>9}" for cell in numbers) + f"{reviewed:>12}  {slug}"
