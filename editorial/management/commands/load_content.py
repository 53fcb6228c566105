"""Load the library's files into the site.

Editors' work on the site is never undone: what they changed is listed with its difference and
left alone, unless it is named with --take.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from editorial.library import files
from editorial.library.loading import Outcome, load
from questions.models import Question


class Command(BaseCommand):
    help = "Load topics, questions, static pages and placements from a folder of files."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument("--all-or-nothing", action="store_true", help="store all files or none")
        parser.add_argument("--if-empty", action="store_true", help="only into an empty site")
        parser.add_argument(
            "--take", action="append", default=[], metavar="SLUG",
            help="take this question from its file even if it was edited on the site",
        )  # fmt: skip

    def handle(self, *, folder, dry_run, all_or_nothing, if_empty, take, **options):
        if if_empty and Question.objects.exists():
            return
        library = files.read(folder)
        for path, problem in library.faults:
            self.stderr.write(f"{path}:{problem.line}: {problem.message}")
        keys = frozenset(f"questions/{slug}" for slug in take)
        if dry_run or all_or_nothing:
            with transaction.atomic():
                counts = self.load(library, keys)
                refused = bool(library.faults) or counts[Outcome.REFUSED]
                transaction.set_rollback(dry_run or bool(refused))
        else:
            counts = self.load(library, keys)
        self.report(counts, dry_run)
        if library.faults or counts[Outcome.REFUSED]:
            raise CommandError("Some files were not loaded.")

    def load(self, library, keys):
        counts = dict.fromkeys(Outcome, 0)
        for number, loaded in enumerate(load(library, take=keys), start=1):
            counts[loaded.outcome] += 1
            if self.stdout.isatty():
                self.stdout.write(f"\r{number} of {len(library.items)}", ending="")
            if loaded.outcome in (Outcome.KEPT, Outcome.REFUSED):
                self.stdout.write(f"\n{loaded.item.key}: {loaded.outcome.value}\n{loaded.detail}")
        return counts

    def report(self, counts, dry_run):
        said = ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items() if count)
        prefix = "Would be: " if dry_run else "\r"
        self.stdout.write(f"{prefix}{said or 'nothing to load'}.")
