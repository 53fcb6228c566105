from django.db import migrations

from accounts.names import skeleton


def fill(apps, schema_editor):
    """Of usernames that read the same, which nothing has refused so far, the oldest gets the key."""
    people = apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias)
    taken = set()
    for person in people.order_by("pk"):
        key = skeleton(person.username)
        if key not in taken:
            taken.add(key)
            people.filter(pk=person.pk).update(username_key=key)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_usernames_and_terms")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
