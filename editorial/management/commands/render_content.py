"""Make the stored HTML of questions and comments anew, after a change of the renderer."""

from django.core.management.base import BaseCommand
from django.db import transaction

from discussion.models import Comment
from markup.rendering import VERSION
from questions.models import Question


class Command(BaseCommand):
    help = "Render everything whose stored HTML was made by another version of the renderer."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="also what is of this version")
        parser.add_argument("--dry-run", action="store_true", help="say how many there are")

    def handle(self, *, dry_run, **options):
        for name, model in (("questions", Question), ("comments", Comment)):
            rows = model.objects.order_by("pk")
            if not options["all"]:
                rows = rows.exclude(version=VERSION)
            if dry_run:
                self.stdout.write(f"{rows.count()} {name} would be rendered.")
            else:
                self.stdout.write(f"{render(model, rows)} {name} rendered.")


def render(model, rows):
    keys = list(rows.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():  # what somebody saves meanwhile is waited for, and kept
            for row in model.objects.select_for_update().filter(pk=key):
                row.save()
    return len(keys)
