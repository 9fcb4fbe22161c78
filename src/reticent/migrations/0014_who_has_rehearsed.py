"""Who of the staff rehearsed the visit, on which day, under which policy. Nothing of how it went."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "reticent_acknowledgement"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0013_cases")]
    operations = [
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.CharField(max_length=40)),
                ("username", models.CharField(max_length=60)),
                ("rehearsed_on", models.DateField()),
                ("policy", models.CharField(max_length=64)),
            ],
            options={"ordering": ["library", "-rehearsed_on", "-pk"]},
        ),
        migrations.AddConstraint(
            "acknowledgement",
            models.UniqueConstraint(
                fields=["library", "username", "rehearsed_on", "policy"],
                name="a_rehearsal_is_acknowledged_once_a_day",
            ),
        ),
        migrations.RunPython(
            hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "acknowledgement"}
        ),
    ]
