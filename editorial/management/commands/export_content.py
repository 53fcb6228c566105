"""Write the site's library as files, ready to be loaded elsewhere."""

from pathlib import Path

from django.core.management.base import BaseCommand

from editorial.library.exporting import export


class Command(BaseCommand):
    help = "Export topics, questions, static pages and placements into a folder."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, **options):
        written = sum(1 for _ in export(folder))
        self.stdout.write(f"{written} files written to {folder}.")
