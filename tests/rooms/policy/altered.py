"""A shipped text with one rule switched: what stands in one table, replaced by something else."""

import re
from pathlib import Path

from reticent import policy
from reticent.policy.shelf import TEXTS
from reticent.policy.statutes import StatutePack

# What none of the five says and another text might: what somebody sent learns, and what one kind of paper needs.
SENT_AND_SHOWN = """
[designated]
purposes = ["hold"]
opens = ["hold.pickup"]

[instruments.by_kind.court_order]
then = "accept"
needs = ["shown:good_cause"]
"""


def text_of(policy_id: str) -> str:
    """The shipped text as it stands."""
    return (TEXTS / f"{policy_id}.toml").read_text("utf-8")


def altered(text: str, *, table: str, old: str, new: str) -> str:
    """The text with `old` replaced in one table; a table name with `#n` means the n-th of its rows."""
    name, _, row = table.partition("#")
    header = rf"^\[\[{re.escape(name)}\]\]" if row else rf"^\[{re.escape(name)}\]"
    starts = [found.start() for found in re.finditer(header, text, re.MULTILINE)]
    start = starts[int(row or 0)]
    following = text.find("\n[", start)
    end = following if following > 0 else len(text)
    assert old in text[start:end], f"[{table}] does not say {old}"
    return text[:start] + text[start:end].replace(old, new) + text[end:]


def loaded(folder: Path, text: str, *, statute: StatutePack | None = None) -> policy.Policy:
    """A policy read from this text, through the same loader as any other."""
    path = folder / "altered.toml"
    path.write_text(text, "utf-8")
    return policy.load(path, statute=statute)


def read(text: str) -> policy.Policy:
    """The same without a file."""
    return policy.load(Path("altered.toml"), content=text.encode())
