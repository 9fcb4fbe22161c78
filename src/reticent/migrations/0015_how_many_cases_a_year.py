"""How many requests from outside were closed in a year, by kind of paper and outcome; and since when they are counted."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ("reticent_casecount", "reticent_countingbegan"):
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY one_library ON {table}"
            " USING (current_setting('reticent.library', true) IN ('*', library))"
        )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0014_who_has_rehearsed")]
    operations = [
        migrations.CreateModel(
            name="CaseCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.SlugField(max_length=40)),
                ("year", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("outcome", models.CharField(max_length=40)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            "casecount",
            models.UniqueConstraint(fields=["library", "year", "kind", "outcome"], name="case_count_once"),
        ),
        migrations.CreateModel(
            name="CountingBegan",
            fields=[
                ("library", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("began_on", models.DateField()),
            ],
        ),
        migrations.RunPython(
            hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "casecount"}
        ),
    ]
