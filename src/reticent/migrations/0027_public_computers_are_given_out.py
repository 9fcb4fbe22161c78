"""For how long a public computer is given, and whether it must be wiped before the next one sits there. About nobody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reticent", "0026_paper_and_its_end")]
    operations = [
        migrations.AddField("station", "minutes", models.PositiveSmallIntegerField(default=60)),
        migrations.AddField("station", "wants_wipe", models.BooleanField(default=False)),
    ]
