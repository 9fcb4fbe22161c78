"""The ways on which a situation goes through the pages: what somebody opens, chooses and sends, and what is read then.

Which row goes which way, with which words and to which end, every_row.toml says. A way is walked by plain HTTP and in
Chromium alike: it knows only `Pages`.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

from reticent.disclosure import cases, letters
from reticent.disclosure.cases import Case
from reticent.ledger import log
from reticent.people import families, patrons, silences
from reticent.people.silences import Silence
from reticent.policy.vocabulary import PROOFS
from reticent.records import charges
from tests.browser.visiting import Pages
from tests.conftest import Town

HERE = Path(__file__).parent
ROOMS = HERE.parent / "rooms"
ROWS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "every_row.toml").read_text("utf-8"))
# Which answers are open once everybody was asked who must be: the tables that cases are tested by have it.
OPEN = {
    (cell["row"], cell["policy"]): cell.get("before", cell["open"])
    for name in ("the_five", "the_others")
    for cell in tomllib.loads((ROOMS / "disclosure" / f"{name}.toml").read_text("utf-8"))["case"]
}
CARD, PIN = "29030001", "4711"
ADDRESS = "ada@example.org"
READER, BOOK = "Alice Quillfeather", "The Mysteries of Udolpho"
WAITING = "Sanditon"
WORDS, COUNSEL = "seven otters under the mill", "Roe & Doe"
CHAIR = {"second_person": "Pat Elm, chair", "second_as": "chair", "second_how": "telephone"}
# Who may be signed in, with which duties, and under which title.
STAFF = {
    "clara": (("circulation", "registration", "accounts"), "desk"),
    "director": (("director",), "director"),
    "hugo": (("circulation",), "volunteer"),
}


def entry(row: str, policy_id: str) -> dict[str, Any]:
    """What the table says of a row under a policy: what is so under all five, and what this policy alone has."""
    said = ROWS[row]
    return {**said, **said["at"][policy_id]}


class Walk:
    """One situation at one library: who works there, who is registered, and every page that was seen."""

    def __init__(self, town: Town, row: str, policy_id: str, sign_in: Callable[..., Pages]) -> None:
        self.town, self.row, self.policy_id = town, row, policy_id
        self.entry = entry(row, policy_id)
        self.seen = ""
        self.signed_in = {
            who: sign_in(town, who, *STAFF[who][0], title=STAFF[who][1])
            for who in self.entry["signed_in"]
            if who in STAFF
        }
        self._sign_in = sign_in

    def __getitem__(self, who: str) -> Pages:
        return self.signed_in[who]

    def see(self, at: Pages) -> Pages:
        """A page was seen: it came as it should."""
        assert at.status == 200, at.said
        self.seen += at.page
        return at

    def reader(self, **more: Any) -> str:
        """Somebody registered here, with one book out."""
        person = self.town.register(CARD, READER, pin=PIN, expires=date(2050, 1, 2), **more)
        self.town.lend(person, self.town.item("30001", BOOK))
        return person

    def anybody(self) -> Pages:
        """Somebody on the library's pages who is signed in to nothing."""
        return self._sign_in(self.town, "")

    def at_home(self) -> Pages:
        """The reader on the library's pages, signed in with card and PIN."""
        patron = self.anybody()
        self.see(patron.look(self.entry["page"]))
        return self.see(patron.send(who=CARD, secret=PIN))

    def cited(self) -> set[str]:
        """The clauses that stood on any page."""
        words = unescape(re.sub(r"<[^>]+>", " ", self.seen))
        return set(re.findall(r"\b(?:\d-\d+[a-z]?\([a-z]\)|[A-Z0-9]{1,4}-\d+[a-z]?)(?![\w-])", words))

    def answered(self, at: Pages) -> None:
        """The card on the page says what the table has: the outcome, its words, what can be done next."""
        card = re.search(r'<article class="card decision (\w+)', at.main)
        assert card
        assert card[1] == self.entry["outcome"]
        for words in (*self.said("says"), *self.said("next")):
            assert words in at.said, at.said

    def said(self, what: str) -> list[str]:
        """One thing or several of the entry."""
        found = self.entry.get(what, [])
        return [found] if isinstance(found, str) else list(found)

    def leaves(self) -> set[str]:
        """What the ledger has of cases and looks."""
        written = [each.entry.action for each in log.entries(self.town.library.slug)]  # type: ignore[attr-defined]
        return {action for action in written if action.startswith(("case", "look", "disclosure"))}


