"""What was lost or seen, and who was told of it when: about nobody."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "reticent_incident"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0021_public_computers_and_their_wipes")]
    operations = [
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.CharField(max_length=40)),
                ("handle", models.CharField(max_length=16)),
                ("what", models.CharField(max_length=12)),
                ("words", models.CharField(max_length=600)),
                ("vendor", models.CharField(blank=True, max_length=80)),
                ("happened_on", models.DateField(null=True)),
                ("found_on", models.DateField()),
                ("kinds", models.JSONField(default=list)),
                ("information", models.JSONField(null=True)),
                ("readable", models.BooleanField(null=True)),
                ("about", models.PositiveIntegerField(null=True)),
                ("counsel", models.CharField(blank=True, max_length=4)),
                ("counsel_on", models.DateField(null=True)),
                ("residents_on", models.DateField(null=True)),
                ("attorney_general_on", models.DateField(null=True)),
                ("learnt", models.CharField(blank=True, max_length=600)),
                ("closed_on", models.DateField(null=True)),
            ],
            options={"ordering": ["library", "found_on", "pk"]},
        ),
        migrations.AddConstraint(
            "incident",
            models.UniqueConstraint(fields=["library", "handle"], name="an_incident_has_one_handle"),
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "incident"}),
    ]
