from django.db import migrations, models

import accounts.names


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AlterModelManagers(name="user", managers=[]),
        migrations.AddField(
            model_name="user",
            name="terms_version",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                max_length=20,
                verbose_name="version of the terms agreed to",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="user",
            name="username_key",
            field=models.CharField(default="", editable=False, max_length=200),
        ),
        migrations.AlterField(
            model_name="user",
            name="public_name",
            field=models.CharField(
                blank=True,
                max_length=80,
                validators=[accounts.names.validate_public_name],
                verbose_name="public name",
            ),
        ),
    ]
