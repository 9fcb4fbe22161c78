"""On SQLite, no index by generation: a third tree that every slip went into, at a random place, and that nothing but
the turn of the key used. What it told the planner goes with it.

On PostgreSQL, each partition's row policy names the one library whose generation lies there, so that slips are read
from it without looking the generation up.

Nothing is put back on the way down, so that what is done may be there already on the way up.
"""

from django.db import migrations


def fewer_ways(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP INDEX IF EXISTS reticent_slip_generation")
        schema_editor.execute("DELETE FROM sqlite_stat1 WHERE idx = 'reticent_slip_generation'")
        schema_editor.execute("ANALYZE sqlite_master")  # reads it anew
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT g.id, g.library FROM reticent_generation g"
            " WHERE to_regclass('reticent_slip_' || g.id) IS NOT NULL"
        )
        there = cursor.fetchall()
    for generation, library in there:
        room = f"reticent_slip_{int(generation)}"
        for of_before in ("every_library", "one_library"):
            schema_editor.execute(f"DROP POLICY IF EXISTS {of_before} ON {room}")
        schema_editor.execute(
            f"CREATE POLICY one_library ON {room} USING"
            f" (current_setting('reticent.library', true) IN ('*', {schema_editor.quote_value(library)}))"
        )


class Migration(migrations.Migration):
    dependencies = [("reticent", "0009_policies_are_adopted")]
    operations = [migrations.RunPython(fewer_ways, migrations.RunPython.noop, hints={"model_name": "slip"})]
