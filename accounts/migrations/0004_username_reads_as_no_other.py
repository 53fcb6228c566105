from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_fill_username_keys")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("username_key", ""), _negated=True),
                fields=("username_key",),
                name="username_reads_as_no_other",
            ),
        ),
    ]
