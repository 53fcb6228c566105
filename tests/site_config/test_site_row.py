"""The row that sitemaps and feeds take the site's host from."""

import pytest
from django.conf import settings
from django.contrib.sites.models import Site
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_it_has_the_host_and_the_name_of_the_settings():
    site = Site.objects.get(pk=settings.SITE_ID)
    assert (site.domain, site.name) == ("localhost:8000", settings.SITE_NAME)


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_another_can_be_added_to_it():
    Site.objects.all().delete()
    call_command("migrate", verbosity=0)
    other = Site.objects.create(domain="other.example", name="Other")
    assert other.pk != settings.SITE_ID
