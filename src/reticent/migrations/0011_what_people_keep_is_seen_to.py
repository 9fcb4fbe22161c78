"""The last day on which a library saw to a clause that only its people can keep."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "reticent_seento"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0010_fewer_ways_to_a_slip")]
    operations = [
        migrations.CreateModel(
            name="SeenTo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.CharField(max_length=40)),
                ("clause", models.CharField(max_length=60)),
                ("seen_to_on", models.DateField()),
            ],
        ),
        migrations.AddConstraint(
            "seento",
            models.UniqueConstraint(fields=["library", "clause"], name="a_clause_was_last_seen_to_once"),
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "seento"}),
    ]
