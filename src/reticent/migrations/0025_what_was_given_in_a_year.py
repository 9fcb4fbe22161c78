"""How many gifts a year brought, and how much in all, by what they are for. About nobody."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("ALTER TABLE reticent_gifttotal ENABLE ROW LEVEL SECURITY")
    schema_editor.execute("ALTER TABLE reticent_gifttotal FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        "CREATE POLICY one_library ON reticent_gifttotal"
        " USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0024_programs_that_may_ask")]
    operations = [
        migrations.CreateModel(
            name="GiftTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.SlugField(max_length=40)),
                ("year", models.PositiveIntegerField()),
                ("purpose", models.CharField(max_length=12)),
                ("count", models.IntegerField(default=0)),
                ("cents", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            "gifttotal",
            models.UniqueConstraint(fields=["library", "year", "purpose"], name="gift_total_once"),
        ),
        migrations.RunPython(
            hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "gifttotal"}
        ),
    ]
