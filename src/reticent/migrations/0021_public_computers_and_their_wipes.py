"""Which public computers a library has, and on which days each was wiped. About nobody."""

import django.db.models.deletion
from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ("reticent_station", "reticent_stationwipe"):
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY one_library ON {table}"
            " USING (current_setting('reticent.library', true) IN ('*', library))"
        )


def _id():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("reticent", "0020_programs_and_their_sessions")]
    operations = [
        migrations.CreateModel(
            name="Station",
            fields=[
                _id(),
                ("library", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=30)),
                ("place", models.CharField(blank=True, max_length=60)),
                ("since", models.DateField()),
                ("retired_on", models.DateField(null=True)),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.AddConstraint(
            "station",
            models.UniqueConstraint(fields=["library", "name"], name="a_station_has_one_name"),
        ),
        migrations.CreateModel(
            name="StationWipe",
            fields=[
                _id(),
                ("library", models.SlugField(max_length=40)),
                ("station", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="reticent.station")),
                ("on", models.DateField()),
                ("by", models.CharField(max_length=6)),
            ],
        ),
        migrations.AddConstraint(
            "stationwipe",
            models.UniqueConstraint(fields=["station", "on"], name="a_station_is_wiped_once_a_day"),
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "stationwipe"}),
    ]
