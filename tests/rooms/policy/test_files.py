"""Does a policy or request file that is wrong say so once, wholly, with line and meaning?"""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from reticent import policy
from reticent.errors import Malformed
from tests.rooms.policy.altered import altered, loaded, text_of

M19 = "mansfield-2019"
CLAUSES = Path(__file__).parents[2] / "data" / "policy_clauses.csv"


def problems_of(folder: Path, text: str) -> tuple[str, ...]:
    """Everything the loader says against this text."""
    with pytest.raises(Malformed) as refusal:
        loaded(folder, text)
    return refusal.value.problems


def line_with(text: str, part: str) -> int:
    """The line on which this part stands."""
    return text[: text.index(part)].count("\n") + 1


# What lies beside a registration, where the text has a use for it: no guardian where none is answered (MC-05, NC-06).
_GUARDIAN, _SENT = {"guardian_link": ("of_age", 0)}, {"designation": ("withdrawn", 0)}
_BY_STAFF = {"staff_note": ("last_day", 0)}
NOTED = {
    "mansfield-2019": {**_GUARDIAN, **_SENT, **_BY_STAFF},
    "mansfield-older": _BY_STAFF,
    "wolcott-2016": {**_GUARDIAN, **_SENT, **_BY_STAFF},
    "weston-2017": {**_GUARDIAN, **_SENT, "friends_choice": ("withdrawn", 0), **_BY_STAFF},
    "new-canaan-2018": {**_SENT, **_BY_STAFF, "donor": ("last_gift", 0), "gift": ("given", 2557)},
}


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_a_shipped_text_is_read_whole_and_names_its_own_file(policy_id: str) -> None:
    adopted = policy.shipped(policy_id)

    assert adopted.id == policy_id
    assert re.fullmatch("[0-9a-f]{64}", adopted.sha256)
    assert set(adopted.purposes) == set(policy.PURPOSES)
    everywhere = {"registration", "finder", "loan", "hold", "charge", "contact_wish", "look"}
    everywhere |= {
        "reference_question",
        "program_signup",
        "purchase_suggestion",
        "computer_session",
        "print_job",
    }
    everywhere |= {"reference_question", "program_signup", "purchase_suggestion", "interlibrary_request"}
    assert set(adopted.keep) == everywhere | set(NOTED[policy_id])


def test_the_five_texts_hold_every_clause_of_their_sources() -> None:
    """The ids were counted off the five texts and the statute by hand, once, before any file was written."""
    rows = list(csv.DictReader(CLAUSES.read_text("utf-8").splitlines()))
    listed = {
        text: [row["clause"] for row in rows if row["text"] == text] for text in {r["text"] for r in rows}
    }
    statute = listed.pop("ct-2007")

    assert listed == {name: list(policy.shipped(name).clauses) for name in policy.shipped_ids()}
    assert sum(map(len, listed.values())) == 121
    assert set(statute) <= set(policy.shipped("weston-2017").statute.clauses)
    assert len(statute) == 7


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_every_clause_stands_under_a_heading_in_one_line_of_our_words(policy_id: str) -> None:
    clauses = policy.shipped(policy_id).clauses

    assert all(clause.heading and clause.text.endswith(".") for clause in clauses.values())
    assert all(len(clause.text.split()) <= 30 and "\n" not in clause.text for clause in clauses.values())


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_periods_are_those_that_the_purge_is_told(policy_id: str) -> None:
    periods = {kind: (kept.need, kept.days_after) for kind, kept in policy.shipped(policy_id).keep.items()}

    assert periods == {
        "registration": ("expired", 365),
        "finder": ("expired", 365),
        "loan": ("returned", 0),
        "hold": ("ended", 7),
        "charge": ("paid", 30),
        "contact_wish": ("withdrawn", 0),
        "reference_question": ("answered", 30 if policy_id == "wolcott-2016" else 0),
        "program_signup": ("held", 7 if policy_id == "wolcott-2016" else 0),
        "purchase_suggestion": ("decided", 0),
        "computer_session": ("that_day", 0),
        "print_job": ("that_day", 0),
        "interlibrary_request": ("sent_back", 30 if policy_id == "wolcott-2016" else 0),
        "look": ("seen", 365),
        **NOTED[policy_id],
    }


