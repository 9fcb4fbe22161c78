"""Programs and their sessions: what the library offers, when and where. About nobody."""

import django.db.models.deletion
from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ("reticent_program", "reticent_programsession"):
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY one_library ON {table}"
            " USING (current_setting('reticent.library', true) IN ('*', library))"
        )


def _id():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("reticent", "0019_vendors")]
    operations = [
        migrations.CreateModel(
            name="Program",
            fields=[
                _id(),
                ("library", models.SlugField(max_length=40)),
                ("handle", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=100)),
                ("about", models.CharField(blank=True, max_length=600)),
                ("age_group", models.CharField(max_length=10)),
                ("contact_why", models.CharField(blank=True, max_length=120)),
                ("run_by", models.CharField(max_length=60)),
            ],
        ),
        migrations.AddConstraint(
            "program",
            models.UniqueConstraint(fields=["library", "handle"], name="a_program_has_one_address"),
        ),
        migrations.CreateModel(
            name="ProgramSession",
            fields=[
                _id(),
                ("library", models.SlugField(max_length=40)),
                ("handle", models.CharField(max_length=12)),
                ("program", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="reticent.program")),
                ("starts", models.DateTimeField()),
                ("place", models.CharField(max_length=80)),
                ("capacity", models.PositiveSmallIntegerField(null=True)),
                ("called_off", models.BooleanField(default=False)),
                ("sheet_printed_on", models.DateField(null=True)),
                ("sheet_destroyed_on", models.DateField(null=True)),
                ("came", models.PositiveIntegerField(null=True)),
            ],
            options={"ordering": ["starts", "pk"]},
        ),
        migrations.AddConstraint(
            "programsession",
            models.UniqueConstraint(fields=["library", "handle"], name="a_session_has_one_address"),
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "programsession"}),
    ]
