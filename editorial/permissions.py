"""The editors' group and its rights.

They are granted after a migration, because while one runs the permissions do not exist yet.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

GROUP = "Editors"

RIGHTS = {
    "questions.question": ("add", "change", "view"),
    "questions.topic": ("add", "change", "view"),
    "questions.relatedlink": ("add", "change", "delete", "view"),
    "questions.video": ("add", "change", "delete", "view"),
    "questions.reference": ("add", "change", "delete", "view"),
    "questions.revision": ("view",),
    "questions.path": ("add", "change", "delete", "view"),
    "questions.pathstep": ("add", "change", "delete", "view"),
    "discussion.comment": ("hide", "view"),
    "questions.picture": ("add", "view"),
    "flatpages.flatpage": ("change", "view"),
}


def codenames():
    """The rights as (app label, codename)."""
    for name, actions in RIGHTS.items():
        app, model = name.split(".")
        for action in actions:
            yield app, f"{action}_{model}"


def grant(sender, using, apps=installed, **kwargs):
    """Give the editors exactly these rights."""
    try:
        Group = apps.get_model("auth", "Group")
        Permission = apps.get_model("auth", "Permission")
    except LookupError:  # migrated back to where there are no groups
        return
    for app_config in installed.get_app_configs():
        create_permissions(app_config, using=using, verbosity=0, apps=apps)
    group, _ = Group.objects.using(using).get_or_create(name=GROUP)
    permissions = [
        permission
        for app, codename in codenames()
        for permission in Permission.objects.using(using).filter(
            content_type__app_label=app, codename=codename
        )
    ]
    if set(group.permissions.all()) != set(permissions):
        group.permissions.set(permissions)
