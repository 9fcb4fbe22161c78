"""What the linter finds on the five texts, and that each finding goes when the policy is mended."""

import re
from datetime import date

import pytest

from reticent.policy.findings import known
from reticent.policy.linting import lint
from reticent.policy.redlining import redline
from reticent.policy.rules import RULES
from reticent.policy.shelf import shipped, shipped_ids
from reticent.policy.statutes import pack
from tests.rooms.policy.altered import altered, loaded, text_of

ON = date(2026, 11, 22)

# Exactly these, so that a new false one shows. Each is defended by `why` and `sources` in findings.toml.
FOUND = {
    "mansfield-2019": (
        "RL-101 RL-104 RL-302",
        "RL-106 RL-109 RL-116 RL-402 RL-404 RL-410",
        "RL-111 RL-205 RL-403 RL-405",
    ),
    "mansfield-older": (
        "RL-101 RL-409",
        "RL-105 RL-106 RL-108 RL-116 RL-303 RL-401 RL-404 RL-407",
        "RL-113 RL-204 RL-205 RL-403 RL-405 RL-408",
    ),
    "wolcott-2016": (
        "RL-101 RL-103 RL-104",
        "RL-107 RL-108 RL-109 RL-110 RL-116 RL-301 RL-303 RL-402 RL-404",
        "RL-403 RL-405",
    ),
    "weston-2017": (
        "RL-104 RL-302",
        "RL-102 RL-106 RL-109 RL-116 RL-201 RL-202 RL-301 RL-304 RL-402 RL-404",
        "RL-111 RL-205 RL-403 RL-405",
    ),
    "new-canaan-2018": ("", "RL-105 RL-203 RL-406", "RL-112 RL-403 RL-408"),
}

# What the notes on the five texts name, by clause: each must be among the clauses of that finding.
NAMED = [
    ("mansfield-2019", "RL-101", "M19-20"),
    ("mansfield-2019", "RL-104", "M19-19"),
    ("mansfield-2019", "RL-106", "M19-06"),
    ("mansfield-2019", "RL-106", "M19-19"),
    ("mansfield-2019", "RL-302", "M19-06"),
    ("mansfield-2019", "RL-402", "M19-05"),
    ("mansfield-older", "RL-101", "MC-06"),
    ("mansfield-older", "RL-105", "MC-05"),
    ("mansfield-older", "RL-106", "MC-05"),
    ("mansfield-older", "RL-108", "MC-02"),
    ("mansfield-older", "RL-113", "MC-05"),
    ("mansfield-older", "RL-303", "MC-06"),
    ("mansfield-older", "RL-401", "MC-05"),
    ("wolcott-2016", "RL-101", "WO-31"),
    ("wolcott-2016", "RL-103", "WO-31"),
    ("wolcott-2016", "RL-104", "WO-12"),
    ("wolcott-2016", "RL-104", "WO-20"),
    ("wolcott-2016", "RL-107", "WO-20"),
    ("wolcott-2016", "RL-108", "WO-02"),
    ("wolcott-2016", "RL-110", "WO-18"),
    ("wolcott-2016", "RL-301", "WO-31"),
    ("wolcott-2016", "RL-303", "WO-31"),
    ("wolcott-2016", "RL-402", "WO-15"),
    ("weston-2017", "RL-102", "WE-23"),
    ("weston-2017", "RL-104", "WE-22"),
    ("weston-2017", "RL-106", "WE-12"),
    ("weston-2017", "RL-106", "WE-22"),
    ("weston-2017", "RL-201", "WE-24"),
    ("weston-2017", "RL-202", "WE-24"),
    ("weston-2017", "RL-301", "WE-09"),
    ("weston-2017", "RL-302", "WE-12"),
    ("weston-2017", "RL-304", "WE-17"),
    ("weston-2017", "RL-304", "WE-18"),
    ("new-canaan-2018", "RL-105", "NC-06"),
    ("new-canaan-2018", "RL-203", "NC-19"),
    ("new-canaan-2018", "RL-203", "NC-20"),
    ("new-canaan-2018", "RL-203", "NC-21"),
    ("new-canaan-2018", "RL-406", "NC-25"),
]


