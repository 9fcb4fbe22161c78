"""On PostgreSQL: slips in one partition a generation, so that forgetting drops a table; and row policies, so that a
session that serves one library reaches no other's rows (drawer/reach.py). On SQLite there is nothing to do."""

from django.db import migrations

OF_A_LIBRARY = ("generation", "epoch", "item", "fact", "looktally", "importrun", "certificate", "evidence")

_SLIPS = (
    "DROP TABLE reticent_slip",
    """
    CREATE TABLE reticent_slip (
        tag bytea NOT NULL,
        thing_tag bytea NOT NULL,
        sealed bytea NOT NULL,
        generation_id bigint NOT NULL,
        PRIMARY KEY (generation_id, tag),
        UNIQUE (generation_id, thing_tag)
    ) PARTITION BY LIST (generation_id)
    """,
    # What is sealed cannot be compressed: do not try.
    "ALTER TABLE reticent_slip ALTER COLUMN sealed SET STORAGE EXTERNAL",
    "ALTER TABLE reticent_slip ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE reticent_slip FORCE ROW LEVEL SECURITY",
    # The generations that are seen there are those of the library that is reached.
    "CREATE POLICY one_library ON reticent_slip USING (generation_id IN (SELECT id FROM reticent_generation))",
)


def on_postgresql(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in OF_A_LIBRARY:
        name = f"reticent_{table}"
        schema_editor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(
            f"CREATE POLICY one_library ON {name} USING (current_setting('reticent.library', true) IN ('*', library))"
        )
    for statement in _SLIPS:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reticent", "0005_drills")]
    operations = [
        migrations.RunPython(on_postgresql, migrations.RunPython.noop, hints={"model_name": "slip"}),
    ]
