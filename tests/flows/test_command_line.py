"""Does the command say what happened and what to do when it is asked for wrongly, and of policies and accounts?"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from tests.flows.conftest import MANSFIELD, SHIPPED, Installation

# -- what is asked for wrongly


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("purge", "--library", "mansfeld"), ("no library “mansfeld”", "There are: mansfield")),
        (("vault", "status", "--library", "x"), ("no library “x”", "There are: mansfield")),
        (("ledger", "verify", "--library", "x"), ("no library “x”", "There are: mansfield")),
        (("ledger", "checkpoint", "--library", "x"), ("no library “x”", "There are: mansfield")),
        (("import", "items", "no-such.csv", "--library", "x"), ("no library “x”",)),
        (("import", "items", "no-such.csv", *MANSFIELD), ("no file no-such.csv",)),
        (("import", "items", ".", *MANSFIELD), ("is a folder", "Name the CSV file")),
        (("import", "items", "no-such.csv"), ("Missing option '--library'", "reticent import items --help")),
        (("imprt",), ("Did you mean 'import'?", "reticent --help")),
        (("purge", "--turnnow"), ("Did you mean '--turn-now'?",)),
        (("restore", "reticent-1999", "--yes"), ("no backup “reticent-1999”", "There are: reticent-")),
        (("restore",), ("Missing argument 'NAME'",)),
        (("policy", "ask", "--policy", "westen-2017", "x.toml"), ("Did you mean “weston-2017”?",)),
        (("policy", "ask", "--policy", "weston-2017", "x.toml"), ("x.toml", "Check the name")),
        (("policy", "check", "x.toml"), ("x.toml", "Check the name")),
        (("ledger", "export", "no/such/place.json", *MANSFIELD), ("cannot be written", "another place")),
        (("init", "New Canaan", "--name", "N", "--town", "N", "--policy", "weston-2017"), ("new-canaan",)),
        (("init", "canary", "--name", "N", "--town", "N", "--policy", "weston-2017"), ("is not “canary”",)),
        (("staff", "add", "c@m", *MANSFIELD, "--password", "short"), ("too easy", "10 characters")),
        (("staff", "add", "c@m", *MANSFIELD, "--duty", "police"), ("'police' is not one of 'circulation'",)),
        (("demo",), ("libraries of your own", "two other folders")),
        (("serve", "--port", "0"), ("0 is not in the range",)),
    ],
)  # fmt: skip
def test_what_is_asked_for_wrongly_is_said_in_words_with_the_way_out(
    seen: Installation, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    ran = seen.run(*arguments)

    assert ran.code == 2
    assert all(word in ran.said for word in words), ran.said
    assert ran.out == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("policy", "lint", "westen-2017"), 2, "Did you mean “weston-2017”?"),
        (("policy", "check", "x.toml"), 2, "Check the name"),
        (("policy", "explain", "--all"), 2, "Ask with a FILE"),
        (("policy", "history", "x"), 2, "no library “x”"),
        (("vault", "status", "--library", "x"), 2, "no library “x”"),
        (("import", "items", "no-such.csv", "--library", "mansfield"), 2, "no file no-such.csv"),
    ],
)
def test_what_went_wrong_is_json_too_where_json_was_asked_for(
    seen: Installation, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = seen.run(*arguments, "--json")

    wrong = json.loads(ran.err)
    assert ran.code == code
    assert ran.out == ""
    assert wrong["format"] == 1
    assert wrong["error"]["exit_code"] == code
    assert words in wrong["error"]["message"]


def test_every_problem_of_a_policy_file_is_an_item_of_its_own_in_json(seen: Installation) -> None:
    path = seen.folder / "deep.toml"
    path.write_text("format = 1\nsteps = " + "[" * 3_000 + "]" * 3_000)

    ran = seen.run("policy", "check", path, "--json")

    wrong = json.loads(ran.err)["error"]
    assert ran.code == wrong["exit_code"] == 2
    assert wrong["problems"][0].startswith("deep.toml:2: ")
    assert "deep.toml:2" not in wrong["message"]


def test_before_there_is_an_installation_it_says_how_to_begin_one_and_makes_nothing(
    empty: Installation,
) -> None:
    ran = empty.run("purge")

    assert ran.code == 2
    assert "no installation in" in ran.said
    where = "RETICENT_DATABASE" if empty.databases else "RETICENT_HOME"
    assert all(word in ran.said for word in ("reticent demo", "reticent init", where))
    assert not empty.home.exists()
    assert not empty.keys.exists()


@pytest.mark.parametrize("keys", ["home/keys", "home", "."])
def test_keys_inside_the_home_or_around_it_are_refused(empty: Installation, keys: str) -> None:
    ran = empty.run("demo", env={"RETICENT_KEYS": str(empty.folder / keys)})

    assert ran.code == 2
    assert "lie one inside the other" in ran.said
    assert "two folders apart" in ran.said
    assert not empty.home.exists()


def test_every_command_has_help_that_fits_a_window_of_80_columns(seen: Installation) -> None:
    listed = seen.ok("--help", env={"COLUMNS": "80"}).out
    commands = [
        line.split()[0] for line in listed.partition("Commands:")[2].splitlines() if line.startswith("  ")
    ]

    assert {"demo", "import", "purge", "vault", "ledger", "policy"} <= set(commands)
    assert "..." not in listed.partition("Commands:")[2]  # no sentence is cut short
    assert max(map(len, listed.splitlines())) <= 80


def test_the_reference_names_every_command_and_option() -> None:
    from reticent.doors.cli import main

    main._gather()
    page = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text("utf-8")
    table = page.partition("## How a command ends")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    def check(command: click.Command, path: str) -> None:
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                check(inner, f"{path} {name}".strip())
            return
        (row,) = [
            r
            for r in rows
            if r.strip(" `").startswith(path) and r.strip(" `")[len(path) :][:1] in (" ", "", "`")
        ]
        options = [
            o for p in command.params if isinstance(p, click.Option) for o in p.opts if o.startswith("--")
        ]
        assert [option for option in options if option not in row] == [], path

    check(main.cli, "")


def test_the_reference_says_what_every_command_answers_in_json() -> None:
    from reticent.doors.cli import main

    main._gather()
    page = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text("utf-8")
    rows = [line for line in page.partition("## JSON")[2].splitlines() if line.startswith("| `")]
    missing = []

    def check(command: click.Command, path: str) -> None:
        if isinstance(command, click.Group):
            for name, inner in command.commands.items():
                check(inner, f"{path} {name}".strip())
            return
        if not any(param.name == "as_json" for param in command.params):
            return
        group, _, name = path.rpartition(" ")
        said = [row for row in rows if row.startswith((f"| `{group or name}", f"| `{path}"))]
        if not any(f"{name}`" in row or "…" in row for row in said):
            missing.append(path)

    check(main.cli, "")
    assert missing == []


@pytest.mark.parametrize("columns", ["80", "120"])
def test_long_words_are_folded_at_the_window_and_left_alone_in_a_pipe(
    seen: Installation, columns: str
) -> None:
    folded = seen.run("purge", "--dry-run", "--library", "nowhere", env={"COLUMNS": columns})
    status = seen.ok("vault", "status", env={"COLUMNS": columns}).out
    piped = seen.run("vault", "status").out

    assert folded.code == 2
    assert max(map(len, status.splitlines())) <= int(columns)
    assert any(len(line) > 120 for line in piped.splitlines())


# -- policies


def test_a_broken_policy_file_is_described_line_by_line_all_at_once(seen: Installation) -> None:
    text = (SHIPPED / "mansfield-2019.toml").read_text("utf-8")
    path = seen.folder / "broken.toml"
    for good, bad in (
        ("days_after = ", "days_afer = "),
        ("duties = ", "dutys = "),
        ("[purposes.case]", "[porpoises.case]"),
    ):
        text = text.replace(good, bad, 1)
    path.write_text(text)

    ran = seen.run("policy", "check", path)

    assert ran.code == 2
    assert "things to mend" in ran.said
    problems = [line for line in ran.err.splitlines() if line.startswith("broken.toml:")]
    assert len(problems) >= 3
    for meant in ("days_after", "duties", "purposes"):
        assert f"did you mean “{meant}”?" in ran.said
    assert all(line.split(":")[1].isdigit() for line in problems)


def test_a_broken_request_file_is_described_line_by_line_all_at_once(seen: Installation) -> None:
    path = seen.folder / "question.toml"
    path.write_text('format = 1\ncapacity = "gardian"\npurpos = "account"\nidentity_checked = "yes"\n')

    ran = seen.run("policy", "ask", "--policy", "wolcott-2016", path)

    assert ran.code == 2
    assert "question.toml:2: capacity:" in ran.said
    assert "did you mean “guardian”?" in ran.said
    assert "question.toml:3: purpos: unknown key; did you mean “purpose”?" in ran.said
    assert "question.toml:4: identity_checked: must be true or false" in ran.said


def test_a_situation_is_asked_about_by_name_and_explained_aloud(seen: Installation) -> None:
    asked = seen.run(
        "policy", "ask", "--policy", "wolcott-2016", "--situation", "officer-no-papers", "--json"
    )
    said = seen.run(
        "policy", "explain", "--policy", "wolcott-2016", "--situation", "officer-no-papers", "--json"
    )
    shown = seen.run("policy", "explain", "--policy", "wolcott-2016", "--situation", "officer-no-papers")

    assert asked.code == said.code == shown.code == 1
    assert said.json["aloud"].startswith(asked.json["say"])
    assert said.json["ends_in"] == asked.json["ends_in"] == "refer_to_custodian"
    assert f"“{said.json['aloud']}”" in shown.said
    assert all(label in shown.said for label in said.json["to_do"])


@pytest.mark.parametrize("command", ["ask", "explain"])
def test_all_policies_answer_one_situation_side_by_side(seen: Installation, command: str) -> None:
    answers = seen.ok("policy", command, "--situation", "mother-asks-titles", "--all", "--json").json[
        "answers"
    ]
    shown = seen.ok("policy", command, "--situation", "mother-asks-titles", "--all").said

    assert {answer["outcome"] for answer in answers} == {"allowed", "refused", "referred"}
    assert len(answers) == len(seen.ok("policy", "list", "--json").json["policies"])
    assert "gives the child's card number" in shown


def test_every_situation_that_is_listed_can_be_asked_about(seen: Installation) -> None:
    listed = seen.ok("policy", "situations", "--json").json["situations"]

    asked = seen.run("policy", "ask", "--situation", listed[-1]["name"], "--policy", "weston-2017")

    assert len({each["name"] for each in listed}) == len(listed) >= 28
    assert asked.code in (0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "weston-2017"), "--situation"),
        (("--situation", "complaint"), "--all"),
        (("--situation", "complaint", "--all", "--policy", "weston-2017"), "--all"),
        (("--situation", "complaintt", "--all"), "Did you mean “complaint”?"),
    ],
)
def test_a_question_that_is_not_whole_says_what_is_missing(
    seen: Installation, words: tuple[str, ...], said: str
) -> None:
    ran = seen.run("policy", "ask", *words)

    assert ran.code == 2
    assert said in ran.said


def test_every_shipped_policy_passes_the_check(seen: Installation) -> None:
    listed = seen.ok("policy", "list", "--json").json["policies"]

    assert len(listed) == 5
    for text in listed:
        checked = seen.ok("policy", "check", SHIPPED / f"{text['id']}.toml", "--json").json
        assert checked == {k: text[k] for k in ("id", "clauses", "sha256")} | {"format": 1}


def test_the_linter_says_where_it_found_something_and_what_to_do_about_it(seen: Installation) -> None:
    ran = seen.run("policy", "lint", "wolcott-2016", "--severity", "error")
    given = seen.run("policy", "lint", SHIPPED / "wolcott-2016.toml", "--json").json

    assert ran.code == 1
    assert "RL-103 error" in ran.out
    assert "RL-405" not in ran.out
    assert "reticent policy packet wolcott-2016" in ran.out
    assert {"RL-103", "RL-405"} <= {finding["code"] for finding in given["findings"]}


def test_two_policies_are_laid_side_by_side_and_the_exit_code_says_whether_they_differ(
    seen: Installation,
) -> None:
    ran = seen.run("policy", "diff", "mansfield-older", "mansfield-2019")
    given = seen.run("policy", "diff", "mansfield-older", "mansfield-2019", "--json").json

    assert ran.code == 1
    assert "What is answered" in ran.out
    assert "guardian.allowed" in ran.out
    assert {"chapter", "about", "before", "after"} == set(given["differences"][0])
    assert "They say the same." in seen.ok("policy", "diff", "weston-2017", SHIPPED / "weston-2017.toml").out


def test_what_keeps_a_clause_is_told_and_an_unknown_clause_is_named(seen: Installation) -> None:
    assert "WO-18" in seen.ok("policy", "coverage", "wolcott-2016").out
    assert "test_scenarios" in seen.ok("policy", "coverage", "wolcott-2016", "--clause", "WO-18").out
    assert len(seen.ok("policy", "coverage", "wolcott-2016", "--json").json["clauses"]) == 36

    ran = seen.run("policy", "coverage", "wolcott-2016", "--clause", "XX-1")
    assert ran.code == 2
    assert "No clause “XX-1”" in ran.said


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint", "weston-2017"),
        ("lint", SHIPPED / "weston-2017.toml", "--json"),
        ("packet", "weston-2017", "-o", "packet.pdf"),
        ("card", "weston-2017", "-o", "card.pdf"),
        ("ask", "--situation", "officer-no-papers", "--policy", "weston-2017"),
        ("explain", "--situation", "officer-no-papers", "--policy", "weston-2017"),
        ("diff", "mansfield-older", "mansfield-2019"),
        ("coverage", "weston-2017"),
        ("cedar", "weston-2017"),
        ("check", SHIPPED / "weston-2017.toml"),
        ("law", "ct-2007"),
        ("list",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_policy_is_read_from_a_plain_shell_where_nothing_is_installed(
    empty: Installation, arguments: tuple[object, ...]
) -> None:
    """In a process that begins from nothing: the one that starts the others has read Django already."""
    ran = subprocess.run(
        [sys.executable, "-m", "reticent", "policy", *map(str, arguments)],
        env=empty.env(), cwd=empty.folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert ran.returncode in (0, 1), ran.stderr
    assert "not foreseen" not in ran.stderr
    assert not empty.home.exists()


def test_help_is_said_without_waiting_for_django_or_for_cases(empty: Installation) -> None:
    """Whoever asks for help or completes a word waits for what every command reads."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "reticent", "--help"],
        env=empty.env(), cwd=empty.folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert ran.returncode == 0
    assert "reticent.doors.cli.mending" in ran.stderr
    read = [line.split("|")[-1].strip() for line in ran.stderr.splitlines()]
    assert not [name for name in read if name.startswith(("django", "reticent.disclosure"))]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("RETICENT_EMAIL_HOST", "mail.example.org"),  # and nobody from whom the mail comes
        ("RETICENT_EMAIL_SECURITY", "ssl"),
        ("RETICENT_EMAIL_PORT", "smtp"),
        ("RETICENT_DATABASE", "mysql://reticent:lamp@db.example.org/reticent"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named_and_its_value_is_not(
    empty: Installation, setting: str, value: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "reticent", "reminders", "list"],
        env=empty.env(**{setting: value}), cwd=empty.folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert ran.returncode == 2
    assert setting in ran.stderr
    assert ". Set it right" in ran.stderr
    assert ".." not in ran.stderr
    assert value not in ran.stderr
    assert not empty.home.exists()


def test_the_packet_is_a_pdf_and_says_where_it_could_not_be_written(seen: Installation) -> None:
    path = seen.folder / "packet.pdf"

    assert "packet.pdf is written" in seen.ok("policy", "packet", "weston-2017", "-o", path).err
    assert path.read_bytes().startswith(b"%PDF")

    ran = seen.run("policy", "packet", "weston-2017", "-o", seen.folder / "none" / "packet.pdf")
    assert ran.code == 2
    assert "Name a file in a folder that is there" in ran.said


def test_the_commented_model_is_a_policy_file_that_passes_the_check(seen: Installation) -> None:
    path = seen.folder / "model.toml"

    path.write_text(seen.ok("policy", "model").out, "utf-8")

    assert seen.ok("policy", "check", path, "--json").json["id"] == "my-library-draft"


def test_the_schema_for_editors_is_json_and_names_every_table(seen: Installation) -> None:
    schema = seen.ok("policy", "schema").json

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"guardian", "keep", "purposes", "clauses"} <= set(schema["properties"])


