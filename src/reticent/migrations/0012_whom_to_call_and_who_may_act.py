"""Whom a library calls when somebody outside asks, and who may act for its custodian until a day."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ("reticent_callline", "reticent_delegation"):
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
        )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0011_what_people_keep_is_seen_to")]
    operations = [
        migrations.CreateModel(
            name="CallLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.CharField(max_length=40)),
                ("office", models.CharField(max_length=70)),
                ("place", models.PositiveSmallIntegerField()),
                ("at_work", models.CharField(blank=True, max_length=40)),
                ("mail", models.CharField(blank=True, max_length=100)),
                ("off_hours", models.CharField(blank=True, max_length=40)),
                ("note", models.CharField(blank=True, max_length=160)),
                ("at_work_on_card", models.BooleanField(default=True)),
                ("off_hours_on_card", models.BooleanField(default=False)),
            ],
            options={"ordering": ["library", "place"]},
        ),
        migrations.AddConstraint(
            "callline",
            models.UniqueConstraint(fields=["library", "office"], name="an_office_is_called_once"),
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.CharField(max_length=40)),
                ("handle", models.CharField(max_length=16)),
                ("username", models.CharField(max_length=60)),
                ("begins", models.DateField()),
                ("until", models.DateField()),
                ("paper", models.CharField(blank=True, max_length=120)),
                ("paper_on", models.DateField(null=True)),
                ("given_on", models.DateField()),
                ("given_by", models.CharField(max_length=24)),
                ("ended_on", models.DateField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=24)),
            ],
            options={"ordering": ["library", "begins", "pk"]},
        ),
        migrations.AddConstraint(
            "delegation",
            models.UniqueConstraint(fields=["library", "handle"], name="a_delegation_has_one_handle"),
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "callline"}),
    ]
