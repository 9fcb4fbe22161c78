"""How each library's finders are made, so that those of an older version are made anew (`people/finding`)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reticent", "0006_postgresql")]
    operations = [
        migrations.AddField("library", "finders_layout", models.PositiveSmallIntegerField(default=0)),
    ]
