"""Is an address known from which mail came back, and only for good, without the address being kept?"""

from datetime import timedelta

import pytest

from reticent import notices
from reticent.notices import Came
from reticent.people import post, silences
from reticent.people.silences import Silence
from tests.conftest import NOW, TODAY, Town
from tests.rooms.mail_server import MailServer

ADDRESS = "21540000000011@example.org"
RETURNED = """From: MAILER-DAEMON@mail.example.org
To: reticent@library.example.org
Subject: {subject}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="between"

--between
Content-Type: text/plain; charset=utf-8

We are sorry.

--between
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

{about}
--between
Content-Type: text/rfc822-headers

Message-ID: <0123@reticent>

--between--
"""


def letter(*about: str, subject: str = "Undelivered Mail Returned to Sender") -> bytes:
    return RETURNED.format(subject=subject, about="\n".join(f"{each}\n" for each in about)).encode()


def failed(address: str = ADDRESS, *, action: str = "failed", word: str = "Final-Recipient") -> str:
    return f"{word}: rfc822; {address}\nAction: {action}\nStatus: 5.1.1"


@pytest.mark.parametrize(
    "body",
    [
        letter(failed()),
        letter(failed(word="Original-Recipient")),
        letter(failed(f"<{ADDRESS.upper()}>")),
        letter(failed("other@example.org"), failed()),
        letter(failed(action="Failed")).replace(b"\n", b"\r\n"),
    ],
    ids=["plainly", "the address we wrote", "in capitals", "one of two", "with other line ends"],
)
def test_from_where_mail_came_back_nothing_is_sent_for_three_months(
    mansfield: Town, mail: MailServer, settings, body: bytes
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]
    mansfield.lend(mansfield.register("21540000000011", "Alice"), mansfield.item("30001"), on=TODAY, days=3)

    assert notices.take_in(mansfield.library, [body], on=TODAY).said_nothing == 0

    go = notices.run(mansfield.library, now=NOW, way=post.way())
    assert (go.sent, go.not_written_to) == (0, 1)
    assert (
        silences.open_to(mansfield.library, [ADDRESS], sort="account", today=TODAY + timedelta(days=89)) == {}
    )
    assert silences.open_to(mansfield.library, [ADDRESS], sort="account", today=TODAY + timedelta(days=90))
    silences.tidy(mansfield.library, today=TODAY + timedelta(days=90))
    assert not Silence.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        letter(failed(action="delayed")),
        letter(failed(action="relayed")),
        letter(failed("nobody")),
        letter("Action: failed"),
        b"Subject: I am away until Monday\n\nBack on Monday.\n",
        b"",
        b"\xff\xfe\x00" * 20,
        letter(failed())[:300],
    ],
    ids=[
        "late",
        "passed on",
        "no address",
        "of nobody",
        "an answer by a person",
        "empty",
        "noise",
        "cut off",
    ],
)
def test_of_what_says_of_no_address_that_it_failed_for_good_nothing_is_noted(
    mansfield: Town, body: bytes
) -> None:
    assert notices.take_in(mansfield.library, [body], on=TODAY) == Came(0, 1)
    assert not Silence.objects.exists()


def test_the_address_is_kept_nowhere(mansfield: Town) -> None:
    notices.take_in(mansfield.library, [letter(failed())], on=TODAY)

    row = Silence.objects.get()
    assert not [
        each for each in ("@", "example", "2154") if each in f"{row} {row.library} {row.mark} {row.sort}"
    ]
