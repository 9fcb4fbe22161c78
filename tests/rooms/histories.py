"""Where does a history that is made up run? In a town, databases and folders of its own, and nothing of it is left."""

import shutil
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import TransactionTestCase, override_settings
from hypothesis.stateful import RuleBasedStateMachine

from reticent.drawer import drawers
from reticent.vault import root
from tests.conftest import NOW, Town, make_town


class Emptied(TransactionTestCase):
    """What empties both databases between two histories: the ledger is counted, too."""

    databases = frozenset({"default", "ledger"})


class History(RuleBasedStateMachine):
    """A town in which nothing has happened yet, and its clock."""

    def __init__(self) -> None:
        super().__init__()
        Emptied()._fixture_teardown()  # type: ignore[attr-defined]
        self.folder = Path(tempfile.mkdtemp(dir=settings.RETICENT_HOME.parent))
        self.set = override_settings(RETICENT_HOME=self.folder / "home", RETICENT_KEYS=self.folder / "keys")
        self.set.enable()
        settings.RETICENT_HOME.mkdir()
        drawers._DRAWERS.clear()
        root.draw(settings.RETICENT_KEYS)
        self.town: Town = make_town("mansfield", policy_id="mansfield-2019")
        self.library: Any = self.town.library
        self.now: datetime = NOW

    def teardown(self) -> None:
        self.set.disable()
        drawers._DRAWERS.clear()
        shutil.rmtree(self.folder)

    @property
    def today(self) -> date:
        day: date = self.library.day_of(self.now)
        return day
