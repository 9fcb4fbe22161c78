"""Which vendors and agents work for a library, and what their contracts say."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "reticent_vendor"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0018_who_wants_no_more_mail")]
    operations = [
        migrations.CreateModel(
            name="Vendor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.CharField(max_length=40)),
                ("handle", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=80)),
                ("does", models.CharField(max_length=160)),
                ("sort", models.CharField(max_length=8)),
                ("purpose", models.CharField(max_length=16)),
                ("told", models.JSONField(default=list)),
                ("terms", models.JSONField(default=dict)),
                ("asked", models.JSONField(default=dict)),
                ("runs_from", models.DateField(null=True)),
                ("runs_until", models.DateField(null=True)),
                ("audited_on", models.DateField(null=True)),
                ("office", models.CharField(blank=True, max_length=70)),
                ("mail", models.CharField(blank=True, max_length=100)),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("site", models.CharField(blank=True, max_length=200)),
                ("active_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("destroyed_on", models.DateField(null=True)),
            ],
            options={"ordering": ["library", "name", "pk"]},
        ),
        migrations.AddConstraint(
            "vendor",
            models.UniqueConstraint(fields=["library", "handle"], name="a_vendor_has_one_handle"),
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "vendor"}),
    ]
