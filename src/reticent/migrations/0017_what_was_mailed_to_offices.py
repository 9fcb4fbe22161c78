"""In which language a library is written to, and what was mailed to which of its offices: a day and a mark."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "reticent_mailing"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0016_every_library_has_a_container")]
    operations = [
        migrations.AddField("library", "language", models.CharField(default="en", max_length=8)),
        migrations.CreateModel(
            name="Mailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.CharField(max_length=40)),
                ("handle", models.CharField(blank=True, max_length=40)),
                ("mark", models.CharField(max_length=32)),
                ("office", models.CharField(max_length=70)),
                ("mailed_on", models.DateField()),
                ("sent", models.BooleanField(default=False)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
            options={"ordering": ["library", "-mailed_on", "office", "pk"]},
        ),
        migrations.AddConstraint(
            "mailing",
            models.UniqueConstraint(fields=["library", "mark"], name="an_office_is_reminded_once_an_occasion"),
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "mailing"}),
    ]
