"""Who works on the cases of these tests."""

import pytest

from reticent.people.staff import StaffAccount
from tests.conftest import Town
from tests.rooms.disclosure import complying


@pytest.fixture
def desk(mansfield: Town) -> StaffAccount:
    return mansfield.staff("clara")


@pytest.fixture
def custodian(mansfield: Town) -> StaffAccount:
    return complying.custodian(mansfield)
