from urllib.parse import urlsplit

from django.apps import AppConfig
from django.apps import apps as installed
from django.conf import settings
from django.contrib.sites.management import create_default_site
from django.core import checks
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    name = "site_config"

    def ready(self):
        from site_config import checks as site_checks

        checks.register(site_checks.check_site)
        checks.register(site_checks.check_production, deploy=True)
        # Signals of an application without models are never sent, so this hears that of the sites.
        post_migrate.connect(name_site, sender=installed.get_app_config("sites"))


def name_site(sender, using, apps=installed, **kwargs):
    """Sitemaps and feeds take the site's host from its row, which follows the settings."""
    try:
        Site = apps.get_model("sites", "Site")
    except LookupError:  # migrated back to where there are no sites
        return
    # Made by its own application, the row leaves PostgreSQL's sequence behind it, not before it.
    create_default_site(using=using, apps=apps, **kwargs)
    values = {"domain": urlsplit(settings.SITE_URL).netloc, "name": settings.SITE_NAME[:50]}
    row = Site.objects.using(using).filter(pk=settings.SITE_ID)
    if not row.filter(**values).exists():  # a site that is read-only can be started all the same
        row.update(**values)
