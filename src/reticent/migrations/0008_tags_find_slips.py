"""On SQLite, tell the planner what it cannot guess: a generation holds most slips there are, a tag finds one.

Without that it reads a whole generation as soon as eight tags are asked for at once: a second at 600 thousand slips.
PostgreSQL has a partition a generation, and counts by itself.
"""

from django.db import migrations

# Rows of the table, then rows for each value of the index's columns.
_KNOWN = (("reticent_slip_generation", "1000000 500000 1"), ("sqlite_autoindex_reticent_slip_2", "1000000 1"))


def tell_the_planner(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    schema_editor.execute("ANALYZE reticent_slip")  # makes the table of what is known
    schema_editor.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'reticent_slip'")
    for index, rows in _KNOWN:
        schema_editor.execute("INSERT INTO sqlite_stat1 VALUES ('reticent_slip', %s, %s)", [index, rows])
    schema_editor.execute("ANALYZE sqlite_master")  # reads it anew


class Migration(migrations.Migration):
    dependencies = [("reticent", "0007_finders_layout")]
    operations = [migrations.RunPython(tell_the_planner, migrations.RunPython.noop, hints={"model_name": "slip"})]
