"""What a board is handed: one page of findings, the redline and the motion, readable by ear and without colour."""

from dataclasses import asdict
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from reticent import papers
from reticent.policy.findings import known
from reticent.policy.linting import findings_on
from reticent.policy.packet import packet, packet_title
from reticent.policy.shelf import shipped, shipped_ids
from tools import findings_page

ON = date(2026, 11, 22)


def made(policy_id):
    policy = shipped(policy_id)
    return packet(policy, findings_on(policy, on=ON), on=ON)


def pages(policy_id):
    policy = shipped(policy_id)
    paper = papers.pdf("packet", asdict(made(policy_id)), title=packet_title(policy), made=ON)
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(paper)).pages]


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_every_finding_stands_on_the_first_page(policy_id):
    first, second, *_ = pages(policy_id)

    for finding in findings_on(shipped(policy_id), on=ON):
        assert finding.code in first
    assert "The redline" in second


@pytest.mark.parametrize("policy_id", shipped_ids())
def test_every_finding_has_its_place_in_a_motion_and_its_reason_behind(policy_id):
    packed = made(policy_id)
    said = " ".join(pages(policy_id))

    moved = " ".join(point for motion in packed.motions for point in motion.points)
    for finding in findings_on(shipped(policy_id), on=ON):
        assert f"[{finding.code}]" in moved or policy_id == "mansfield-older"
        assert " ".join(finding.wrong.split()[:4]) in said


def test_a_text_that_was_replaced_is_moved_to_be_taken_down_and_not_to_be_amended():
    packed = made("mansfield-older")

    assert [motion.points for motion in packed.motions] == [
        ("take the older text down wherever it is posted, or mark it as replaced [RL-409]",)
    ]
    assert not packed.passages
    assert [passage.codes for passage in packed.added] == [("RL-409",)]


def test_a_body_amends_and_an_officer_is_asked_to():
    assert (
        made("wolcott-2016").motions[0].begins.startswith("Moved, that the Library Board amend the Privacy")
    )
    assert (
        made("mansfield-2019")
        .motions[0]
        .begins.startswith("Moved, that the Library Director be asked to amend")
    )
    assert (
        made("new-canaan-2018")
        .motions[0]
        .begins.startswith("Moved, that the [governing body] amend the Privacy")
    )


def test_advice_is_moved_apart_so_that_it_can_be_voted_on_apart():
    grave, advice = made("weston-2017").motions

    assert "[RL-201]" in " ".join(grave.points)
    assert "[RL-405]" in " ".join(advice.points)
    assert "[RL-405]" not in " ".join(grave.points)


def test_the_redline_reads_by_ear_as_what_is_and_what_should_be():
    said = " ".join(pages("wolcott-2016"))

    assert "Now Better" in said
    assert "without your consent" in said
    assert "without your written permission" in said


def test_a_policy_without_findings_says_so_and_moves_nothing():
    weston = shipped("weston-2017")
    nothing = packet(weston, (), on=ON)

    assert "Nothing was found" in nothing.lead
    assert not nothing.motions
    assert papers.pdf("packet", asdict(nothing), title=packet_title(weston)).startswith(b"%PDF")


def test_the_packet_says_which_text_it_read_under_which_law_and_when():
    weston = shipped("weston-2017")

    assert made("weston-2017").foot == f"weston-2017 · ct-2007 · 22 November 2026 · text {weston.sha256[:12]}"


def test_every_code_is_on_the_reference_page_as_it_stands_in_the_file():
    assert findings_page.PAGE.read_text("utf-8") == findings_page.page()
    assert all(f"### {code} (" in findings_page.page() for code in known().finding)
