"""Every sentence that the linter offers a board, as it would then stand: read aloud, alone and with the others on it.

A sentence that changes here is read again beside the real text before this table follows it.
"""

import re
from datetime import date

import pytest

from reticent.policy.linting import findings_on
from reticent.policy.redlining import redline
from reticent.policy.shelf import shipped, shipped_ids

ON = date(2026, 11, 22)

ALONE = {
    ("mansfield-2019", "RL-101", "M19-20"): (
        "except pursuant to such court order, or such subpoena or warrant signed by a judge, as may be authorized"
    ),
    ("mansfield-2019", "RL-104", "M19-19"): (
        "shall not be made available by any member of Library staff to any person … without the written permission "
        "of the patron involved"
    ),
    ("mansfield-2019", "RL-302", "M19-06"): (
        "Library staff will not provide personal information or information regarding library transactions to "
        "anyone but the patron, or a minor patron's parent or legal guardian"
    ),
    ("mansfield-2019", "RL-106", "M19-06"): (
        "Library staff will not provide personal information or information regarding library transactions to "
        "anyone but the patron, a minor patron's parent or legal guardian, or, as the library's operation "
        "requires, agents whom a contract binds to confidentiality"
    ),
    ("mansfield-2019", "RL-106", "M19-19"): (
        "shall not be made available by any member of Library staff to any person …, other than an agent of the "
        "library bound to confidentiality by contract, as its operation requires, without the permission of the "
        "patron involved"
    ),
    ("mansfield-older", "RL-101", "MC-06"): (
        "No library records shall be made available to the public, press, or governmental agency, except by a "
        "court order, or a subpoena or warrant signed by a judge, that is authorized by federal, state, or local "
        "law"
    ),
    ("mansfield-older", "RL-105", "MC-05"): (
        "Under no circumstances shall library staff or library volunteers provide information of any kind about an "
        "individual library user, except with that user's written permission"
    ),
    ("mansfield-older", "RL-106", "MC-05"): (
        "Under no circumstances shall library staff or library volunteers provide information of any kind about an "
        "individual library user, save that agents of the library whom a contract binds to confidentiality may be "
        "told what its operation requires"
    ),
    ("mansfield-older", "RL-108", "MC-02"): (
        "All records, formal and informal, … that can identify a library user, or link a user to a library "
        "transaction, in whatever format, are confidential"
    ),
    ("mansfield-older", "RL-303", "MC-06"): (
        "No records that can identify a library user shall be made available to the public, press, or governmental "
        "agency, except by such process, order, or subpoena authorized by federal, state, or local law"
    ),
    ("mansfield-older", "RL-113", "MC-05"): (
        "Library staff and library volunteers shall give nobody but the user concerned information of any kind "
        "about an individual library user"
    ),
    ("new-canaan-2018", "RL-105", "NC-06"): (
        "will not sell, license or disclose it to a third party, except with the user's written permission, or on "
        "a confidential basis to a third party working under contract to the Library or unless required by law"
    ),
    ("new-canaan-2018", "RL-203", "NC-19"): (
        "The Executive Director, or the person duly appointed in writing by the Executive Director or the Board of "
        "Trustees"
    ),
    ("new-canaan-2018", "RL-406", "NC-25"): "Next review date: [month and year]",
    ("weston-2017", "RL-104", "WE-22"): (
        "shall not be made available by any Library trustee, employee, or other associated person … without the "
        "written permission of the patron involved"
    ),
    ("weston-2017", "RL-302", "WE-12"): (
        "Library staff will not provide personal information or information regarding library transactions to "
        "anyone but the patron, or a minor patron's parent or legal guardian, a minor being defined by the State "
        "of Connecticut as any person below the age of 18"
    ),
    ("weston-2017", "RL-102", "WE-23"): (
        "except pursuant to such court order, or such subpoena or warrant signed by a judge, as may be authorized"
    ),
    ("weston-2017", "RL-106", "WE-12"): (
        "Library staff will not provide personal information or information regarding library transactions to "
        "anyone but the patron, a minor patron's parent or legal guardian, or, as the library's operation "
        "requires, agents whom a contract binds to confidentiality, a minor being defined by the State of "
        "Connecticut as any person below the age of 18"
    ),
    ("weston-2017", "RL-106", "WE-22"): (
        "shall not be made available by any Library trustee, employee, or other associated person …, other than an "
        "agent of the library bound to confidentiality by contract, as its operation requires, without the "
        "permission of the patron involved"
    ),
    ("weston-2017", "RL-201", "WE-24"): (
        "the Library Director, or the Board of Trustees where it can meet before the paper must be answered, will "
        "consult with Town Counsel to determine if such process, order, or subpoena is in proper form"
    ),
    ("weston-2017", "RL-301", "WE-09"): (
        "may be subject to disclosure requirements of the Freedom of Information Act or other legal disclosure "
        "requirements"
    ),
    ("weston-2017", "RL-304", "WE-17"): (
        "The Library maintains no record of a patron's computer use or search activity beyond what remains on a "
        "computer until erased"
    ),
    ("wolcott-2016", "RL-101", "WO-31"): (
        "We will not make library records available except in response to a court order, or a subpoena or warrant "
        "that a judge has signed, or a decision of the district attorney on a public records request"
    ),
    ("wolcott-2016", "RL-103", "WO-31"): (
        "We will not make library records available except in response to a subpoena, judicial warrant, court "
        "order, or decision of the district attorney on a public records request"
    ),
    ("wolcott-2016", "RL-104", "WO-12"): (
        "will not sell, license, or disclose it to any third party, except an agent working under contract to the "
        "library, without your written permission"
    ),
    ("wolcott-2016", "RL-104", "WO-20"): (
        "Staff will not disclose any personal data we collect from you or any other party except where required by "
        "law, or as you permit in writing"
    ),
    ("wolcott-2016", "RL-107", "WO-20"): (
        "Staff will not disclose any personal data we collect from you or any other party except where required by "
        "law, to an agent working under contract to the library, or to fulfill your specific request"
    ),
    ("wolcott-2016", "RL-108", "WO-02"): (
        "any record that can identify a user or link a user to a transaction, of whatever format, in the keeping "
        "of the Wolcott Public Library shall be confidential"
    ),
    ("wolcott-2016", "RL-110", "WO-18"): "must provide the child's library card and proof of their own identity",
    ("wolcott-2016", "RL-301", "WO-31"): (
        "We will not make library records available except in response to a subpoena, warrant, or court order. A "
        "request for public records is answered in writing within 4 business days"
    ),
    ("wolcott-2016", "RL-303", "WO-31"): (
        "We will not make records that can identify a user available except in response to a subpoena, warrant, "
        "court order, or decision of the district attorney on a public records request"
    ),
}  # fmt: skip

