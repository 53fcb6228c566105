"""Make the stored HTML of questions anew, after a change of the renderer."""

from django.core.management.base import BaseCommand
from django.db import transaction

from markup.rendering import VERSION
from questions.models import Question


class Command(BaseCommand):
    help = "Render every question whose stored HTML was made by another version of the renderer."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="also those of this version")
        parser.add_argument("--dry-run", action="store_true", help="say how many there are")

    def handle(self, *, dry_run, **options):
        questions = Question.objects.order_by("pk")
        if not options["all"]:
            questions = questions.exclude(version=VERSION)
        if dry_run:
            self.stdout.write(f"{questions.count()} questions would be rendered.")
            return
        keys = list(questions.values_list("pk", flat=True))
        for key in keys:
            with transaction.atomic():  # what an editor saves meanwhile is waited for, and kept
                for question in Question.objects.select_for_update().filter(pk=key):
                    question.save()
        self.stdout.write(f"{len(keys)} questions rendered.")