# ---- Somebody asks from outside: a case, from the desk to its end.


def asked(walk: Walk) -> None:
    """The desk takes it in and hands it on; the director has the paper read, asks whom she must, decides, answers."""
    leaves_before = walk.leaves()
    director = _handed_on(walk, walk.entry["page"])
    if "paper" in walk.entry:
        _paper_known(walk, director)
    for evidence in walk.said("first"):
        assert "decide" not in director.offered
        assert "decide" in director.said.lower().split("not yet, and why")[1]
        assert not {"search", "produce"} & set(director.offered)
        _on_record(walk, director, evidence)
    assert director.form("decide").options["f-answer"] == _open_to(walk)
    if "keeps" in walk.entry:
        _keep(walk, director)
    answer = walk.entry["answer"]
    for evidence in walk.said("also"):
        _on_record(walk, director, evidence)
    walk.answered(director)
    assert "Not yours to answer" not in director.said
    walk.see(director.send("decide", answer=answer, reason="As the clauses say."))
    if answer == "comply":
        _hand_over(walk, director)
    else:
        assert not {"search", "produce"} & set(director.offered)
        if "by_hand" in director.offered:
            assert "send" not in director.offered
            assert "First write down what was done by hand." in director.said
            walk.see(director.send("by_hand", done="As the words say.", how_many="41"))
        if (letter := walk.entry["letter"]) != "aloud":
            written = " ".join(_letter(director, letter).split())
            assert READER not in written
            for words in walk.said("writes"):
                assert words in written, written
        walk.see(director.send("send", letter=letter, sent_how="mail"))
    if "costs" in walk.entry:
        _costs(walk, director)
    walk.see(director.send("close"))
    walk.see(director.send("review", to_change="Print the card larger."))

    assert "Closed within a year" in walk.see(director.look("cases")).said
    assert Case.objects.get().state == walk.entry["ends"]
    searched = {"case-searched"} if answer == "comply" else set()
    assert walk.leaves() - leaves_before - {"disclosure"} == {
        "case-closed",
        "case-opened",
        "case-step",
        *searched,
    }


def _handed_on(walk: Walk, page: str) -> Pages:
    _take_in(walk, page)
    walk.see(walk["clara"].send("refer"))
    return _opened_by_the_director(walk)


def _take_in(walk: Walk, page: str) -> None:
    """At the desk: the words, the case, one call."""
    desk = walk["clara"]
    walk.see(desk.look("visit"))
    walk.see(desk.follow(page))
    walk.see(desk.send(**walk.entry["opens"]))
    walk.see(desk.press("Reached"))


def _opened_by_the_director(walk: Walk) -> Pages:
    walk.see(walk["director"].look("cases"))
    return walk.see(walk["director"].follow("case?of="))


def _paper_known(walk: Walk, director: Pages) -> None:
    """The paper is written down, and its form reviewed where it has one."""
    walk.see(
        director.send(
            "classify",
            **{"secret": "no", "kind": "none", "signed_by": "nobody", **walk.entry.get("paper", {})},
        )
    )
    if "review_form" in director.offered:
        points = [name for name in director.form("review_form").options if name.startswith("f-checklist-")]
        fails = {f"f-checklist-{name}" for name in walk.said("fails")}
        assert fails <= set(points)
        walk.see(director.send("review_form", **{name: "no" if name in fails else "yes" for name in points}))


def _on_record(walk: Walk, director: Pages, evidence: str) -> None:
    finding = {"found": "yes"} if "f-found" in director.form(f"record:{evidence}").options else {}
    paper = {"contract_kept": "Of 1 July 2025, in the safe"} if evidence == "contract:in_force" else {}
    walk.see(director.send(f"record:{evidence}", consulted_who="the office", **finding, **paper))


def _open_to(walk: Walk) -> list[str]:
    like = walk.entry.get("like", walk.row)
    return walk.entry.get("open") or OPEN[like, walk.policy_id]