# Where several findings change one clause: the redline that a board votes on.
TOGETHER = {
    ("mansfield-2019", "M19-06"): (
        "Library staff will not provide personal information or information regarding library transactions to "
        "anyone but the patron, a minor patron's parent or legal guardian, or, as the library's operation "
        "requires, agents whom a contract binds to confidentiality"
    ),
    ("mansfield-2019", "M19-19"): (
        "shall not be made available by any member of Library staff to any person …, other than an agent of the "
        "library bound to confidentiality by contract, as its operation requires, without the written permission "
        "of the patron involved"
    ),
    ("mansfield-older", "MC-05"): (
        "Library staff and library volunteers shall give nobody but the user concerned information of any kind "
        "about an individual library user, except with that user's written permission, save that agents of the "
        "library whom a contract binds to confidentiality may be told what its operation requires"
    ),
    ("mansfield-older", "MC-06"): (
        "No records that can identify a library user shall be made available to the public, press, or governmental "
        "agency, except by a court order, or a subpoena or warrant signed by a judge, that is authorized by "
        "federal, state, or local law"
    ),
    ("weston-2017", "WE-12"): (
        "Library staff will not provide personal information or information regarding library transactions to "
        "anyone but the patron, a minor patron's parent or legal guardian, or, as the library's operation "
        "requires, agents whom a contract binds to confidentiality, a minor being defined by the State of "
        "Connecticut as any person below the age of 18"
    ),
    ("weston-2017", "WE-22"): (
        "shall not be made available by any Library trustee, employee, or other associated person …, other than an "
        "agent of the library bound to confidentiality by contract, as its operation requires, without the written "
        "permission of the patron involved"
    ),
    ("wolcott-2016", "WO-20"): (
        "Staff will not disclose any personal data we collect from you or any other party except where required by "
        "law, to an agent working under contract to the library, or as you permit in writing"
    ),
    ("wolcott-2016", "WO-31"): (
        "We will not make records that can identify a user available except in response to a court order, or a "
        "subpoena or warrant that a judge has signed. A request for public records is answered in writing within 4 "
        "business days"
    ),
}  # fmt: skip