# -- accounts and libraries


def test_another_policy_takes_the_place_of_the_one_in_force_only_with_a_yes(copy: Installation) -> None:
    change = ("init", "mansfield", "--name", "Mansfield", "--town", "Mansfield", "--policy", "weston-2017")

    asked = copy.run(*change)
    assert asked.code == 2
    assert "mansfield-2019 is in force. Put weston-2017 in its place?" in asked.said
    assert copy.query("SELECT policy_id FROM reticent_library") == [("mansfield-2019",)]

    assert "brought up to date" in copy.ok(*change, "--yes").said
    assert copy.query("SELECT policy_id FROM reticent_library") == [("weston-2017",)]


def test_a_text_that_was_superseded_is_taken_only_with_a_yes(empty: Installation) -> None:
    begin = ("init", "mansfield", "--name", "Mansfield", "--town", "Mansfield", "--policy", "mansfield-older")

    asked = empty.run(*begin)
    assert asked.code == 2
    assert "mansfield-older is in force no more: mansfield-2019" in asked.said
    assert "add --yes" in asked.said
    assert empty.query("SELECT count(*) FROM reticent_library") == [(0,)]

    empty.ok(*begin, "--yes")
    empty.ok(*begin)  # it is in force here already: its public facts may be changed without being asked again
    assert empty.query("SELECT policy_id FROM reticent_library") == [("mansfield-older",)]