def texts():
    return tuple(shipped(policy_id) for policy_id in shipped_ids())


def found(policy, **around):
    around = {"beside": texts(), "packs": (pack("ct-2007"),), "on": ON} | around
    return {finding.code: finding for finding in lint(policy, **around)}


@pytest.mark.parametrize("policy_id", FOUND)
def test_the_linter_finds_exactly_what_is_known_of_a_text(policy_id):
    expected = [
        (code, severity)
        for severity, codes in zip(("error", "warning", "advice"), FOUND[policy_id], strict=True)
        for code in codes.split()
    ]

    assert [(each.code, each.severity) for each in found(shipped(policy_id)).values()] == expected


def test_every_text_that_comes_with_reticent_is_held_to_the_table():
    assert set(FOUND) == set(shipped_ids())


@pytest.mark.parametrize(("policy_id", "code", "clause"), NAMED)
def test_a_finding_names_the_clause_that_it_is_about(policy_id, code, clause):
    assert clause in [citation.id for citation in found(shipped(policy_id))[code].clauses]


def test_counsel_asked_freely_without_papers_and_of_duty_with_them_is_no_contradiction():
    steps = {(step.evidence, step.must, step.when) for step in shipped("wolcott-2016").steps}
    assert ("consulted:town_attorney", False, ("no_papers",)) in steps
    assert ("consulted:legal_counsel", True, ("papers",)) in steps

    assert "RL-206" not in found(shipped("wolcott-2016"))


def test_may_and_must_at_the_same_point_is_a_contradiction(tmp_path):
    step = '[[steps]]\nevidence = "consulted:legal_counsel"\nlabel = "Ask counsel"\nmust = {}\nwhen = ["papers"]\n'
    step += 'before = "determination"\nclauses = ["WO-30"]\n\n[form]'
    text = text_of("wolcott-2016").replace("[form]", step.format("false"), 1)

    assert "RL-206" in found(loaded(tmp_path, text))
    agreeing = text.replace('must = false\nwhen = ["papers"]', 'must = true\nwhen = ["papers"]')
    assert "RL-206" not in found(loaded(tmp_path, agreeing))


def clause_words(text, name, old, new):
    """The text with other quoted words in one clause."""
    line = next(line for line in text.splitlines() if line.startswith(f"{name} = "))
    assert old in line, f"{name} does not say {old}"
    return text.replace(line, line.replace(old, new))


def and_a_clause(text, words):
    return text + f'\nX-1 = {{ heading = "New", text = "New.", kept_by = "reminded", words = "{words}" }}\n'


def table(name, old, new):
    return lambda text: altered(text, table=name, old=old, new=new)


def words(name, old, new):
    return lambda text: clause_words(text, name, old, new)


def clause(said):
    return lambda text: and_a_clause(text, said)


def line(old, new):
    def mend(text):
        assert old in text
        return text.replace(old, new, 1)

    return mend


UNSIGNED = '  "attorney_subpoena",\n  "grand_jury_subpoena",\n  "administrative_subpoena",\n'

