"""On SQLite, the slip table without row ids: rows lie in the order of their tags, so nothing tells which were
written together (DESIGN 5). PostgreSQL has no such table; there the partitions of issue 3 do their part."""

from django.db import migrations

_TABLE = """
CREATE TABLE reticent_slip (
    tag BLOB NOT NULL PRIMARY KEY,
    thing_tag BLOB NOT NULL UNIQUE,
    sealed BLOB NOT NULL,
    generation_id BIGINT NOT NULL REFERENCES reticent_generation (id) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID
"""


def without_rowid(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    schema_editor.execute("DROP TABLE reticent_slip")
    schema_editor.execute(_TABLE)
    schema_editor.execute("CREATE INDEX reticent_slip_generation ON reticent_slip (generation_id)")


class Migration(migrations.Migration):
    dependencies = [("reticent", "0001_initial")]
    operations = [migrations.RunPython(without_rowid, migrations.RunPython.noop, hints={"model_name": "slip"})]