def test_an_unknown_key_names_its_line_and_the_key_that_was_meant(tmp_path: Path) -> None:
    text = altered(text_of(M19), table="keep.loan", old="days_after", new="days_aftr")

    problems = problems_of(tmp_path, text)

    line = line_with(text, "days_aftr")
    assert f"altered.toml:{line}: keep.loan.days_aftr: unknown key; did you mean “days_after”?" in problems
    assert any(p.endswith("keep.loan.days_after: needed and not there") for p in problems)


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = text_of(M19)
    text = text.replace("format = 1", "format = 2", 1)
    text = altered(text, table="guardian", old="age = 18", new='age = "18"')
    text = altered(text, table="steps#1", old="must = true", new="must = maybe".replace("maybe", '"yes"'))
    text = altered(text, table="purposes.lend", old='"circulation"', new='"circulaton"')
    text = altered(text, table="purposes.account", old='"loan"', new='"loans"')
    text = altered(text, table="keep.charge", old='"M19-05"', new='"M19-50"')
    text = altered(text, table="keep.finder", old="days_after = 365", new="days_after = 30")
    text = text.replace('kept_by = "reminded"', 'kept_by = "remembered"', 1)

    problems = problems_of(tmp_path, text)

    lines = [int(problem.split(":")[1]) for problem in problems]
    said = "\n".join(problems)
    assert len(problems) == 8
    assert lines == sorted(lines)
    assert "format: this program reads format 1 only" in said
    assert "guardian.age: must be a whole number, without quotes" in said
    assert f":{line_with(text, 'must = ' + chr(34))}: steps.2.must: must be true or false" in said
    assert "“circulaton” is not one of the words used here; did you mean “circulation”?" in said
    assert "“loans” is not one of the words used here; did you mean “loan”?" in said
    assert (
        "keep.charge.clauses: no clause “M19-50” stands in this file or its statute; did you mean “M19-"
        in said
    )
    assert "keep.finder.follows: must be kept exactly as long as “registration” is" in said
    assert f":{line_with(text, 'remembered')}: clauses.M19-14.kept_by" in said


@pytest.mark.parametrize("policy_id", policy.shipped_ids())
def test_no_parent_is_let_in_beyond_the_age_at_which_the_law_ends_it(policy_id: str, tmp_path: Path) -> None:
    text = re.sub(r"^age = .*\n", "", text_of(policy_id), flags=re.MULTILINE)
    text = text.replace("\n[guardian]", "\n[guardian]\nage = 19", 1)

    problems = problems_of(tmp_path, text)

    assert problems == (
        f"altered.toml:{line_with(text, 'age = 19')}: guardian.age: the law ends it at 18 (1-1d);"
        " say 18 or less, or leave it out",
    )


@pytest.mark.parametrize("named", ['"loan.title"', '"loan"', '"registration.name", "hold"'])
def test_no_agent_is_told_a_title(named: str, tmp_path: Path) -> None:
    text = text_of("new-canaan-2018")
    start = text.index("\n[insiders.agent]")
    text = text[:start] + re.sub(r"opens = .*", f"opens = [{named}]", text[start:], count=1)

    problems = problems_of(tmp_path, text)

    assert problems == (
        f"altered.toml:{line_with(text, f'opens = [{named}]')}: insiders.agent.opens: an agent is told no title,"
        " out or on hold: name the fields that its work needs",
    )


