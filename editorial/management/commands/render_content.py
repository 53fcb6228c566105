"""Make the stored HTML of questions anew, after a change of the renderer."""

from django.core.management.base import BaseCommand

from markup.rendering import VERSION
from questions.models import Question


class Command(BaseCommand):
    help = "Render every question whose stored HTML was made by another version of the renderer."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="also those of this version")
        parser.add_argument("--dry-run", action="store_true", help="say how many there are")

    def handle(self, *, dry_run, **options):
        questions = Question.objects.select_related("topic").order_by("pk")
        if not options["all"]:
            questions = questions.exclude(version=VERSION)
        if dry_run:
            self.stdout.write(f"{questions.count()} questions would be rendered.")
            return
        rendered = 0
        for question in questions.iterator(chunk_size=100):
            question.save()
            rendered += 1
        self.stdout.write(f"{rendered} questions rendered.")
