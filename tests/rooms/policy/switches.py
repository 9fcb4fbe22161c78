"""Every clause that is called enforced, and its rule switched off: what the text, or the law, no longer says.

Off means that the text is silent: the key or table is gone, or, where a table cannot go, it says what silence means
(`referred`, `silent`, an empty list). Where silence leaves every answer as it was, `why` says so, and the smallest
change stands there that is not the rule any more.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from reticent.policy import shelf, statutes

# A table of the file, and what becomes of it: gone, or some of its keys say something else or are gone.
Off = Mapping[str, Mapping[str, str | None] | None]

M19, OLD, WO, WE, NC = "mansfield-2019", "mansfield-older", "wolcott-2016", "weston-2017", "new-canaan-2018"
LAW = "ct-2007"


@dataclass(frozen=True)
class Switch:
    """The rule of one clause, and what the text or the law says without it."""

    clause: str
    policy_id: str
    off: Off = field(default_factory=dict)
    law: Off = field(default_factory=dict)
    why: str = ""


SILENT = {"allowed": '"silent"'}
REFERRED = {"outcome": '"referred"'}
NOTHING_ACCEPTED = {"accepted": "[]"}
MAIL_GOES_ON = {"kinds": '["no_phone", "no_messages", "no_mail"]'}
EVERY_DUTY = '["circulation", "registration", "accounts", "systems", "programs", "director"]'
OTHERS_DUTY = "The rule is that nobody else's duty needs it: off, anybody's does."
SAME_AGE = "Silent, the text leaves the statute's age, which is the same (1-1d): sixteen instead."
CASE_ONLY = "Silent, the program releases through a case only, all the same: off, at the desk, too."
COUNSEL_STANDS = "The stance rests on this step and goes with it."

SWITCHES = (
    Switch("M19-04", M19, {"purposes.reference": {"duties": EVERY_DUTY}}, why=OTHERS_DUTY),
    Switch("M19-06", M19, {"guardian": SILENT}),
    Switch("M19-07", M19, {"guardian": {"age": "16"}}, why=SAME_AGE),
    Switch("M19-08", M19, {"release": {"only_through_case": "false"}}, why=CASE_ONLY),
    Switch("M19-17", M19, {"vendor": REFERRED}),
    Switch("M19-19", M19, {"permission": REFERRED}),
    Switch("M19-20", M19, {"instruments": NOTHING_ACCEPTED}),
    Switch("M19-21", M19, {"steps#1": None, "steps#0": None}),
    Switch("M19-22", M19, {"form": {"cure": "false"}}),
    Switch("M19-23", M19, {"response": {"options": None}}),
    Switch(
        "MC-03",
        OLD,
        {"purposes.support": {"duties": EVERY_DUTY}},
        why="The rule is that nobody's duty needs it: off, anybody's does.",
    ),
    Switch("MC-05", OLD, {"guardian": SILENT, "vendor": REFERRED, "insiders.agent": REFERRED}),
    Switch("MC-06", OLD, {"instruments": NOTHING_ACCEPTED}),
    Switch("MC-07", OLD, {"showing": None, "response": {"options": None, "stance": None}}),
    Switch("MC-08", OLD, {"costs": {"bill_agency": None}}),
    Switch(
        "WO-03",
        WO,
        {"purposes.lend": {"opens": '["registration", "loan", "charge", "hold"]'}},
        why="The rule is a limit: off, lending opens everything.",
    ),
    Switch("WO-04", WO, {"guardian": SILENT}),
    Switch("WO-12", WO, {"insiders.agent": REFERRED}),
    Switch(
        "WO-18",
        WO,
        {"guardian": {"proofs": '["satisfied_parent"]'}},
        why="A parent who is let in shows something: off, what texts that name no proof ask for.",
    ),
    Switch(
        "WO-19",
        WO,
        {"purposes.recovery": {"duties": EVERY_DUTY}},
        why="The rule is a limit: off, any duty opens it.",
    ),
    Switch("WO-20", WO, {"permission": REFERRED}),
    Switch("WO-21", WO, {"contracts.terms": None, "contracts": None}),
    Switch("WO-22", WO, {"vendor": REFERRED}),
    Switch("WO-24", WO, {"complaints": {"in_writing": None}}),
    Switch("WO-26", WO, {"complaints": {"investigates": None}}),
    Switch("WO-29", WO, {"outsiders.by_class.law_enforcement": None}),
    Switch("WO-30", WO, {"steps#0": None}),
    Switch("WO-31", WO, {"instruments": NOTHING_ACCEPTED}),
    Switch("WO-32", WO, {"response": {"options": None}}),
    Switch("WO-33", WO, {"steps#1": None}),
    Switch("WO-34", WO, {"steps#2": None, "response": {"stance": None}}, why=COUNSEL_STANDS),
    Switch("WE-07", WE, {"purposes.reference": {"duties": EVERY_DUTY}}, why=OTHERS_DUTY),
    Switch("WE-04", WE, {"consortium": {"governs": "false"}}),
    Switch("WE-11", WE, {"wishes": MAIL_GOES_ON}),
    Switch("WE-12", WE, {"guardian": SILENT}),
    Switch("WE-13", WE, {"guardian": {"age": "16"}}, why=SAME_AGE),
    Switch("WE-20", WE, {"vendor": REFERRED}),
    Switch("WE-22", WE, {"permission": REFERRED}),
    Switch("WE-23", WE, {"instruments": NOTHING_ACCEPTED}),
    Switch("WE-24", WE, {"steps#1": None, "steps#0": None}),
    Switch("WE-25", WE, {"form": {"cure": "false"}}),
    Switch("WE-26", WE, {"showing": None}),
    Switch("NC-06", NC, {"insiders.agent": REFERRED, "instruments": NOTHING_ACCEPTED}),
    Switch("NC-09", NC, {"vendor": REFERRED}),
    Switch("NC-16", NC, {"wishes": MAIL_GOES_ON}),
    Switch("NC-19", NC, {"steps#2": None}),
    Switch(
        "NC-20",
        NC,
        {"steps#1": None, "steps#0": None, "response": {"stance": None}},
        why=COUNSEL_STANDS,
    ),
    Switch("NC-21", NC, {"outsiders.by_class.law_enforcement": None}),
    Switch("NC-22", NC, {"release": {"only_through_case": "false"}}, why=CASE_ONLY),
    # These promise to keep the law itself: their switch is in the statute pack.
    Switch(
        "M19-02",
        M19,
        law={
            "instruments": {"attorney_subpoena": '{ gate = "open" }'},
            "floor": {"compels": '["judge_subpoena", "search_warrant", "court_order", "attorney_subpoena"]'},
        },
    ),
    Switch("WO-02", WO, law={"scope": {"protects": "[]"}}),
    Switch("WO-05", WO, law={"instruments": {"immigration_warrant": '{ gate = "open" }'}}),
    Switch("WE-02", WE, law={"consent": {"by": '"payer"'}}),
)


def switched_off(text: str, off: Off) -> str:
    """The text without the rule. A table named with `#n` is the n-th of its rows: the last first, if several go."""
    for table, keys in off.items():
        start, end = _place(text, table)
        said = "" if keys is None else text[start:end]
        for key, value in (keys or {}).items():
            line = re.compile(rf"^{key} = (?:\[\n.*?^\]|[^\n]*)[^\n]*\n", re.MULTILINE | re.DOTALL)
            assert line.search(said), f"[{table}] does not say {key}"
            said = line.sub("" if value is None else f"{key} = {value}\n", said, count=1)
        text = text[:start] + said + text[end:]
    return text


def _place(text: str, table: str) -> tuple[int, int]:
    name, _, row = table.partition("#")
    brackets = rf"\[\[{re.escape(name)}\]\]" if row else rf"\[{re.escape(name)}\]"
    start = [found.start() for found in re.finditer(f"^{brackets}", text, re.MULTILINE)][int(row or 0)]
    following = text.find("\n[", start)
    return start, following + 1 if following > 0 else len(text)


@contextmanager
def the_rule_off(switch: Switch | None, folder: Path) -> Iterator[None]:
    """While this lasts, the policies and laws that come with Reticent are read from copies in a folder, one rule off."""
    texts, packs = shelf.TEXTS, statutes.PACKS
    for place, name, stem, off in (
        (texts, "texts", switch and switch.policy_id, switch.off if switch else {}),
        (packs, "statutes", LAW, switch.law if switch else {}),
    ):
        (folder / name).mkdir()
        for file in place.glob("*.toml"):
            text = file.read_text("utf-8")
            (folder / name / file.name).write_text(
                switched_off(text, off) if file.stem == stem else text, "utf-8"
            )
    try:
        shelf.TEXTS, statutes.PACKS = folder / "texts", folder / "statutes"
        _read_anew()
        if switch:
            shelf.shipped(switch.policy_id)  # a text that does not load would make every test red
        yield
    finally:
        shelf.TEXTS, statutes.PACKS = texts, packs
        _read_anew()


def _read_anew() -> None:
    shelf.shipped.cache_clear()
    statutes.pack.cache_clear()
