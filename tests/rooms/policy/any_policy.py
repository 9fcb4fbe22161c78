"""Policies altered at random: any text that the loader would read, held under any law. For properties of all of them."""

import tomllib
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from reticent import policy
from reticent.policy.adopted import PolicyText
from reticent.policy.statutes import pack, pack_ids
from reticent.policy.tables import tables_for
from reticent.policy.vocabulary import (
    ASKER_CLASSES,
    CHANNELS,
    DUTIES,
    EVIDENCE,
    INSTRUMENTS,
    KINDS,
    OUTCOMES,
    PROOFS,
    PURPOSES,
)
from tests.rooms.policy.altered import text_of

TEXTS = {name: tomllib.loads(text_of(name)) for name in policy.shipped_ids()}


def some(words: Any, *, most: int = 4) -> st.SearchStrategy[list[str]]:
    """A few words of a closed list, each once."""
    return st.lists(st.sampled_from(sorted(words)), max_size=most, unique=True)


def maybe(strategy: Any) -> Any:
    """What the strategy draws, or nothing said."""
    return st.none() | strategy


_BASIS = st.sampled_from(["", "a memo"])
_BOOLS = st.booleans()
_INSIDER = {
    "outcome": st.sampled_from(OUTCOMES),
    "needs": some(EVIDENCE),
    "purposes": some(PURPOSES),
    "opens": some(KINDS),
}
# Every key that a decision may heed, with what may stand there; clauses stay as they are.
LEAVES: dict[tuple[str, ...], Any] = {
    ("guardian", "allowed"): st.sampled_from(["yes", "no", "silent"]),
    ("guardian", "age"): st.integers(0, 25),
    ("guardian", "proofs"): some(PROOFS),
    ("guardian", "proofs_needed"): st.sampled_from(["any", "all"]),
    ("guardian", "channels"): some(CHANNELS),
    ("guardian", "opens"): some(KINDS),
    ("guardian", "only_overdue"): _BOOLS,
    ("guardian", "keeps_out"): some(["court_order", "denied_placement", "not_noted"]),
    ("guardian", "legal_basis"): _BASIS,
    ("release", "only_through_case"): _BOOLS,
    ("instruments", "accepted"): some(INSTRUMENTS, most=len(INSTRUMENTS)),
    ("instruments", "by_kind"): st.dictionaries(
        st.sampled_from(INSTRUMENTS),
        st.fixed_dictionaries(
            {"then": st.sampled_from(["accept", "counsel", "refuse"]), "needs": some(EVIDENCE)}
        ),
        max_size=4,
    ),
    ("form", "cure"): _BOOLS,
    ("showing",): maybe(
        st.fixed_dictionaries(
            {"what": st.just("good cause"), "shown_by": some(INSTRUMENTS), "clauses": st.just([])}
        )
    ),
    ("response", "options"): some(["object", "resist", "move_to_quash", "explain"]),
    ("steps",): st.lists(
        st.fixed_dictionaries(
            {
                "evidence": st.sampled_from(sorted(EVIDENCE)),
                "label": st.just("Ask somebody"),
                "must": _BOOLS,
                "when": some(["no_papers", "papers"]),
                "before": st.sampled_from(["response", "determination", "compliance"]),
                "clauses": st.just([]),
            }
        ),
        max_size=3,
    ),
    ("permission", "outcome"): st.sampled_from(OUTCOMES),
    ("permission", "purposes"): some(PURPOSES),
    **{
        ("insiders", who, key): said
        for who in ("volunteer", "agent")
        for key, said in _INSIDER.items()
        if (who, key) != ("volunteer", "opens")
    },
    ("vendor", "outcome"): st.sampled_from(OUTCOMES),
    ("vendor", "purposes"): some(PURPOSES),
    ("foi", "steps"): some(["deny_in_writing", "ask_counsel", "confer_with_counsel"]),
    ("patron_notice",): maybe(st.fixed_dictionaries({"when": st.sampled_from(["before", "after", "never"])})),
    ("clocks",): maybe(st.fixed_dictionaries({"foi_business_days": st.integers(0, 30)})),
    ("outsiders", "by_class"): st.dictionaries(
        st.sampled_from(ASKER_CLASSES),
        st.fixed_dictionaries({"outcome": st.sampled_from(OUTCOMES), "clauses": st.just([])}),
        max_size=len(ASKER_CLASSES),
    ),
    ("purposes",): st.lists(st.sampled_from(PURPOSES), unique=True),
    **{("purposes", purpose, "opens"): some(KINDS, most=len(KINDS)) for purpose in PURPOSES},
    **{("purposes", purpose, "duties"): some(DUTIES) for purpose in PURPOSES},
    **{("purposes", purpose, "for_patron"): _BOOLS for purpose in PURPOSES},
    **{("purposes", purpose, "for_guardian"): _BOOLS for purpose in PURPOSES},
    ("flags", "public_agency"): _BOOLS,
    ("flags", "personal_data_act"): _BOOLS,
    ("flags", "state_disposition"): _BOOLS,
    ("flags", "entity_type"): st.sampled_from(["municipal", "association", "district"]),
}


@st.composite
def policies(
    draw: st.DrawFn, *, laws: tuple[str, ...] = pack_ids(), always: tuple[tuple[str, ...], ...] = ()
) -> policy.Policy:
    """A shipped text with up to fifteen of its keys altered, and these ones always, under any of these laws."""
    values = deepcopy(TEXTS[draw(st.sampled_from(sorted(TEXTS)))])
    law = pack(draw(st.sampled_from(laws)))
    _own_clauses_only(values, frozenset(values["clauses"]))
    for place in (*draw(st.lists(st.sampled_from(list(LEAVES)), max_size=15, unique=True)), *always):
        _put(values, place, draw(LEAVES[place]))
    text = PolicyText.model_validate(values)
    said = {name: getattr(text, name) for name in PolicyText.model_fields}
    made = policy.Policy.model_construct(**said, sha256="0" * 64, statute=law)
    made._tables = tables_for(made)
    return made


def _put(values: dict[str, Any], place: tuple[str, ...], said: Any) -> None:
    if place == ("purposes",):  # those not drawn are left out of the file
        values["purposes"] = {name: values["purposes"][name] for name in said if name in values["purposes"]}
        return
    here = values
    for part in place[:-1]:
        if part not in here:
            return
        here = here[part]
    if said is None:
        here.pop(place[-1], None)
    else:
        here[place[-1]] = said


def _own_clauses_only(here: Any, own: frozenset[str]) -> None:
    """Clause lists without sections of the law: another pack has others."""
    for key, part in here.items() if isinstance(here, dict) else enumerate(here):
        if isinstance(key, str) and key.endswith("clauses") and isinstance(part, list):
            here[key] = [name for name in part if name in own]
        elif isinstance(part, dict | list) and key != "clauses":
            _own_clauses_only(part, own)
