"""Who writes the letters of a case?"""

from typing import Any

import pytest

from reticent.disclosure import cases
from reticent.people import delegations
from reticent.people.delegations import Paper
from tests.conftest import NOW, TODAY
from tests.rooms.disclosure.cases.asked import POLICE


def test_whoever_acts_for_the_custodian_signs_a_letter_for_her_and_the_desk_writes_none(town: Any) -> None:
    wolcott = town("wolcott", policy_id="wolcott-2016")
    clara = wolcott.staff("clara", title="Head of Circulation")
    director = wolcott.staff("director", "director", title="Director of everything")
    asked = {**POLICE, "asker": "reporter", "papers": "foi_request"}
    case = cases.open_case(wolcott.library, clara, path="asking", details=asked, now=NOW)
    name = "foi_acknowledgement"

    assert cases.letters_for(wolcott.library, case) == ()
    with pytest.raises(cases.NotYours):
        cases.letter(wolcott.library, clara, case, name, on=TODAY)
    appointed = Paper("Letter of appointment", TODAY)
    delegations.give(
        wolcott.library, clara, begins=TODAY, until=TODAY, paper=appointed, today=TODAY, role="director"
    )
    signed = []
    for account in (clara, director):
        file = cases.read(wolcott.library, account, case.handle, now=NOW)
        assert name in cases.letters_for(wolcott.library, file)
        signed.append(cases.letter(wolcott.library, account, file, name, on=TODAY).signed)

    assert signed == ["Head of Circulation, for the Library Director", "Library Director"]
