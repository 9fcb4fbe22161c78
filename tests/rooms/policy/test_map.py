"""Does the map at the door of the policy room show every file that is there, and none that is gone?"""

import re
from pathlib import Path

from reticent import policy

ROOM = Path(policy.__file__).parent


def test_every_file_of_the_room_stands_on_its_map_and_the_map_names_no_other() -> None:
    (_, *lines) = (policy.__doc__ or "").partition("A map of this room")[2].split("\n- ")
    answers = [re.sub(r"\([^)]*\)", "", line.rpartition("? ")[2]) for line in lines]
    there = {path.stem for path in ROOM.glob("*.py")} - {"__init__"}
    there |= {path.parent.name for path in ROOM.glob("*/__init__.py")}

    on_the_map = [name for answer in answers for name in re.findall(r"\w+", answer)]

    assert sorted(there - set(on_the_map)) == [], "Say in policy/__init__.py what these answer."
    assert sorted(set(on_the_map) - there) == []
    assert len(on_the_map) == len(set(on_the_map))