def _keep(walk: Walk, director: Pages) -> None:
    """What the paper names is kept for now, exactly that, until a day; nothing of it is released."""
    walk.reader()
    kept = {
        "card": CARD,
        "kinds_kept": walk.entry["keeps"],
        "decided_by": "Counsel",
        "reason": "Until counsel answers.",
    }
    walk.see(director.send("preserve", **kept))
    assert "Provisional: ends by itself on" in director.said
    until = (_today() + timedelta(days=60)).isoformat()
    walk.see(director.send("confirm_hold", confirmed_by="counsel", hold_until=until))
    assert "Confirmed by counsel, until" in director.said
    assert not [word for word in (BOOK, *READER.split()) if word in director.said]


def _hand_over(walk: Walk, director: Pages) -> None:
    """What the order names is searched for, seen by two, and handed over as one file; then comes the receipt."""
    person = walk.reader()
    with walk.town.drawer.writing() as writer:
        charges.owe(writer, person=person, cents=2550, reason="overdue", today=_today())
    walk.see(director.follow("case/search?of="))
    walk.see(director.send("plan", **walk.entry["search"]))
    walk.see(director.send("run", **CHAIR))
    for words in ("is not searched", *walk.said("found")):
        assert words in director.said, director.said
    assert (BOOK in director.said) == (BOOK in walk.said("found"))
    back = director.link("/case?of=")
    package = director.send_for_file(
        "release", **CHAIR, handed_to="The clerk of the court", sent_how="in_person"
    )
    assert package.startswith(b"PK")
    walk.see(director.go(back))
    assert BOOK not in director.page
    walk.see(director.send("receipt", receipt="yes"))


def _letter(director: Pages, name: str) -> str:
    """The words of a letter that the page of the case offers."""
    called = re.escape(letters.text_of(name).called)
    found = re.search(rf'>{called} \(PDF\)</a> <a href="([^"]+)"', unescape(director.main))
    assert found, director.said
    return director.read(found[1])


def _costs(walk: Walk, director: Pages) -> None:
    """Three hours are written down; where the policy bills them there is an invoice."""
    assert "Invoice (PDF)" not in director.said, director.said
    for words in walk.said("costs"):
        assert words in director.said
    walk.see(director.send("costs", hours="3", pages="2"))
    billed = walk.entry["billed"]
    assert ("Invoice (PDF)" in director.said) == billed
    if billed:
        assert "Hours of searching" in _letter(director, "invoice")


# ---- Officers take what a judge's warrant names.


def taken(walk: Walk) -> None:
    """Nobody waits for anybody: staff stay with them, and write down what they took; the others are called beside it."""
    desk = walk["clara"]
    _take_in(walk, walk.entry["page"])
    assert "I don't consent and I don't obstruct" in unescape(walk.seen)
    walk.see(desk.send("supervise", stayed="the clerk on duty"))
    walk.see(desk.send("copy_of_warrant", copy_held="yes", signed_by_seen="judge"))
    walk.see(desk.send("inventory", taken="One computer, the one at the window"))
    walk.see(desk.send("defects", defects="The address is the branch's."))

    director = _opened_by_the_director(walk)
    walk.answered(director)
    for evidence in walk.said("also"):
        _on_record(walk, director, evidence)
    assert not {"search", "produce"} & set(director.offered)
    missed = director.send("name_touched", card_touched="no card", loans_taken="1")
    assert missed.status == 400
    assert "Nobody is registered here under this card number." in missed.said
    walk.see(director.send("close"))

    assert Case.objects.get().state == walk.entry["ends"]


# ---- Nobody may be told of it.


def kept_on_paper(walk: Walk) -> None:
    """Said at once, nothing is opened; where it turns out later, all that was written down ends at once. Only behind
    that is a room for what counsel wants beside the paper, and no other page knows of it."""
    desk, director = walk["clara"], walk["director"]
    said = walk.see(desk.look("visit")).said
    for words in walk.said("says"):
        assert words in said
    assert not Case.objects.exists()

    _handed_on(walk, "visit/asking")
    walk.see(director.send("classify", secret="no", **walk.entry["paper"]))

    for words in walk.said("next"):
        assert words in director.said
    assert director.link("/sealed")
    assert not Case.objects.exists()
    assert not [1 for _, inside in walk.town.drawer.everything() if inside.kind is cases.CASE_ACT]
    assert "Nothing is open." in walk.see(director.look("cases")).said
    _behind_words(walk, director)


