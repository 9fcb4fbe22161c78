"""The sealed container of each library: one row of one size, with or without anything in it. Its keys lie elsewhere, so
it is filled when the drawer is next woken, in every library alike (drawer/container_row.py)."""

from django.db import migrations, models


def on_postgresql(apps, schema_editor):
    """A session that serves one library reaches no other's rows (drawer/reach.py); random bytes are not compressed."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "reticent_sealedcontainer"
    schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN body SET STORAGE EXTERNAL")
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0015_how_many_cases_a_year")]
    operations = [
        migrations.CreateModel(
            name="SealedContainer",
            fields=[
                ("library", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("generation", models.PositiveIntegerField()),
                ("ticked_on", models.DateField(null=True)),
                ("body", models.BinaryField()),
            ],
        ),
        migrations.RunPython(
            on_postgresql, migrations.RunPython.noop, hints={"model_name": "sealedcontainer"}
        ),
    ]