def test_a_parent_is_let_in_only_with_a_proof_and_a_legal_basis(tmp_path: Path) -> None:
    text = text_of("mansfield-older").replace('allowed = "no"', 'allowed = "yes"', 1)

    problems = problems_of(tmp_path, text)

    assert [re.sub(r"^altered.toml:\d+: ", "", problem) for problem in problems] == [
        'guardian: allowed = "yes" needs legal_basis: the statute is silent on parents',
        'guardian: allowed = "yes" needs proofs: what shows who she is',
    ]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (
            "purposes.lend.label",
            "purposes.lending: “lending” is not one of the words used here; did you mean “lend”?",
        ),
        ("statute", "statute_pack: no statute pack “ct-2017” is here; did you mean “ct-2007”?"),
        ("date", "effective: not a date (write 2019-08-08, without quotes)"),
        ("itself", "supersedes: a policy cannot supersede itself"),
        ("negative", "keep.loan.days_after: must be 0 or more"),
        ("missing table", "vendor: needed and not there"),
    ],
)
def test_a_wrong_value_is_explained(spoilt: str, said: str, tmp_path: Path) -> None:
    old, new = {
        "purposes.lend.label": ("[purposes.lend]", "[purposes.lending]"),
        "statute": ('"ct-2007"', '"ct-2017"'),
        "date": ("effective = 2019-08-08", 'effective = "last August"'),
        "itself": ('"mansfield-older"', '"mansfield-2019"'),
        "negative": ("days_after = 0", "days_after = -1"),
        "missing table": ("[vendor]", "[consortium]"),
    }[spoilt]
    text = text_of(M19).replace(old, new, 1)

    assert any(problem.endswith(said) for problem in problems_of(tmp_path, text))


def test_a_text_that_is_no_toml_says_on_which_line(tmp_path: Path) -> None:
    text = text_of(M19).replace('called = "Mansfield 2019"', 'called = "Mansfield 2019', 1)

    (problem,) = problems_of(tmp_path, text)

    assert problem.startswith(f"altered.toml:{line_with(text, 'called =')}: not TOML: ")