# Sentences for a text that says nothing, by code; the texts they are offered to.
ADDED = [
    ("RL-109", "mansfield-2019 weston-2017 wolcott-2016", (
        "What is said here of parents and guardians rests on counsel's opinion of [date], given under the statute "
        "of 2007."
    )),
    ("RL-111", "mansfield-2019 weston-2017", (
        "A parent or guardian is known by a link noted on the child's registration, or shows the child's card and "
        "proof of her own identity."
    )),
    ("RL-112", "new-canaan-2018", (
        "The parent or guardian of a user under 18 [may, on proof of identity, / may not] see what that user has "
        "out. [Counsel's opinion of (date).]"
    )),
    ("RL-116", "mansfield-2019 mansfield-older weston-2017 wolcott-2016", (
        "Who was given what the library holds about you is on record for at least 5 years; you may ask in writing "
        "to see that record."
    )),
    ("RL-202", "weston-2017", (
        "Where a paper forbids its disclosure, the Library Director and counsel alone act on it, and tell the "
        "board what the law lets it be told."
    )),
    ("RL-204", "mansfield-older", (
        "The Library Director consults the library's counsel on every paper before it is answered."
    )),
    ("RL-205", "mansfield-2019 mansfield-older weston-2017", (
        "Staff refer at once to the Library Director everyone from outside who asks about a patron, and release "
        "nothing."
    )),
    ("RL-401", "mansfield-older", (
        "A service outside the library learns from it only that a user is entitled to use it. Contracts bind such "
        "services to this policy."
    )),
    ("RL-402", "mansfield-2019 weston-2017 wolcott-2016", (
        "Records are destroyed with the approval of the chief administrative officer of the town and the Public "
        "Records Administrator (form RC-075), and not while a legal hold stands."
    )),
    ("RL-403", "mansfield-2019 mansfield-older new-canaan-2018 weston-2017 wolcott-2016", (
        "Each kind of record is kept as long as the attached schedule says, and then forgotten."
    )),
    ("RL-404", "mansfield-2019 mansfield-older weston-2017 wolcott-2016", (
        "Under the Personal Data Act (CGS 4-190 to 4-197) you may ask in writing what the library holds about you "
        "and to whom it was disclosed, see it, and contest it. Employees are told of the Act."
    )),
    ("RL-405", "mansfield-2019 mansfield-older weston-2017 wolcott-2016", (
        "This policy is reviewed every two years. Next review: [month and year]."
    )),
    ("RL-407", "mansfield-older", "Adopted on [date], in force from [date]."),
    ("RL-408", "mansfield-older new-canaan-2018", "Adopted by the [governing body] on [date]."),
    ("RL-409", "mansfield-older", "Replaced by “Privacy Policy” (8 August 2019). Kept for reference only."),
    ("RL-410", "mansfield-2019", "This policy replaces “Confidentiality of Circulation Records” (undated)."),
]  # fmt: skip


def changes(policy_id):
    return {
        (policy_id, finding.code, change.clause): change.better
        for finding in findings_on(shipped(policy_id), on=ON)
        for change in finding.changes
    }


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_every_sentence_that_is_offered_was_read_as_it_would_stand(policy_id):
    in_place = {key: said for key, said in ALONE.items() if key[0] == policy_id}
    added = {(policy_id, code, None): said for code, texts, said in ADDED if policy_id in texts.split()}

    assert changes(policy_id) == in_place | added


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_a_clause_that_several_findings_change_was_read_as_the_board_would_vote_on_it(policy_id):
    passages = redline(shipped(policy_id), findings_on(shipped(policy_id), on=ON))

    together = {(policy_id, each.clause): each.after for each in passages if len(each.codes) > 1}
    assert together == {key: said for key, said in TOGETHER.items() if key[0] == policy_id}


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_no_sentence_that_is_offered_keeps_the_fault_of_another(policy_id):
    for key, said in changes(policy_id).items():
        assert "to anyone who is not" not in said, key
        assert not re.search(r"\bdefined by the State of Connecticut defined\b", said), key


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_a_motion_asks_for_nothing_that_the_redline_does_not_show(policy_id):
    for finding in findings_on(shipped(policy_id), on=ON):
        shown = " ".join(change.better for change in finding.changes).lower()
        for word in ("counsel", "report"):
            assert word not in finding.motion or word in shown, finding.code