MENDED = [
    ("RL-101", "mansfield-2019", table("instruments", UNSIGNED, "")),
    ("RL-101", "mansfield-older", table("instruments", UNSIGNED, "")),
    ("RL-101", "wolcott-2016", table("instruments", UNSIGNED, "")),
    ("RL-102", "weston-2017", table("instruments", UNSIGNED, "")),
    ("RL-103", "wolcott-2016", table("instruments", '  "immigration_warrant",\n', "")),
    ("RL-104", "mansfield-2019", words("M19-19", "the permission of", "the written permission of")),
    ("RL-104", "weston-2017", words("WE-22", "the permission of", "the written permission of")),
    (
        "RL-104",
        "wolcott-2016",
        lambda text: words("WO-12", "your consent", "your written permission")(
            words("WO-20", "your specific request", "what you write")(text)
        ),
    ),
    ("RL-105", "new-canaan-2018", table("permission", "clauses = []", 'clauses = ["NC-06"]')),
    ("RL-105", "mansfield-older", table("permission", '"referred"', '"allowed"')),
    ("RL-106", "mansfield-2019", table("insiders.agent", '"referred"', '"allowed"')),
    ("RL-106", "mansfield-older", table("insiders.agent", '"refused"', '"allowed"')),
    ("RL-106", "weston-2017", words("WE-22", "the patron involved", "the patron involved, save to agents")),
    ("RL-107", "wolcott-2016", words("WO-20", "required by law,", "required by law, to an agent,")),
    ("RL-108", "wolcott-2016", words("WO-02", "contained in the circulation records", "in any record")),
    ("RL-108", "mansfield-older", words("MC-02", "registration and the subsequent circulation", "use")),
    ("RL-109", "mansfield-2019", table("guardian", "memo of 16 September 1993", "opinion of 4 May 2026")),
    ("RL-110", "wolcott-2016", table("guardian", '"card_number", ', "")),
    ("RL-111", "mansfield-2019", table("guardian", "age_clauses", 'proof_clauses = ["M19-06"]\nage_clauses')),
    ("RL-112", "new-canaan-2018", table("guardian", '"silent"', '"no"')),
    ("RL-113", "mansfield-older", words("MC-05", "Under no circumstances", "At no time")),
    ("RL-116", "mansfield-2019", table("keep.look", "days_after = 365", "days_after = 1827")),
    ("RL-116", "weston-2017", line("personal_data_act = true", "personal_data_act = false")),
    ("RL-201", "weston-2017", table("decider", "Board of Trustees", "Library Director")),
    ("RL-201", "weston-2017", words("WE-24", "the library's Board of Trustees", "the Library Director")),
    ("RL-202", "weston-2017", clause("A paper that forbids its disclosure goes to counsel alone")),
    ("RL-203", "new-canaan-2018", lambda text: text.replace("CEO, Library Director,", "Executive Director,")),
    ("RL-204", "mansfield-older", clause("The Director consults counsel on every paper")),
    ("RL-205", "mansfield-2019", table("referral", "to =", 'clauses = ["M19-21"]\nto =')),
    ("RL-301", "wolcott-2016", words("WO-31", ", or decision of the district attorney on a public records request", "")),
    ("RL-301", "weston-2017", words("WE-09", "Public Records Act", "Freedom of Information Act")),
    ("RL-302", "mansfield-2019", words("M19-06", "or to anyone who is not a minor", "or a minor")),
    ("RL-302", "weston-2017", words("WE-12", "or to anyone who is not a minor", "or a minor")),
    ("RL-303", "wolcott-2016", words("WO-31", "library records", "records that can identify a user")),
    ("RL-303", "mansfield-older", words("MC-06", "library records", "records that can identify a user")),
    ("RL-304", "weston-2017", words("WE-17", "No record of", "What remains until erased is all the record of")),
    ("RL-401", "mansfield-older", clause("A service outside the library learns only that a user is entitled")),
    ("RL-402", "mansfield-2019", clause("Records go under form RC-075 of the Public Records Administrator")),
    ("RL-402", "wolcott-2016", line("state_disposition = true", "state_disposition = false")),
    ("RL-403", "wolcott-2016", words("WO-15", "on a regular schedule", "thirty days after its use")),
    ("RL-404", "weston-2017", clause("Under the Personal Data Act you may ask what we hold about you")),
    ("RL-404", "mansfield-2019", line("personal_data_act = true", "personal_data_act = false")),
    ("RL-405", "wolcott-2016", line("statute_pack", "review_due = 2028-07-01\nstatute_pack")),
    ("RL-406", "new-canaan-2018", line("review_due = 2020-05-01", "review_due = 2028-05-01")),
    ("RL-407", "mansfield-older", line("effective_as_written", "effective = 2001-01-01\neffective_as_written")),
    ("RL-408", "new-canaan-2018", line("effective = 2018", 'approved_by = "Board of Trustees"\neffective = 2018')),
    ("RL-409", "mansfield-older", clause("Replaced by the Privacy Policy of 8 August 2019")),
    ("RL-410", "mansfield-2019", clause("This policy replaces Confidentiality of Circulation Records")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "policy_id", "mend"), MENDED)
