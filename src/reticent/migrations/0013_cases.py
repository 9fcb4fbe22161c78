"""What is done about a request from outside: of each case a row with its place in the table of steps, and its days."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "reticent_case"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0012_whom_to_call_and_who_may_act")]
    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("handle", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("library", models.CharField(max_length=40)),
                ("path", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=24)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField()),
                ("written", models.PositiveIntegerField(default=0)),
            ],
            options={"ordering": ["opened_at", "handle"]},
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "case"}),
    ]
