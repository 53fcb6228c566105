"""Fill the site with made-up rows, to try it at a size that it has not grown to yet."""

from django.core.management.base import BaseCommand

from operations.demo import Sizes, make


class Command(BaseCommand):
    help = "Make demo questions and comments, and later members, in any number."

    def add_arguments(self, parser):
        parser.add_argument("--questions", type=int, default=0)
        parser.add_argument("--comments", type=int, default=0)
        parser.add_argument("--members", type=int, default=0)
        parser.add_argument("--dry-run", action="store_true", help="say what would be made")

    def handle(self, *, questions, comments, members, dry_run, **options):
        sizes = Sizes(questions, comments, members)
        if dry_run:
            self.stdout.write(f"Would make {sizes}.")
            return
        make(sizes, self.stdout.write)
