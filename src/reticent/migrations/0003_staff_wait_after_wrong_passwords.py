"""Staff accounts count wrong passwords, and wait."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reticent", "0002_slips_in_no_order")]
    operations = [
        migrations.AddField("staffaccount", "tries", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("staffaccount", "waits_until", models.DateTimeField(null=True)),
    ]