def test_a_finding_goes_when_the_policy_is_mended(code, policy_id, mend, tmp_path):
    assert code in found(shipped(policy_id))

    assert code not in found(loaded(tmp_path, mend(text_of(policy_id))))


def test_every_rule_is_seen_to_apply_and_to_stop_applying():
    elsewhere = {
        "RL-114",
        "RL-115",
        "RL-206",
        "RL-411",
        "RL-501",
        "RL-502",
    }  # apply to none of the five; each has a test of its own

    assert {code for code, *_ in MENDED} | elsewhere == set(RULES) == set(known().finding)


def test_two_texts_of_a_library_neither_of_which_replaces_the_other_are_found(tmp_path):
    alone = loaded(tmp_path, line('supersedes = "mansfield-older"\n', "")(text_of("mansfield-2019")))
    older = shipped("mansfield-older")

    assert "RL-411" in found(alone, beside=(alone, older))
    assert "parents" in found(alone, beside=(alone, older))["RL-411"].wrong
    assert "RL-411" not in found(shipped("mansfield-2019"), beside=(older,))
    assert "RL-411" not in found(older, beside=(shipped("mansfield-2019"),))


def test_a_statute_that_changed_since_is_found_from_the_day_it_is_in_force():
    law = pack("ct-2007")
    newer = law.model_copy(update={"effective": date(2027, 7, 1), "title": "Section 11-25 of 2027"})
    elsewhere = newer.model_copy(update={"jurisdiction": "Elsewhere"})
    weston = shipped("weston-2017")

    assert "RL-501" not in found(weston, packs=(law, newer), on=date(2027, 6, 30))
    assert "RL-501" in found(weston, packs=(law, newer), on=date(2027, 7, 1))
    assert "RL-501" not in found(weston, packs=(law, elsewhere), on=date(2027, 7, 1))


def test_a_text_older_than_its_statute_is_found(tmp_path):
    text = text_of("weston-2017")
    before = loaded(tmp_path, text.replace("effective = 2017-12-05", "effective = 2003-06-03"))

    assert "RL-502" in found(before)
    assert "RL-502" not in found(shipped("weston-2017"))


@pytest.mark.parametrize("flag", ["public_agency", "personal_data_act", "state_disposition"])
def test_a_towns_library_cannot_say_that_the_law_on_public_bodies_leaves_it_out(flag, tmp_path):
    unbound = loaded(tmp_path, line(f"{flag} = true", f"{flag} = false")(text_of("weston-2017")))

    finding = found(unbound)["RL-114"]

    assert finding.severity == "error"
    assert f"({flag} = false)" in finding.wrong
    assert finding.sources[0].startswith("CGS")


@pytest.mark.parametrize("flag", ["public_agency", "personal_data_act", "state_disposition"])
def test_an_association_that_says_so_is_told_that_the_law_leaves_it_open(flag, tmp_path):
    text = line(f"{flag} = false", f"{flag} = true")(text_of("new-canaan-2018"))
    district = line('entity_type = "association"', 'entity_type = "district"')(text)

    finding = found(loaded(tmp_path, text))["RL-115"]

    assert finding.severity == "advice"
    assert f"({flag} = true)" in finding.wrong
    assert not {"RL-114", "RL-115"} & set(found(loaded(tmp_path, district)))


def test_what_kind_of_body_a_library_is_makes_no_odds_where_no_section_asks(tmp_path):
    text = line("state_disposition = true", "state_disposition = false")(text_of("weston-2017"))
    law = pack("ct-2007")
    of_everyone = {
        name: section.model_copy(update={"binds": ("every_library",)})
        for name, section in law.clauses.items()
    }

    unasked = loaded(tmp_path, text, statute=law.model_copy(update={"clauses": of_everyone}))

    assert "RL-114" in found(loaded(tmp_path, text))
    assert "RL-114" not in found(unasked)


