"""May a policy be adopted under this law before counsel has signed the statute pack, and after?"""

from datetime import date
from pathlib import Path

import pytest

from reticent import policy
from reticent.errors import Malformed
from reticent.policy.statutes import pack

CT = pack("ct-2007")
# A pack of which parts are from memory: refused until counsel signs.
FROM_MEMORY = CT.model_copy(update={"id": "xx-1999", "unsigned": "refused", "sha256": "0" * 64})


def signature(law: policy.StatutePack) -> policy.Signature:
    """Counsel's signature under this pack as it is."""
    return policy.Signature(
        format=1,
        pack=law.id,
        pack_sha256=law.sha256,
        name="Counsel of the town",
        signed_on=date(2026, 3, 2),
        scope="All sections, read against the statute book.",
    )


def test_a_connecticut_policy_may_be_adopted_unsigned_with_the_caution_shown() -> None:
    answer = policy.may_be_adopted(CT)

    assert answer.allowed
    assert answer.caution == CT.caution
    assert "counsel has not signed it" in answer.say
    assert "Better first" in answer.next_step


def test_nothing_is_adopted_under_a_pack_from_memory_until_counsel_signs_it() -> None:
    before, after = (
        policy.may_be_adopted(FROM_MEMORY),
        policy.may_be_adopted(FROM_MEMORY, signature(FROM_MEMORY)),
    )

    assert (before.allowed, after.allowed) == (False, True)
    assert policy.signature_needed(FROM_MEMORY)
    assert not policy.signature_needed(FROM_MEMORY, signature(FROM_MEMORY))
    assert "reticent policy law xx-1999" in before.next_step
    assert "2 March 2026" in after.say
    with pytest.raises(policy.Unsigned, match="until counsel has signed"):
        policy.require_adoptable(FROM_MEMORY)


def test_a_signature_under_other_bytes_or_another_pack_counts_for_nothing() -> None:
    changed = FROM_MEMORY.model_copy(update={"sha256": "1" * 64})

    for other in (changed, CT):
        answer = policy.may_be_adopted(FROM_MEMORY, signature(other))

        assert not answer.allowed
        assert "another text" in answer.say
    assert "another text" in policy.may_be_adopted(CT, signature(FROM_MEMORY)).say


def test_a_signature_file_is_read_strictly_and_names_the_bytes_it_signs(tmp_path: Path) -> None:
    said = signature(CT)
    path = tmp_path / "ct-2007.signed.toml"
    path.write_text(
        "format = 1\n"
        f'pack = "{said.pack}"\npack_sha256 = "{said.pack_sha256}"\n'
        f'name = "{said.name}"\nsigned_on = {said.signed_on}\nscope = "{said.scope}"\n',
        "utf-8",
    )
    (tmp_path / "empty.toml").write_text('format = 1\nname = ""\n', "utf-8")

    assert policy.read_signature(path) == said
    with pytest.raises(Malformed) as wrong:
        policy.read_signature(tmp_path / "empty.toml")
    assert len(wrong.value.problems) == 5