def test_an_account_of_one_library_is_not_taken_by_another(copy: Installation) -> None:
    copy.ok("init", "weston", "--name", "Weston", "--town", "Weston", "--policy", "weston-2017")
    hire = ("staff", "add", "clara", "--duty", "circulation", "--password", "reading-room-lamp")

    first = copy.ok(*hire, *MANSFIELD)
    ran = copy.run(*hire, "--library", "weston")

    assert "/mansfield/staff" in first.said
    assert ran.code == 2
    assert "clara@weston" in ran.said
    assert "reading-room-lamp" not in first.said + ran.said


def test_a_removed_account_is_signed_out_at_once_and_listed_as_removed(copy: Installation) -> None:
    hire = ("staff", "add", "clara", *MANSFIELD, "--duty", "circulation", "--password", "reading-room-lamp")
    copy.ok(*hire)
    password = copy.query("SELECT password FROM reticent_staffaccount")

    asked = copy.run("staff", "remove", "clara", *MANSFIELD)
    unknown = copy.run("staff", "remove", "klara", *MANSFIELD, "--yes")
    assert asked.code == unknown.code == 2
    assert "add --yes" in asked.said
    assert "no account “klara”. There are: clara." in unknown.said
    assert copy.query("SELECT is_active FROM reticent_staffaccount") == [(1,)]

    copy.ok("staff", "remove", "clara", *MANSFIELD, "--yes")
    # A session names the account and is bound to its password; neither holds any more.
    ((active, now),) = copy.query("SELECT is_active, password FROM reticent_staffaccount")
    assert not active
    assert (now,) not in password
    assert now.startswith("!")
    assert "REMOVED" in copy.ok("staff", "list").said
    (listed,) = copy.ok("staff", "list", *MANSFIELD, "--json").json["accounts"]
    assert (listed["username"], listed["active"], listed["duties"]) == ("clara", False, ["circulation"])

    assert "is back" in copy.ok(*hire).said
    assert copy.ok("staff", "list", "--json").json["accounts"][0]["active"]