def test_a_review_is_overdue_only_for_whoever_says_what_day_it_is():
    new_canaan = shipped("new-canaan-2018")

    assert "RL-406" not in found(new_canaan, on=None)
    assert "RL-406" not in found(new_canaan, on=date(2020, 4, 30))


@pytest.mark.parametrize("policy_id", FOUND)
def test_every_finding_can_be_defended_and_carries_words_to_mend_it(policy_id):
    for finding in found(shipped(policy_id)).values():
        assert finding.law or finding.sources, finding.code
        assert finding.why
        assert finding.motion
        assert finding.changes, finding.code
        for change in finding.changes:
            assert change.better
            assert change.old != change.better
        assert not re.search(r"[{}]", repr(finding)), finding.code


@pytest.mark.parametrize("policy_id", FOUND)
def test_the_redline_begins_with_the_words_of_the_text_and_ends_with_better_ones(policy_id):
    policy = shipped(policy_id)
    findings = tuple(found(policy).values())

    passages = redline(policy, findings)

    assert passages
    for passage in passages:
        if passage.clause is not None:
            assert passage.before == policy.clauses[passage.clause].words
        assert passage.after != passage.before
    # Every finding has its place in the redline.
    assert {code for passage in passages for code in passage.codes} == {finding.code for finding in findings}


def test_the_better_words_of_a_redline_are_found_fault_with_no_more(tmp_path):
    """Words that can be judged by themselves: once they are in the text, no finding on words is left."""
    on_words = {"RL-104", "RL-107", "RL-108", "RL-113", "RL-203", "RL-301", "RL-302", "RL-303", "RL-304"}
    for policy_id in FOUND:
        policy = shipped(policy_id)
        text = text_of(policy_id)
        for passage in redline(policy, tuple(found(policy).values())):
            if passage.clause is not None:
                text = clause_words(text, passage.clause, f'"{passage.before}"', f'"{passage.after}"')

        assert not on_words & set(found(loaded(tmp_path, text))), policy_id


def test_what_two_findings_change_at_once_is_struck_once():
    passages = redline(shipped("wolcott-2016"), tuple(found(shipped("wolcott-2016")).values()))
    papers = next(passage for passage in passages if passage.clause == "WO-31")

    assert papers.codes == ("RL-101", "RL-103", "RL-301", "RL-303")
    assert papers.after == (
        "We will not make records that can identify a user available except in response to a court order, or a subpoena"
        " or warrant that a judge has signed. A request for public records is answered in writing within 4 business days"
    )


def test_five_years_outlast_two_leap_days(tmp_path):
    def kept(days):
        return found(loaded(tmp_path, table("keep.look", "days_after = 365", days)(text_of("weston-2017"))))

    assert "1,826 days" in kept("days_after = 1826")["RL-116"].wrong
    assert "RL-116" not in kept("days_after = 1827")
    assert [law.source for law in kept("days_after = 0")["RL-116"].law] == ["CGS 4-193(c)"]


def test_where_no_law_asks_for_a_record_of_access_none_is_kept_too_shortly(tmp_path):
    law = pack("ct-2007")
    without = {name: clock for name, clock in law.clocks.items() if name != "disclosure_record"}
    unasked = loaded(tmp_path, text_of("weston-2017"), statute=law.model_copy(update={"clocks": without}))

    assert "RL-116" not in found(unasked)


def test_no_text_rests_a_shorter_period_on_the_section_that_asks_for_five_years():
    assert not any("4-193(c)" in shipped(each).keep["look"].clauses for each in shipped_ids())


