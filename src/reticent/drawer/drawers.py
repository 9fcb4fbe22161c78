"""Which drawer is whose: one a library and process; and the making of a library's vault."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from reticent.drawer import container_row, stores, waking
from reticent.drawer.slips import Drawer
from reticent.drawer.tables import Epoch, Generation
from reticent.vault import root as vault_root
from reticent.vault.keyfile import KeyFile

_DRAWERS: dict[tuple[str, str], Drawer] = {}


def of(library: str) -> Drawer:
    """The drawer of this library, one a process."""
    keys: Path = settings.RETICENT_KEYS
    return _DRAWERS.setdefault((library, str(keys)), Drawer(library, keys=keys, waker=waking.wake))


def set_up(library: str, *, now: datetime) -> Drawer:
    """Make the vault of a library that has none: key file, first generation, epoch. Repeatable after a crash."""
    drawer = of(library)
    root = vault_root.read(drawer.keys_folder)
    path = drawer.keys_folder / f"{library}.keys"
    if Epoch.objects.filter(library=library).exists():
        return drawer
    if not path.exists():
        KeyFile.create(path, root=root, library=library)
    drawer.asleep()
    number = max([0, *drawer.keyfile.generations()]) + 1
    drawer.keyfile.add(number)
    epoch = drawer.keyfile.epoch()[:16] + stores.database_mark()
    drawer.keyfile.set_epoch(epoch)
    with transaction.atomic():
        stores.make_room(
            Generation.objects.create(library=library, number=number, opened_at=now).pk, library=library
        )
        Epoch.objects.create(library=library, installation=root.installation, current=epoch, coming=b"")
        container_row.make_where_missing(drawer)
    return drawer


def set_up_libraries() -> list[str]:
    """The libraries that have a vault here, the canary among them."""
    return list(Epoch.objects.order_by("library").values_list("library", flat=True))
