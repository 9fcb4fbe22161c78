"""Where paper with names lies, until when, and that it was destroyed. About nobody."""

from django.db import migrations, models


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in ("reticent_paperplace", "reticent_paperdestroyed"):
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY one_library ON {table}"
            " USING (current_setting('reticent.library', true) IN ('*', library))"
        )


def _id():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("reticent", "0025_what_was_given_in_a_year")]
    operations = [
        migrations.CreateModel(
            name="PaperPlace",
            fields=[
                _id(),
                ("library", models.SlugField(max_length=40)),
                ("kind", models.CharField(max_length=12)),
                ("there", models.BooleanField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("days", models.PositiveIntegerField(null=True)),
                ("owner", models.CharField(blank=True, max_length=60)),
                ("walked_on", models.DateField()),
            ],
        ),
        migrations.AddConstraint(
            "paperplace",
            models.UniqueConstraint(fields=["library", "kind"], name="a_place_is_kept_once"),
        ),
        migrations.CreateModel(
            name="PaperDestroyed",
            fields=[
                _id(),
                ("library", models.SlugField(max_length=40)),
                ("handle", models.CharField(max_length=16, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("what", models.CharField(max_length=200)),
                ("through", models.DateField()),
                ("on", models.DateField()),
                ("how", models.CharField(max_length=10)),
                ("witness", models.CharField(max_length=60)),
                ("authority", models.CharField(blank=True, max_length=80)),
                ("policy", models.CharField(max_length=64)),
                ("leaf", models.PositiveIntegerField()),
            ],
            options={"ordering": ["-on", "-pk"]},
        ),
        migrations.RunPython(hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "paperplace"}),
    ]