# -- and besides


def test_an_account_that_waits_is_unlocked_and_keeps_its_password(copy: Installation) -> None:
    copy.ok("staff", "add", "clara", *MANSFIELD, "--duty", "circulation", "--password", "reading-room-lamp")
    before = copy.query("SELECT password FROM reticent_staffaccount")
    copy.query("UPDATE reticent_staffaccount SET tries = 6, waits_until = '2999-01-01 00:00:00'")

    unknown = copy.run("staff", "unlock", "klara", *MANSFIELD)
    listed = copy.ok("staff", "list", "--json").json["accounts"]
    ended = copy.ok("staff", "unlock", "clara", *MANSFIELD)

    assert (unknown.code, listed[0]["waits_until"][:4]) == (2, "2999")
    assert "may try again now" in ended.said
    assert copy.query("SELECT tries, waits_until FROM reticent_staffaccount") == [(0, None)]
    assert copy.query("SELECT password FROM reticent_staffaccount") == before


def test_the_program_has_no_files_left_open_to_others(installation: Installation) -> None:
    found = [p for p in installation.home.rglob("*") if p.stat().st_mode & 0o077]
    found += [p for p in installation.keys.rglob("*") if p.stat().st_mode & 0o077]

    assert found == []


def test_the_scenarios_named_here_are_toml(seen: Installation) -> None:
    shown = seen.ok("policy", "ask", "--help").out
    lines = [line.strip() for line in shown.splitlines() if " = " in line]

    asked = seen.folder / "from-help.toml"
    asked.write_text("\n".join(lines))

    assert tomllib.loads(asked.read_text())["format"] == 1
    assert seen.run("policy", "ask", "--policy", "wolcott-2016", asked).code == 1