def _behind_words(walk: Walk, director: Pages) -> None:
    walk.reader()
    said = walk.see(director.look("visit")).said
    assert said.index("Give it to the") < said.index("a room behind words")
    said = walk.see(director.follow("/sealed")).said
    assert said.index("On paper first") < said.index("The words that you and counsel know")
    leaves = walk.leaves()

    walk.see(director.send("new", words=WORDS, again=WORDS))
    walk.see(director.send("begin", **walk.entry["sealed"]))
    walk.see(director.send("counsel_says", counsel=COUNSEL, counsels_words="Say nothing to anybody."))
    assert "sealed_close" not in director.offered
    named = {"copy_card": CARD, "kinds_kept": ["loan"], "reason": "The letter names the card."}
    walk.see(director.send("sealed_hold", counsel=COUNSEL, **named))
    assert BOOK in director.said
    package = director.send_for_file("sealed_package", counsel=COUNSEL, sent_how="in_person")
    assert package.startswith(b"PK")
    walk.see(director.send("sealed_answer", counsel=COUNSEL, answered_what="Moved to set it aside."))
    walk.see(director.send("sealed_close"))

    assert "Closed." in director.said
    assert not Case.objects.exists()
    assert walk.leaves() == leaves
    for elsewhere in ("cases", "today", "desk", "sealed"):
        assert not [word for word in (BOOK, CARD, COUNSEL) if word in walk.see(director.look(elsewhere)).page]


# ---- Somebody stands at the desk.


def at_the_desk(walk: Walk) -> None:
    """The clerk chooses what for, and says what she is shown; the card says what she may say. It is written down."""
    person = walk.reader()
    desk, key = walk[walk.entry["signed_in"][0]], walk.entry["key"]
    for before in walk.said("before"):
        BEFORE[before](walk, person)
    looked_before = _looks(walk, person)
    for shown in walk.said("shown"):
        told = {f"{key}_told": shown} if shown else {}
        named = {f"{key}_named": walk.entry["named"]} if "named" in walk.entry else {}
        _at_key(walk, desk)
        walk.see(desk.send("look", key=key, **told, **named, asked=CARD))

        walk.answered(desk)
        for words in (BOOK, WAITING, *READER.split()):
            assert (words in desk.said) == (words in " ".join(walk.said("sees"))), words

    noted = [shown if key == "sent" or shown in PROOFS else "" for shown in walk.said("shown")]
    assert _looks(walk, person) - looked_before == Counter(
        (walk.entry["outcome"], proof, True) for proof in noted
    )
    assert {"allowed": "disclosure"}.get(walk.entry["outcome"], "look-refused") in walk.leaves()
    if "recorded" in walk.entry:
        _recorded_as_agent(walk, desk)


def _at_key(walk: Walk, desk: Pages) -> None:
    """The desk, where this key stands for this."""
    where, _, digit = walk.entry["page"].partition(", key ")
    walk.see(desk.look(where))
    assert f'id="key-{digit}" value="{walk.entry["key"]}"' in desk.main


def _recorded_as_agent(walk: Walk, desk: Pages) -> None:
    """The director gives a volunteer the duty: what she is shown then, the policy says."""
    desk.account.duties = list(STAFF["clara"][0])
    desk.account.save()
    walk.see(desk.look("desk"))
    walk.see(desk.send("look", key=walk.entry["key"], asked=CARD))
    assert f'decision {walk.entry["recorded"]}"' in desk.main
    assert (READER in desk.said) == ("860 555 0100" in desk.said) == (walk.entry["recorded"] == "allowed")


def _looks(walk: Walk, person: str) -> Counter[tuple[str, str, bool]]:
    """What her record has of those who looked, or tried to: what came of it, which proof, and whether on a clause."""
    found = walk.town.drawer.find(walk.town.to_open("look"), subject=person)
    said = [slip.payload for slip in found]
    return Counter((look["outcome"], look["proof"], bool(look["basis"])) for look in said)


def _today() -> date:
    return datetime.now(UTC).date()


def _a_guardian_is_noted(walk: Walk, person: str) -> None:
    _open_registration(walk)
    walk.see(
        walk["clara"].send(
            "guardian",
            guardian_name="Bob Ash",
            guardian_proof="birth_certificate",
            of_age=(_today() + timedelta(days=400)).isoformat(),
        )
    )


