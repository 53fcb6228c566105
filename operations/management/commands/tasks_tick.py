"""One pass of background work, for a site that starts it from cron instead of `work`."""

from django.core.management.base import BaseCommand

from maintenance.state import stored
from operations.working import drain, tick


class Command(BaseCommand):
    help = "Enqueue what is due, run what is ready, and end."

    def handle(self, **options):
        if stored().closed:
            self.stdout.write("The site is read-only: nothing was done.")
            return
        tick()
        drain()