def test_a_finding_quotes_only_what_the_text_says():
    said = {each: found(shipped(each)) for each in FOUND}

    assert "“No longer considered necessary”" in said["mansfield-2019"]["RL-403"].wrong
    assert "“a regular schedule”" in said["wolcott-2016"]["RL-403"].wrong
    assert "purged “on a regular schedule”" in said["wolcott-2016"]["RL-402"].wrong
    for policy_id in FOUND:
        for finding in said[policy_id].values():
            if finding.code in ("RL-402", "RL-403"):
                words = " ".join(clause.words for clause in shipped(policy_id).clauses.values()).lower()
                assert all(each.lower() in words for each in re.findall("“([^”]*)”", finding.wrong)), (
                    policy_id
                )


def test_the_basis_that_our_file_supplies_is_not_said_to_be_the_texts(tmp_path):
    text = text_of("wolcott-2016")
    cited = line(
        'kept_by = "enforced", words = "must provide',
        'kept_by = "enforced", words = "By the memo of 1993 they must provide',
    )(text).replace('clauses = ["WO-04"]\nproof', 'clauses = ["WO-04", "WO-18"]\nproof')

    assert "The text gives no basis" in found(shipped("wolcott-2016"))["RL-109"].wrong
    assert "The text gives as its basis" in found(loaded(tmp_path, cited))["RL-109"].wrong


def elsewhere(**changes):
    """Connecticut's pack under another name: what a rule takes from it, it must say of it alone."""
    return pack("ct-2007").model_copy(update={"jurisdiction": "Elsewhere", **changes})


@pytest.mark.parametrize("policy_id", FOUND)
def test_a_policy_of_another_state_is_not_told_of_connecticuts_words_or_authorities(policy_id, tmp_path):
    law = elsewhere()

    for finding in found(loaded(tmp_path, text_of(policy_id), statute=law)).values():
        if finding.code not in (
            "RL-103",
            "RL-202",
            "RL-404",
        ):  # a case told as one of Connecticut; an act by its flag
            said = " ".join([finding.wrong, finding.why, finding.motion, *finding.sources])
            assert not re.search("Connecticut(?! Public| General)|CGS (?!52-143)", said), finding.code
        assert finding.code != "RL-301"


@pytest.mark.parametrize(
    ("code", "policy_id", "changes"),
    [
        ("RL-104", "wolcott-2016", {"consent": {"form": "any"}}),
        ("RL-108", "wolcott-2016", {"scope": {"protects": ("circulation",)}}),
        ("RL-109", "weston-2017", {"guardians": {"gate": "may", "until_age": 16}}),
        ("RL-112", "new-canaan-2018", {"guardians": {"gate": "shall", "until_age": 16}}),
        ("RL-402", "mansfield-2019", {"disposition": None}),
        ("RL-404", "mansfield-2019", {"gate": {"own_personal_data": ()}}),
    ],
)
def test_where_the_statute_does_not_ask_for_it_nothing_is_missing(code, policy_id, changes, tmp_path):
    law = pack("ct-2007")
    other = {key: new and getattr(law, key).model_copy(update=new) for key, new in changes.items()}

    assert code in found(shipped(policy_id))
    assert code not in found(loaded(tmp_path, text_of(policy_id), statute=law.model_copy(update=other)))


def test_a_number_beside_another_proof_that_is_needed_too_is_not_alone(tmp_path):
    text = altered(
        text_of("wolcott-2016"), table="guardian", old="proofs =", new='proofs_needed = "all"\nproofs ='
    )

    assert "RL-110" not in found(loaded(tmp_path, text))


def test_a_review_every_so_many_months_is_a_day_for_review(tmp_path):
    text = text_of("wolcott-2016").replace("[costs] ", "[amendment]\nreview_months = 24\n\n[costs] ", 1)

    assert "RL-405" not in found(loaded(tmp_path, text))


def test_findings_are_plain_values_for_json():
    finding = found(shipped("wolcott-2016"))["RL-101"].as_dict()

    court_order = pack("ct-2007").clauses["S-4"]
    assert finding["law"][0] == {"id": "S-4", "source": court_order.source, "text": court_order.text}
    assert finding["changes"][0]["clause"] == "WO-31"
