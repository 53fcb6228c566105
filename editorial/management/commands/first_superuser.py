"""Make the first superuser of a site on this machine, with a password that is shown once."""

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from editorial.permissions import GROUP

USERNAME = "admin"


class Command(BaseCommand):
    help = "Make a superuser in the editors' group if there is no superuser yet."

    def handle(self, **options):
        people = get_user_model().objects
        if people.filter(is_superuser=True).exists():
            return
        password = secrets.token_urlsafe(12)
        with transaction.atomic():
            person = people.create_superuser(USERNAME, password=password)
            person.groups.add(Group.objects.get(name=GROUP))
        self.stdout.write(
            f"\n  Sign in to edit: user name {USERNAME}, password {password}\n"
            "  It is shown only this once; change it under /admin/password_change/.\n"
        )
