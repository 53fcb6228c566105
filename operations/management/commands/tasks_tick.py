"""One pass of background work, for a site that starts it from cron instead of `work`."""

from django.core.management.base import BaseCommand

from operations.working import drain, tick


class Command(BaseCommand):
    help = "Enqueue what is due, run what is ready, and end."

    def handle(self, **options):
        tick()
        drain()
