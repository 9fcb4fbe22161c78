"""Do decisions under another law come out as its statute says, and is each pack read whole?"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reticent import policy
from reticent.errors import Malformed
from reticent.policy.statutes import StatutePack, law_on, pack, pack_ids
from tests.rooms.policy.altered import loaded, text_of

CELLS = tomllib.loads((Path(__file__).parent / "other_states.toml").read_text("utf-8"))["cell"]
OTHERS = ("ar-13-2-701", "ca-7927", "fl-257.261", "mi-397", "ny-4509", "tx-552.124", "wi-43.30")


def under(law: str, folder: Path, *changes: list[str]) -> policy.Policy:
    """Mansfield's text of 2019, as if it stood under this law, with words changed."""
    text = text_of("mansfield-2019").replace('"ct-2007"', f'"{law}"').replace('"4-193(c)"', "")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return loaded(folder, text)


def request_of(cell: dict[str, Any]) -> policy.Request:
    """The request of a cell."""
    said = dict(cell["request"])
    said |= {key: tuple(said[key]) for key in ("fields", "kinds") if key in said}
    said |= {key: frozenset(said.get(key, ())) for key in ("evidence", "proofs")}
    if paper := said.get("instrument"):
        said["instrument"] = policy.Instrument(**paper | {"names_fields": tuple(paper["names_fields"])})
    return policy.Request(**said)


@pytest.mark.parametrize("cell", [pytest.param(c, id=f"{c['law']}-{at}") for at, c in enumerate(CELLS)])
def test_a_situation_comes_out_as_the_statute_of_its_place_says(cell: dict[str, Any], tmp_path: Path) -> None:
    adopted = under(cell["law"], tmp_path, *cell.get("change", ()))

    decision = policy.decide(request_of(cell), adopted)

    assert decision.outcome == cell["outcome"], decision.rule
    assert decision.fields == policy.fields_named(cell.get("fields", ()))
    assert decision.rule == cell.get("rule", decision.rule)
    assert decision.only_overdue == cell.get("only_overdue", False)
    assert set(cell["cites"]) <= set(decision.clauses)
    assert set(cell.get("steps", ())) <= {step.code for step in decision.next_steps}
    assert cell.get("says", "") in decision.say
    assert set(decision.clauses) <= {*adopted.clauses, *adopted.statute.clauses}


def test_every_other_law_has_a_situation_and_is_adopted_only_once_counsel_signed_it() -> None:
    assert {cell["law"] for cell in CELLS} == {*OTHERS, "ct-1981"}
    assert set(pack_ids()) == {*OTHERS, "ct-1981", "ct-2007"}
    assert [name for name in pack_ids() if not policy.signature_needed(pack(name))] == ["ct-2007"]


@pytest.mark.parametrize("name", pack_ids())
def test_a_pack_says_of_every_section_how_far_it_was_checked(name: str) -> None:
    law = pack(name)

    assert law.caution
    for section in law.clauses.values():
        assert section.source
        assert section.text
        assert section.checked_where or section.checked == "from memory"
        assert section.checked != "counsel"  # nobody has signed what comes with Reticent


@pytest.mark.parametrize("name", pack_ids())
def test_what_the_law_compels_its_own_gate_opens_to(name: str) -> None:
    law = pack(name)

    assert {law.instruments[kind].gate for kind in law.floor.compels} <= {"open", "if_shown"}
    assert law.instruments["search_warrant"].gate == "open"
    assert law.instruments["search_warrant"].at_once
    assert law.instruments["immigration_warrant"].gate == "shut"


def test_the_law_of_a_day_is_the_one_in_force_then() -> None:
    law = pack("ct-2007")

    def on(day: date) -> StatutePack | None:
        return law_on(law, day)

    assert on(date(2007, 7, 1)) == law
    assert on(date(2007, 6, 30)) == pack("ct-1981")
    assert on(date(1975, 1, 1)) is None


def test_connecticuts_clocks_stand_in_the_pack() -> None:
    said = {name: (clock.counts, clock.unit, clock.at) for name, clock in pack("ct-2007").clocks.items()}

    assert said["foi_answer"] == (4, "business_days", "most")
    assert said["foi_appeal"] == (30, "days", "most")
    assert said["subpoena_notice"] == (18, "hours", "least")
    assert said["breach_residents"] == (60, "days", "most")
    assert said["breach_services"] == (24, "months", "least")
    assert said["disclosure_record"] == (5, "years", "least")


def test_arkansas_lets_no_library_keep_who_had_what_was_returned(tmp_path: Path) -> None:
    kept = [
        '[keep.loan]\nneed = "returned"\ndays_after = 0',
        '[keep.loan]\nneed = "returned"\ndays_after = 7',
    ]

    under("ar-13-2-701", tmp_path)
    with pytest.raises(Malformed, match="once it is back"):
        under("ar-13-2-701", tmp_path, kept)


def test_a_minor_is_shown_to_a_parent_no_longer_than_the_statute_lets_a_policy_choose(tmp_path: Path) -> None:
    ages = {
        law: under(law, tmp_path).minor_age for law in ("wi-43.30", "fl-257.261", "ar-13-2-701", "ct-2007")
    }
    younger = under("fl-257.261", tmp_path, ["age = 18", "age = 13"])
    never_younger = under("wi-43.30", tmp_path, ["age = 18", "age = 13"])

    assert ages == {"wi-43.30": 16, "fl-257.261": 16, "ar-13-2-701": 18, "ct-2007": 18}
    assert (younger.minor_age, never_younger.minor_age) == (13, 16)
