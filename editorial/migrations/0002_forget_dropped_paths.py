from django.db import migrations


def forget(apps, schema_editor):
    """Going back drops the paths; what remembers them would take that for an editor's deletion."""
    states = apps.get_model("editorial", "LoadedState").objects
    states.using(schema_editor.connection.alias).filter(key__startswith="paths/").delete()


class Migration(migrations.Migration):
    dependencies = [("editorial", "0001_initial"), ("questions", "0003_paths")]

    operations = [migrations.RunPython(migrations.RunPython.noop, forget)]