def _a_guardian_was_noted_until_the_birthday(walk: Walk, person: str) -> None:
    families.note_guardian(
        walk.town.drawer, walk.town.to_open("guardian_link", subject=patrons.beside(person)),
        person=person, child=READER, today=_today() - timedelta(days=9),
        new=families.NewLink("Bob Ash", None, "birth_certificate", _today() - timedelta(days=1)),
        registered_name=lambda _: "",
    )  # fmt: skip


def _somebody_is_sent(walk: Walk, person: str) -> None:
    _open_registration(walk)
    desk = walk["clara"]
    asks = "sent_name" in desk.form("send").values
    walk.see(desk.send("send", **({"sent_name": "Pat Elm", "sent_given_by": "collect card"} if asks else {})))
    assert ("Noted, until" in desk.said) == (walk.entry["outcome"] == "allowed")


def _an_item_waits(walk: Walk, person: str) -> None:
    walk.town.item("30009", WAITING)
    desk = walk["clara"]
    walk.see(desk.look("desk"))
    walk.see(desk.send("look", key="account", account_told="card", asked=CARD))
    walk.see(desk.send("hold", item="30009"))


def _open_registration(walk: Walk) -> None:
    walk.see(walk["clara"].look("desk"))
    walk.see(walk["clara"].send("look", key="registration", asked=CARD))


BEFORE: dict[str, Callable[[Walk, str], None]] = {
    "a guardian is noted": _a_guardian_is_noted,
    "a guardian was noted until the birthday": _a_guardian_was_noted_until_the_birthday,
    "somebody is sent": _somebody_is_sent,
    "an item waits": _an_item_waits,
}


def words_at_the_desk(walk: Walk) -> None:
    """The words for whoever asks about somebody else: nobody is looked up, so nothing of anybody is shown or noted."""
    walk.reader()
    desk, key = walk["clara"], walk.entry["key"]
    _at_key(walk, desk)
    walk.see(desk.send("look", key=key, **{f"{key}_told": walk.entry["shown"]}))

    walk.answered(desk)
    assert "Nothing was looked up." in desk.said
    assert not [word for word in (BOOK, *READER.split()) if word in desk.said]
    assert walk.leaves() == set()


# ---- A reader asks for her own.


def own_record(walk: Walk) -> None:
    """Her page shows her all, and who looked: also who tried and was refused. Asked for in writing it is a case."""
    walk.reader()
    desk = walk["clara"]
    walk.see(desk.look("desk"))
    walk.see(desk.send("look", key="account", account_told="card", asked=CARD))
    walk.see(desk.look("desk"))
    walk.see(desk.send("look", key="none", asked=CARD))

    reader = walk.at_home()

    for words in (BOOK, *walk.said("says"), *walk.said("next")):
        assert words in reader.said
    looked = reader.main.split('id="looked"')[1].split("</table>")[0]
    assert len(re.findall("<tr>", looked)) == 3
    assert "refused" in looked
    assert not set(walk.said("never")) & walk.cited()
    walk.entry = {**walk.entry, **walk.entry["in_writing"]}
    asked(walk)


# ---- The link in a newsletter.


def mail_stopped(walk: Walk) -> None:
    """Whoever holds the link needs no card: opening it changes nothing, one press stops the mail, and who it is no page
    and no row says."""
    library, reader = walk.town.library, walk.anybody()
    word = silences.of(library, ADDRESS)  # type: ignore[arg-type]
    walk.see(reader.look(f"{walk.entry['page']}?of={word}"))
    assert not Silence.objects.exists()

    walk.see(reader.press("Stop the newsletter"))

    walk.answered(reader)
    assert [row.sort for row in Silence.objects.all()] == ["news"]
    asks = "Shall mail about your loans and holds stop as well?"
    assert (asks in reader.said) == (asks in walk.said("next"))
    if asks in reader.said:
        walk.see(reader.press("Yes, stop that as well"))
        assert {row.sort for row in Silence.objects.all()} == {"news", "account"}
    assert ADDRESS not in walk.seen
    assert not silences.sifted(library, [ADDRESS]).to  # type: ignore[arg-type]


WAYS: dict[str, Callable[[Walk], None]] = {
    "asked": asked,
    "taken": taken,
    "kept on paper": kept_on_paper,
    "at the desk": at_the_desk,
    "words at the desk": words_at_the_desk,
    "own record": own_record,
    "mail stopped": mail_stopped,
}
