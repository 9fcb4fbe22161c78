"""Is nobody told late without its being said, is nobody named, and is nothing closed before everybody was told?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from reticent.disclosure import incident_letters, incidents, letters
from reticent.disclosure.incidents import NoIncident, NotAnIncident, Particulars
from reticent.ledger import log
from tests.conftest import TODAY, Town

DAY = timedelta(days=1)
LOST = Particulars(
    what="broken_in",
    words="Somebody guessed the PIN of several readers and read their records.",
    found_on=TODAY - 10 * DAY,
    kinds=("registration",),
    information=("login", "social_security"),
    readable=True,
    about=735,
)


def wrote(town: Town, typed: Particulars = LOST) -> str:
    return incidents.note(town.library, typed, today=TODAY, role="director")


def tell(town: Town, handle: str, whom: str) -> None:
    incidents.told(town.library, handle, whom, on=TODAY, today=TODAY, role="director")


def test_the_clock_runs_from_the_finding_until_both_were_told_and_the_ledger_names_nobody(
    mansfield: Town,
) -> None:
    handle = wrote(mansfield)
    seen = incidents.found(mansfield.library, handle)
    assert [whom for whom, _ in seen.to_tell] == ["residents", "attorney_general"]
    assert seen.by == TODAY + 50 * DAY

    tell(mansfield, handle, incidents.TOLD_RESIDENTS)
    # Not later than the residents: from that day on it is due at once.
    assert incidents.found(mansfield.library, handle).to_tell == (("attorney_general", TODAY),)
    tell(mansfield, handle, incidents.TOLD_OFFICE)

    assert incidents.due(mansfield.library) == ()
    rows = [row.entry for row in log.entries("mansfield") if row.entry.action.startswith("incident")]
    assert [(row.action, row.count) for row in rows] == [
        ("incident-told", 735),
        ("incident-told", 735),
        ("incident-opened", 1),
    ]
    assert "36a-701b(b)(2)" in rows[0].basis


def test_what_is_late_stays_due_until_it_is_done(mansfield: Town) -> None:
    wrote(mansfield, replace(LOST, found_on=TODAY - 90 * DAY))

    (late,) = incidents.due(mansfield.library)

    assert late.by == TODAY - 30 * DAY


def test_nothing_is_closed_before_everybody_was_told_or_counsel_said_that_nobody_is(mansfield: Town) -> None:
    handle = wrote(mansfield)
    with pytest.raises(NoIncident, match="Not yet"):
        incidents.close(mansfield.library, handle, learnt="PINs.", on=TODAY, today=TODAY, role="director")

    incidents.counsel_said(mansfield.library, handle, "no", on=TODAY, today=TODAY)
    with pytest.raises(NotAnIncident, match="Say what was learnt"):
        incidents.close(mansfield.library, handle, learnt=" ", on=TODAY, today=TODAY, role="director")
    incidents.close(mansfield.library, handle, learnt="Longer PINs.", on=TODAY, today=TODAY, role="director")

    with pytest.raises(NoIncident, match="It is closed"):
        tell(mansfield, handle, incidents.TOLD_OFFICE)
    incidents.open_again(mansfield.library, handle)
    assert incidents.found(mansfield.library, handle).row.closed_on is None


@pytest.mark.parametrize(
    "words",
    ["The card 21540000044127 was used.", "Mail went to alice@example.org.", "She called 860-555-0100."],
)
def test_words_that_hold_somebodys_number_or_address_are_refused_and_not_repeated(
    mansfield: Town, words: str
) -> None:
    with pytest.raises(NotAnIncident) as no:
        wrote(mansfield, replace(LOST, words=words))

    assert set(no.value.wrong) == {"words"}
    assert not any(part in str(no.value) for part in words.split() if any(map(str.isdigit, part)))
    assert not incidents.of(mansfield.library)


def test_everything_that_must_be_mended_is_said_at_once(mansfield: Town) -> None:
    with pytest.raises(NotAnIncident) as no:
        wrote(mansfield, Particulars(happened_on=TODAY, found_on=None))
    assert set(no.value.wrong) == {"what", "words", "found_on"}

    with pytest.raises(NotAnIncident) as no:
        wrote(mansfield, replace(LOST, found_on=TODAY + DAY))
    assert set(no.value.wrong) == {"found_on"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_those_concerned_read_in_their_language_what_was_among_it_and_what_to_do(
    mansfield: Town, language: str
) -> None:
    seen = incidents.found(mansfield.library, wrote(mansfield))

    said = letters.as_text(
        incident_letters.write(
            seen, mansfield.library.policy, incident_letters.RESIDENTS, on=TODAY, language=language
        )
    )
    flat = " ".join(said.split())

    assert ("24 months" if language == "en" else "24 meses") in flat
    assert ("freeze your credit" if language == "en" else "congelen su crédito") in flat
    assert "guessed the PIN of several readers" in flat
    assert "36a-701b" in flat
    if language == "es":
        assert not {"the", "you", "your"} & set(flat.lower().replace(LOST.words.lower(), "").split())


def test_the_attorney_general_reads_how_many_and_when_and_nobody_is_named(mansfield: Town) -> None:
    seen = incidents.found(mansfield.library, wrote(mansfield))

    said = letters.as_text(
        incident_letters.write(seen, mansfield.library.policy, incident_letters.ATTORNEY_GENERAL, on=TODAY)
    )

    for words in (
        "Office of the Attorney General",
        "735",
        "11 November 2026",
        "Social Security number",
        "24 months",
    ):
        assert words in said


def test_what_donors_gave_can_be_lost_too_and_is_named_so_in_both_languages(mansfield: Town) -> None:
    seen = incidents.found(mansfield.library, wrote(mansfield, replace(LOST, kinds=("donor", "gift"))))
    adopted, whom = mansfield.library.policy, incident_letters.RESIDENTS

    for language, said in (("en", "lists of donors"), ("es", "listas de donantes")):
        letter = incident_letters.write(seen, adopted, whom, on=TODAY, language=language)
        assert said in letters.as_text(letter).casefold()
