"""Makes a site ready to serve in one process; what is ready already is left as it is."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, load the starter library into an empty site, make the first superuser."

    def handle(self, **options):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_content", settings.BASE_DIR / "content", if_empty=True)
        call_command("first_superuser")