def test_without_a_tty_a_password_can_be_piped(copy: Installation) -> None:
    ran = copy.run("staff", "add", "dora", *MANSFIELD, answer="reading-room-lamp\nreading-room-lamp\n")

    assert ran.code == 0
    assert "reading-room-lamp" not in ran.said


def test_two_that_begin_an_installation_at_the_same_moment_both_begin_one(empty: Installation) -> None:
    """Tables, root secret and ledger are made by one; the other waits for it."""
    begun = [
        empty.start("init", slug, "--name", f"{slug} Library", "--town", slug, "--policy", "weston-2017")
        for slug in ("weston", "easton", "norton")
    ]
    said = [process.communicate(timeout=120) for process in begun]

    assert [process.returncode for process in begun] == [0, 0, 0], said
    assert empty.query("SELECT count(*) FROM reticent_epoch") == [(3,)]


# -- the law that policies stand under


def test_the_laws_are_listed_and_one_is_shown_with_how_far_it_was_checked(seen: Installation) -> None:
    listed, shown = seen.run("policy", "law", "--json"), seen.run("policy", "law", "ct-2007")
    wrong = seen.run("policy", "law", "wi-43.3")

    laws = {law["id"]: law for law in json.loads(listed.out)["laws"]}
    assert laws["ct-2007"]["adoption"] == "caution"
    assert laws["wi-43.30"]["adoption"] == "refused"
    assert "public copy: portal.ct.gov/FOI" in " ".join(shown.out.split())
    assert laws["ct-2007"]["sha256"] in shown.out
    assert "Did you mean “wi-43.30”?" in wrong.err


def test_a_policy_is_asked_under_the_law_of_a_day(seen: Installation, tmp_path: Path) -> None:
    path = tmp_path / "subpoena.toml"
    path.write_text(
        'format = 1\ncapacity = "third_party"\npurpose = "case"\nasker = "reporter"\n'
        'fields = ["registration.name"]\n',
        "utf-8",
    )

    now = seen.run("policy", "ask", "--policy", "mansfield-2019", path, "--json")
    then = seen.run("policy", "ask", "--policy", "mansfield-2019", "--law-of", "2005-03-01", path, "--json")
    before = seen.run("policy", "ask", "--policy", "mansfield-2019", "--law-of", "1975-03-01", path)

    assert json.loads(now.out)["outcome"] == "refused"
    assert json.loads(then.out)["rule"] == "outside.not_protected"
    assert "what the law of Connecticut was on 1975-03-01" in before.err