def test_a_file_in_another_encoding_says_on_which_line(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_bytes(b'format = 1\ntitle = "Biblioth\xe8que"\n')

    with pytest.raises(Malformed) as refusal:
        policy.load(tmp_path / "p.toml")

    assert refusal.value.problems == ("p.toml:2: not UTF-8: save the file as UTF-8 text",)


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_opened_says_so_and_what_to_do(name: str, tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"cannot be read: .* Check the name"):
        policy.load(tmp_path / name)


def test_an_empty_file_lists_what_is_needed(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, "")

    assert "altered.toml:1: format: needed and not there; write format = 1 on the first line" in problems
    assert "altered.toml:1: clauses: needed and not there" in problems
    assert len([p for p in problems if ": format:" in p]) == 1


def test_an_unknown_policy_names_the_nearest() -> None:
    with pytest.raises(Malformed, match="Did you mean “weston-2017”"):
        policy.shipped("weston-2071")


def test_windows_line_ends_and_a_byte_order_mark_are_read_as_they_are_meant(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_bytes(b"\xef\xbb\xbf" + text_of(M19).replace("\n", "\r\n").encode())

    assert policy.load(tmp_path / "p.toml").id == M19


# ---- one policy a day


@pytest.mark.clause("M19-01", "MC-01")
def test_the_newer_mansfield_policy_supersedes_the_older_on_its_day_and_not_before() -> None:
    both = [policy.shipped("mansfield-2019"), policy.shipped("mansfield-older")]

    def on(day: date) -> str | None:
        found = policy.in_force(both, day)
        return found.id if found else None

    assert on(date(2019, 8, 7)) == "mansfield-older"
    assert on(date(2019, 8, 8)) == "mansfield-2019"
    assert policy.in_force([both[0]], date(2019, 8, 7)) is None


def test_two_policies_in_force_on_one_day_are_an_error_and_not_a_choice() -> None:
    two = [policy.shipped("weston-2017"), policy.shipped("wolcott-2016")]

    with pytest.raises(Malformed, match="More than one policy is in force"):
        policy.in_force(two, date(2020, 1, 1))


@pytest.mark.clause("M19-07", "WE-13", "1-1d")
@pytest.mark.parametrize("policy_id", policy.shipped_ids())
@pytest.mark.parametrize(
    ("born", "adult_on"),
    [
        (date(2008, 11, 22), date(2026, 11, 22)),
        (date(2008, 2, 29), date(2026, 2, 28)),
        (date(2012, 2, 29), date(2030, 2, 28)),
    ],
)
def test_someone_comes_of_age_on_the_eighteenth_birthday(policy_id: str, born: date, adult_on: date) -> None:
    assert policy.shipped(policy_id).adult_on(born) == adult_on


@pytest.mark.clause("WO-06")
def test_only_wolcott_asks_minors_for_a_birth_date() -> None:
    asking = [name for name in policy.shipped_ids() if policy.shipped(name).flags.asks_birth_date]

    assert asking == ["wolcott-2016"]


# ---- request files


def test_a_request_file_is_read_into_the_request_it_means(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(
        """
format = 1
capacity = "third_party"
asker = "court"
purpose = "case"
fields = ["loan"]
evidence = ["consulted:town_manager"]

[instrument]
kind = "court_order"
signed_by = "judge"
in_form = true
names_fields = ["loan.title"]
""",
        "utf-8",
    )

    request = policy.read_request(tmp_path / "r.toml")

    assert request == policy.Request(
        capacity="third_party",
        asker="court",
        purpose="case",
        fields=("loan.title", "loan.due", "loan.lent_on", "loan.count"),
        evidence=frozenset({"consulted:town_manager"}),
        instrument=policy.Instrument(
            "court_order", signed_by="judge", in_form=True, names_fields=("loan.title",)
        ),
    )


def test_a_wrong_request_file_says_everything_at_once(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(
        'capacty = "staff"\npurpose = "lending"\nasker = "mother"\n[instrument]\nkind = "warrant"\n', "utf-8"
    )

    with pytest.raises(Malformed) as refusal:
        policy.read_request(tmp_path / "r.toml")

    problems = refusal.value.problems
    assert "r.toml:1: capacty: unknown key; did you mean “capacity”?" in problems
    assert "r.toml:1: capacity: needed and not there" in problems
    assert "r.toml:1: format: needed and not there; write format = 1 on the first line" in problems
    assert "r.toml:2: purpose: “lending” is not one of the words used here; did you mean “lend”?" in problems
    assert any(
        problem.startswith("r.toml:3: asker: “mother” is not one of the words used here")
        for problem in problems
    )
    assert any(
        problem.startswith("r.toml:5: instrument.kind: “warrant” is not one of") for problem in problems
    )
    assert str(refusal.value).startswith("r.toml cannot be used; 6 things to mend:\n")


@pytest.mark.parametrize(
    "line",
    [
        "format = 1\nsteps = " + "[" * 3_000 + "]" * 3_000,
        "format = 1\nflags = " + "{a = " * 3_000 + "1" + "}" * 3_000,
        "format = 1\n" + ".".join(["a"] * 3_000) + " = 1",
        "format = 1\n[" + ".".join(["a"] * 3_000) + "]",
        "format = 1\nsteps = " + "[" * 200 + "]" * 200,
    ],
    ids=["lists", "tables", "dotted key", "header", "not so deep"],
)
@pytest.mark.parametrize("read", [policy.load, policy.read_request])
def test_a_file_nested_without_end_is_one_to_mend_and_nothing_breaks(tmp_path, line, read):
    path = tmp_path / "nested.toml"
    path.write_text(line)

    with pytest.raises(Malformed, match=r"nested\.toml:2?\d*: .*one inside another") as refused:
        read(path)

    assert len(str(refused.value)) < 500
