"""Which other programs may speak to a library, how often each came, and which of their events were taken in."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ("reticent_client", "reticent_clientcount", "reticent_clientevent"):
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY one_library ON {table}"
            " USING (current_setting('reticent.library', true) IN ('*', library))"
        )


def _id():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("reticent", "0023_who_has_read_the_policy")]
    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                _id(),
                ("library", models.CharField(max_length=40)),
                ("handle", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=80)),
                ("vendor", models.CharField(blank=True, max_length=16)),
                ("scopes", models.JSONField(default=list)),
                ("mark", models.CharField(max_length=32)),
                ("made_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("revoked_on", models.DateField(null=True)),
                ("came_on", models.DateField(null=True)),
            ],
            options={"ordering": ["library", "name", "pk"]},
        ),
        migrations.CreateModel(
            name="ClientCount",
            fields=[
                _id(),
                ("library", models.CharField(max_length=40)),
                ("client", models.CharField(max_length=16)),
                ("scope", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ClientEvent",
            fields=[
                _id(),
                ("library", models.CharField(max_length=40)),
                ("client", models.CharField(max_length=16)),
                ("mark", models.CharField(max_length=32)),
                ("content", models.CharField(max_length=32)),
                ("answer", models.JSONField(default=dict)),
                ("on", models.DateField()),
            ],
        ),
        migrations.AddConstraint(
            "client", models.UniqueConstraint(fields=["library", "handle"], name="a_client_has_one_handle")
        ),
        migrations.AddConstraint(
            "clientcount",
            models.UniqueConstraint(
                fields=["library", "client", "scope", "day"], name="a_client_is_counted_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            "clientevent",
            models.UniqueConstraint(fields=["library", "client", "mark"], name="an_event_is_taken_in_once"),
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "client"}),
    ]
