"""Runs background work until it is told to stop; a site needs one such process a host."""

from django.core.management.base import BaseCommand

from operations.working import work


class Command(BaseCommand):
    help = "Run background work until TERM or INT."

    def handle(self, **options):
        work()
