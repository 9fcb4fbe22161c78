"""The ledger keeps every fourth level of its trees instead of every eighth, and indexes only acts that have a name.

The levels in between are worked out from the leaf hashes as they are stored. What was kept before stays as it
was, and so does every root: the audit compares the new hashes with the rows and with the checkpoints as ever.
"""

from hashlib import sha256
from itertools import count

from django.db import migrations, models

_NEW, _STEP, _MOST = 4, 8, 60  # levels 4, 12, 20 and so on
_AT_ONCE = 2000


def keep_more(apps, schema_editor):
    alias = schema_editor.connection.alias
    head, leaf, node = (apps.get_model("reticent", f"Ledger{name}") for name in ("Head", "Leaf", "Node"))
    for library in list(head.objects.using(alias).values_list("library", flat=True)):
        made = []
        for level, position, full in _subtrees(_hashes(leaf.objects.using(alias).filter(library=library))):
            if level % _STEP == _NEW:
                made.append(node(library=library, level=level, position=position, node_hash=full))
            if len(made) == _AT_ONCE:
                node.objects.using(alias).bulk_create(made)
                made = []
        node.objects.using(alias).bulk_create(made)


def keep_fewer(apps, schema_editor):
    nodes = apps.get_model("reticent", "LedgerNode").objects.using(schema_editor.connection.alias)
    nodes.filter(level__in=range(_NEW, _MOST, _STEP)).delete()


def _hashes(leaves):
    """The leaf hashes up to the first that is not there: what lies behind it is for the audit to name."""
    expected = count()
    for row, hashed in leaves.order_by("row").values_list("row", "leaf_hash").iterator(chunk_size=_AT_ONCE):
        if row != next(expected) or not isinstance(hashed, bytes | memoryview):
            return
        yield bytes(hashed)


def _subtrees(hashes):
    """The subtrees that these leaf hashes make full (RFC 6962, 2.1)."""
    edge = []
    for row, full in enumerate(hashes):
        level, position = 0, row
        while position & 1:
            full = sha256(b"\x01" + edge.pop() + full).digest()
            level, position = level + 1, position >> 1
            yield level, position, full
        edge.append(full)


class Migration(migrations.Migration):
    dependencies = [("reticent", "0003_staff_wait_after_wrong_passwords")]
    operations = [
        migrations.AlterField("ledgerleaf", "once", models.BinaryField(max_length=32, null=True)),
        migrations.AddConstraint(
            "ledgerleaf",
            models.UniqueConstraint(
                fields=["once"], condition=models.Q(once__isnull=False), name="an_act_is_written_once"
            ),
        ),
        migrations.RunPython(keep_more, keep_fewer, hints={"model_name": "ledgernode"}),
    ]
