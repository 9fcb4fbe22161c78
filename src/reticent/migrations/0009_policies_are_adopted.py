"""The texts of each library: drafted, reviewed, adopted; and which one is in force, with its hash and its days.

A library of an earlier version had the id of a text that comes with Reticent: that is taken over as what it had adopted
before, with the text in whose place it stands. All that is known of it is what it says.
"""

from django.db import migrations, models


def take_over(apps, schema_editor):
    from django.db import DEFAULT_DB_ALIAS

    from reticent import policy
    from reticent.people import policy_files
    from reticent.people.adoptions import BEFORE_US

    alias = schema_editor.connection.alias
    library_table, adoption = apps.get_model("reticent", "Library"), apps.get_model("reticent", "PolicyAdoption")
    for library in library_table.objects.using(alias):
        name, by = library.policy_id, ""
        while name in policy.shipped_ids():
            text, raw = policy.shipped(name), policy.shipped_bytes(name)
            if alias == DEFAULT_DB_ALIAS:  # a copy that is only tried has no files
                policy_files.lay(policy_files.adopted_file(library.slug, name), raw, final=True)
            adoption.objects.using(alias).create(
                library=library.slug,
                policy_id=name,
                sha256=text.sha256,
                text=raw,
                state="adopted",
                drafted_on=library.set_up_on,
                drafted_by="administrator",
                adopted_by=(text.approved_by or "")[:80],
                adopted_on=text.adopted_on or text.effective,
                reference=BEFORE_US,
                in_force_from=text.effective,
                recorded_on=library.set_up_on,
                superseded_by=by,
                review_due=text.review_due,
            )
            if not by:
                library.policy_sha256, library.policy_since = text.sha256, text.effective
                library.save(update_fields=["policy_sha256", "policy_since"])
            name, by = text.supersedes, name


def hold_to_one_library(apps, schema_editor):
    """On PostgreSQL a session that serves one library reaches no other's rows (drawer/reach.py)."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "reticent_policyadoption"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    schema_editor.execute(
        f"CREATE POLICY one_library ON {table} USING (current_setting('reticent.library', true) IN ('*', library))"
    )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0008_tags_find_slips")]
    operations = [
        migrations.CreateModel(
            name="PolicyAdoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("library", models.CharField(max_length=40)),
                ("policy_id", models.CharField(max_length=60)),
                ("sha256", models.CharField(max_length=64)),
                ("text", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("reviewed", "reviewed"), ("adopted", "adopted")], max_length=10
                    ),
                ),
                ("drafted_on", models.DateField()),
                ("drafted_by", models.CharField(max_length=24)),
                ("reviewed_by", models.CharField(blank=True, max_length=24)),
                ("reviewed_on", models.DateField(null=True)),
                ("adopted_by", models.CharField(blank=True, max_length=80)),
                ("adopted_on", models.DateField(null=True)),
                ("reference", models.CharField(blank=True, max_length=160)),
                ("in_force_from", models.DateField(null=True)),
                ("recorded_on", models.DateField(null=True)),
                ("superseded_by", models.CharField(blank=True, max_length=60)),
                ("review_due", models.DateField(null=True)),
            ],
            options={"ordering": ["library", "pk"]},
        ),
        migrations.AddConstraint(
            "policyadoption",
            models.UniqueConstraint(fields=["library", "policy_id"], name="a_text_stands_once"),
        ),
        migrations.AddConstraint(
            "policyadoption",
            models.UniqueConstraint(
                condition=models.Q(("state", "adopted")),
                fields=["library", "in_force_from"],
                name="one_policy_in_force_a_day",
            ),
        ),
        migrations.AddField("library", "policy_sha256", models.CharField(default="", max_length=64)),
        migrations.AddField("library", "policy_since", models.DateField(null=True)),
        migrations.AddField("library", "policy_until", models.DateField(null=True)),
        migrations.RunPython(take_over, migrations.RunPython.noop, hints={"model_name": "policyadoption"}),
        migrations.RunPython(
            hold_to_one_library, migrations.RunPython.noop, hints={"model_name": "policyadoption"}
        ),
    ]
