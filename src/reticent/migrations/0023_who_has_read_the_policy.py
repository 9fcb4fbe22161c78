"""Who of the staff has read the policy in force, beside who rehearsed the visit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reticent", "0022_incidents")]
    operations = [
        migrations.AddField("acknowledgement", "what", models.CharField(default="visit", max_length=8)),
        migrations.RemoveConstraint("acknowledgement", "a_rehearsal_is_acknowledged_once_a_day"),
        migrations.AddConstraint(
            "acknowledgement",
            models.UniqueConstraint(
                fields=["library", "username", "what", "rehearsed_on", "policy"],
                name="a_training_is_acknowledged_once_a_day",
            ),
        ),
    ]
