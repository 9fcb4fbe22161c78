"""Made-up values for every page, to look at the pages before and without the rooms behind them.

`python -m tests.browser.gallery FOLDER` renders each page in Chromium, wide and narrow, light and dark.
"""

import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from reticent import policy
from reticent.doors.web.shown import complaining
from reticent.doors.web.shown.acknowledging import PolicyToRead
from reticent.doors.web.shown.adopting import Adopting, TextRow, Written
from reticent.doors.web.shown.blanks import Blank, Mark
from reticent.doors.web.shown.calling import ActsRow, Calling, CallRow
from reticent.doors.web.shown.cards import (
    Ask,
    Card,
    Choice,
    Clause,
    Entry,
    Fact,
    Form,
    Line,
    Lines,
    Pick,
    ShelfSlip,
    Stamped,
    Step,
    Tick,
)
from reticent.doors.web.shown.choosing import Choice as Chosen
from reticent.doors.web.shown.choosing import Choices
from reticent.doors.web.shown.clients import ClientRow, Clients, ClientShown
from reticent.doors.web.shown.complaining import Complain, Complaints, Opened, Row
from reticent.doors.web.shown.computer_board import (
    ComputerBoard,
    ComputerSign,
    MonthRow,
    NameRow,
    PaperSlip,
    SeatRow,
    SignRow,
)
from reticent.doors.web.shown.computers import Computer, Computers
from reticent.doors.web.shown.desk import Desk, Key
from reticent.doors.web.shown.frame import Drawer, Here, Place, Problem, Sign, Trouble
from reticent.doors.web.shown.friends import FriendsList
from reticent.doors.web.shown.gifts import (
    DonorRow,
    DonorShown,
    GiftRow,
    GiftsPage,
    Named,
    TotalRow,
    Totals,
    TotalsYear,
)
from reticent.doors.web.shown.incidents import IncidentRow, Incidents, IncidentShown, IncidentStep
from reticent.doors.web.shown.interlibrary import InterlibraryPage, RequestRow
from reticent.doors.web.shown.joining import Asks, JoiningPage, Welcome, WelcomeHalf
from reticent.doors.web.shown.my_record import Kept, Looked, MyRecord, TakeBack
from reticent.doors.web.shown.paper import Certificate, CertificateRow, PaperShown, PlaceRow, Walk
from reticent.doors.web.shown.permitting import PermitPage
from reticent.doors.web.shown.programs import (
    Done,
    ListRow,
    ProgramDesk,
    Programs,
    ProgramShown,
    SessionDesk,
    SessionLine,
    SessionShown,
    Sheet,
)
from reticent.doors.web.shown.promise import (
    Changed,
    Chapter,
    Period,
    PermissionForm,
    PolicyInForce,
    Promise,
    Telling,
    WhoSees,
)
from reticent.doors.web.shown.reviewing import LookToReview, Reviewing, Said
from reticent.doors.web.shown.stopping import StopMail
from reticent.doors.web.shown.today import DayLine, Held, LedgerState, Looks, Mailed, Today, Turn, Wanted
from reticent.doors.web.shown.vendors import TermRow, VendorRow, Vendors, VendorShown

HOME = "/mansfield/"
S = "Connecticut General Statutes 11-25(b)"
M = "Mansfield 2019"

KEYS = (
    Key("1", "lend", "Lend", "the patron's card, then the items"),
    Key("2", "return", "Take back", "scan the item, no name needed"),
    Key(
        "3",
        "account",
        "The patron",
        "about their own account",
        question="How do you know it is them?",
        choices=(
            Choice("card", "Card in hand", "a"),
            Choice("photo_id", "Photo identification", "b"),
            Choice("no", "I don't, yet", "c"),
        ),
    ),
    Key(
        "4",
        "guardian",
        "A parent or guardian",
        "about their child",
        question="What satisfied you that they are?",
        choices=(
            Choice("satisfied_parent", "I know them as the parent", "a"),
            Choice("photo_id", "Photo identification", "b"),
            Choice("card_number", "They gave the card number", "c"),
        ),
    ),
    Key("5", "payment", "Payment", "what is owed"),
    Key("6", "registration", "Registration", "renew, PIN, address"),
    Key(
        "7",
        "someone_else",
        "Someone else",
        "spouse, friend, press, agency",
        question="Who is it?",
        choices=(
            Choice("spouse", "Spouse, family", "a"),
            Choice("reporter", "Press", "b"),
            Choice("agency", "Agency, company", "c"),
            Choice("trustee", "Trustee, volunteer", "d"),
        ),
        looks_up=False,
    ),
    Key(
        "9",
        "police",
        "Police or papers",
        "officer, order, subpoena, letter",
        question="What do they bring?",
        choices=(
            Choice("nothing", "No papers", "a"),
            Choice("court_order", "Paper from a judge", "b"),
            Choice("subpoena", "Any other paper", "c"),
        ),
        looks_up=False,
        grave=True,
    ),
    Key("0", "none", "None of these", "no duty, just looking"),
)

NEXT = Step("Next person", "next", f"{HOME}desk")
M06 = Clause("M19-06", f"{M}, Circulation records", "we tell nobody but the patron, or a minor's parent.")
M19 = Clause("M19-19", f"{M}, Surrender of records", "nobody gets a record without the patron's permission.")
S3 = Clause("S-3", f"{S}(1)", "staff may see a record only as their work needs it.")
S4 = Clause("S-4", f"{S}(2)(A)", "a third party gets nothing without a court order.")
S5 = Clause("S-5", f"{S}(2)(B)", "or the patron's own written permission.")

REFUSED = Card(
    outcome="refused",
    tab="Someone else · spouse",
    verdict="No. You may not say.",
    say=(
        "I can't tell you what your husband has on hold, or whether he has a card. He can fill in this form,"
        " and then you may collect for him."
    ),
    because=(M06, M19, S5),
    steps=(
        Step("Print the permission form", "permission", f"{HOME}permission"),
        NEXT,
        Step("The patron may ask in person, with the card."),
    ),
    written_down="Written down: 21 Nov, circulation, someone else, refused.",
)
POLICE = Card(
    outcome="referred",
    tab="Police · no papers",
    verdict="Say nothing of any record. Call the director.",
    say=(
        "I'm not able to answer that. The library's records are confidential by state law. I will call our"
        " director, who will speak with you."
    ),
    because=(M06, M19, S4),
    steps=(
        NEXT,
        Step("Call the director now."),
        Step("Note the officer's name, agency and badge number on paper."),
    ),
    written_down="Written down: 21 Nov, circulation, police, referred.",
)
ACCOUNT = Card(
    outcome="allowed",
    tab="The patron · card in hand",
    verdict="Yes. It is their own.",
    facts=(
        Fact("Name", "Alice Example"),
        Fact("Card valid until", "30 June 2027"),
        Fact("Owed", "$2.40", "due"),
    ),
    tables=(
        Lines(
            "Out",
            "Title",
            "Due",
            (
                Line("Middlemarch", date(2026, 12, 5)),
                Line("The Souls of Black Folk", date(2026, 11, 14), late=True),
                Line("A Journal of the Plague Year", date(2026, 12, 12), note="audiobook"),
            ),
        ),
        Lines("Owed", "For", "Amount", (Line("Overdue", amount="$2.40"),)),
    ),
    because=(M06, Clause("S-3", f"{S}(1)", "staff may see what their work needs.")),
    steps=(NEXT,),
    written_down="Written down before it was opened: 21 Nov, circulation, account.",
)
LENDING = Card(
    outcome="done",
    tab="Lend",
    verdict="Lent. Due 12 December.",
    facts=(
        Fact("Name", "Alice Example"),
        Fact("Standing", "good"),
        Fact("Out with these", "4"),
        Fact("Owed", "$2.40", "due"),
    ),
    slip=(
        Stamped("Moby-Dick; or, The Whale", date(2026, 12, 12)),
        Stamped("The Awakening", date(2026, 12, 12)),
        Stamped("Cranford (DVD)", date(2026, 11, 28)),
    ),
    ask=Ask("lend", "Next item", "sealed", "Lend", hint="Scan it, or type its barcode."),
    because=(Clause("M19-03", f"{M}, Circulation records", "we keep who has what while it is out."),),
    steps=(Step("Done, next person", "next", f"{HOME}desk"),),
    written_down="Written down: 21 Nov, circulation, lend.",
)
PICKS = Card(
    outcome="told",
    tab="The patron · photo identification",
    verdict="Four people go by that.",
    say="What is your full name? Which town do you live in? What are the last digits of your card?",
    picks=(
        Pick("María García Márquez", "", "d", "a"),
        Pick("Marlowe, Alice", "Mansfield Center", "b", "b"),
        Pick("Marlowe, Alice", "Storrs · card ends 4127", "a", "c"),
        Pick("Marlowe, Alice", "Storrs · card ends 7713", "c", "d"),
    ),
    note="If that does not tell, ask for the card. Nothing of a record is open yet.",
    steps=(NEXT,),
)
NO_DUTY = Card(
    outcome="refused",
    tab="None of these",
    verdict="No. There is no duty for this.",
    say="I can only look someone up when my work needs it.",
    because=(S3,),
    steps=(NEXT,),
    written_down="Written down: 21 Nov, no duty, refused. Nothing was opened.",
)

POLICY = PolicyInForce(
    title="Mansfield Public Library, Privacy Policy",
    id="mansfield-2019",
    approved_by="Library Director",
    effective="8 August 2019",
    sha256="9f2c7d1be0a4c3f2b8d95a6e7740c1d23ab8c6f0f5e94d8b7a6150c3e2d1f09a",
    clauses=31,
)
TODAY = Today(
    day=date(2026, 11, 21),
    wanted=(
        Wanted(
            "The key of 1 November waits: no backup made since has been opened and tested.",
            True,
            "#backups",
            "What to do",
        ),
        Wanted("One hold ends on 30 November unless counsel confirms it."),
    ),
    lines=(
        DayLine("Cases", "#", "2 open"),
        DayLine("Backups", "#backups", "1 to do", due=True),
        DayLine("Vendors", "#", "4 told something"),
    ),
    held=(
        Held("Loans out", 1204, date(2026, 11, 2), "while out"),
        Held("Charges unpaid", 86, date(2026, 3, 14), "while owed", late=True),
        Held("Registrations", 11873, date(2019, 8, 9), "while the card is valid, then 90 days"),
        Held("Looks", 412, date(2026, 11, 1), "30 days"),
        Held("Ended, still readable from copies", 311, date(2026, 11, 14), "5 December"),
        Held("Held by Bibliomation", None, None, "letter sent 3 November, no answer"),
    ),
    turns=(
        Turn(33, date(2026, 11, 15), 4118, 902, readable_until=date(2026, 11, 29)),
        Turn(
            32,
            date(2026, 11, 8),
            4120,
            1012,
            readable_until=date(2026, 11, 22),
            waits_because="waits for a tested backup",
        ),
        Turn(31, date(2026, 10, 11), 4052, 9402, forgotten=date(2026, 10, 25)),
        Turn(30, date(2026, 10, 4), 4018, None, forgotten=date(2026, 10, 18)),
    ),
    next_turn=date(2026, 11, 22),
    calling="First the Library Director. Of 4 to call, 3 are known by a number or address.",
    days_into_turn=6,
    days_a_turn=7,
    window_days=14,
    backups=(
        Fact("Last made", "21 November 2026, 02:10"),
        Fact("Last opened and tested", "14 November 2026", "due"),
        Fact("Copies kept", "14"),
    ),
    ledger=LedgerState(
        48213,
        date(2026, 11, 21),
        "Wc8x0m3f0Zk1u0v5mJx3b8mZ0p2g1QwSgq4Zr0n8u3E=",
        verified=True,
    ),
    looks=(
        Looks("circulation", 341, 2),
        Looks("registration", 58, 0),
        Looks("accounts", 13, 0),
        Looks("no duty", 0, 3),
    ),
    mailed=(
        Mailed(date(2026, 11, 20), "Library Director", "case-1a2b-3c4d and one other thing"),
        Mailed(date(2026, 11, 20), "Town Attorney", "case-1a2b-3c4d"),
        Mailed(date(2026, 11, 13), "Library Director", "one thing"),
    ),
    mail_is_sent=False,
    policy=POLICY,
)
ADOPTING = Adopting(
    in_force=POLICY,
    facts=(
        Fact("Adopted by", "Library Director"),
        Fact("Adopted on", "8 August 2019"),
        Fact("To be looked at again by", "8 August 2025", "due"),
    ),
    wanted=(
        Wanted("The policy was to be looked at again by 8 August 2025. The review is overdue.", True),
    ),
    texts=(
        TextRow("mansfield-2026", "reviewed", "2 Nov 2026", "Town Attorney, 9 Nov 2026", "", "", "", "", "", True,
                      "#"),
        TextRow("mansfield-2019", "in force", "3 Nov 2019", "", "Library Director, 8 Aug 2019", "as the text says",
                      "8 Aug 2019", "", "as adopted", True, "#"),
        TextRow("mansfield-older", "superseded", "", "", "unknown", "", "unknown", "mansfield-2019", "cut short",
                      False, "#"),
    ),
    written=(
        Written(
            "mansfield-2026",
            "reviewed",
            "",
            "Board of Trustees",
            "",
            (
                Form(
                    "adopt",
                    "Record that it was adopted",
                    "",
                    "Record the adoption",
                    "This program adopts nothing. Write down what the body did, once it has voted.",
                    (
                        Entry("body", "Which body adopted it", hint="The text names the Board of Trustees."),
                        Entry("adopted_on", "On which day", kind="date"),
                        Entry("reference", "Where it is written down"),
                    ),
                    open=True,
                ),
            ),
            asked_for=True,
            answers=(
                ("A spouse with the patron's signed permission", "referred", "allowed; Give what the permission names"),
            ),
            rules=(("Inside the library: guardian.proofs: What shows it", "not said", "proof of identity"),),
            kinds=(("Who looked at your record", "412 held, 88 go at once", "Kept for a shorter time."),),
        ),
    ),
    put_back=True,
)  # fmt: skip
OWN_FORMS = (
    Form(
        "reach",
        "Put your phone and e-mail right",
        "sealed",
        "Save",
        "Address and town say whether you may borrow here, so the desk puts those right when you show them.",
        (
            Entry("phone", "Phone", "860 555 0142", "tel"),
            Entry(
                "email",
                "E-mail",
                "alice at home",
                error="Write an e-mail address with one @ and no spaces, or none.",
            ),
        ),
        open=True,
    ),
    Form(
        "state",
        "Add a statement of your own",
        "sealed",
        "Let it stand with my record",
        "If you do not agree with something, and it stays as it is, you may say so in your own words.",
        (Entry("words", "In your own words", "I brought it back.", "lines"),),
        question="What is it about?",
        choice_name="about",
        choices=(Choice("loan", "What you have out", "a"), Choice("charge", "What you owe", "b")),
        error="Choose which part of the record it is about.",
        open=True,
    ),
)
PERMIT = Form(
    "permit",
    "Let somebody be told",
    "sealed",
    "Give this permission",
    entries=(
        Entry("recipient", "Who may be told", hint="One person or office, by the whole name."),
        Entry("until", "The last day", kind="date", hint="Left empty: 90 days from today. 366 days at most."),
    ),
    ticks=(
        Tick("scope-loan", "What you have out, with titles", True, "recipient"),
        Tick("scope-charge", "What you owe, and for what", False, "recipient"),
        Tick("agreed", "I have read what it opens, and want this person to be told of it.", False, "until"),
    ),
    open=True,
)
PERMIT_WRONG = replace(
    PERMIT,
    entries=(
        replace(PERMIT.entries[0], error="Write the name of the one person.", first_wrong=True),
        PERMIT.entries[1],
    ),
    ticks=(
        replace(PERMIT.ticks[0], ticked=False, error="Say which of the records."),
        PERMIT.ticks[1],
        replace(PERMIT.ticks[2], error="Say that you have read what it opens."),
    ),
)
CHOICES = Choices(
    (
        Chosen(
            "mail",
            "Mail to your e-mail address",
            (
                Fact("Your address", "alice@example.org"),
                Fact("Newsletters and invitations", "stopped, since 3 March 2026"),
            ),
            "E-mail can be read on its way, and the law may oblige us to disclose it.",
            (TakeBack("Let newsletters come again", "sealed", f"{HOME}my-record/mail"),),
            (f"{HOME}my-record", "Put your phone and e-mail right"),
            (M19,),
        ),
        Chosen("read", "What you have read", (Fact("Kept", "never; there is nothing to switch on or off"),)),
        Chosen(
            "permissions",
            "Your permissions",
            (Fact("Quimby Underhill", "may be told until 20 February 2027: what you have out, with titles"),),
            acts=(
                TakeBack(
                    "Take back what Quimby Underhill may be told", "sealed", f"{HOME}my-record/take-back"
                ),
            ),
            because=(S5,),
        ),
    ),
    f"{HOME}my-record",
)
TO_TAKE_HOME = {"paper": f"{HOME}my-record/my-record.pdf", "download": f"{HOME}my-record/download"}
RECORD = MyRecord(
    name="Alice",
    as_of=datetime(2026, 11, 21, 17, 20, tzinfo=UTC),
    kept=(
        Kept(
            "Your registration",
            (
                Fact("Name", "Alice Example"),
                Fact("Address", "12 Elm Street, Mansfield"),
                Fact("E-mail", "alice@example.org"),
                Fact("Card", "2 1540 0000 4412 7"),
            ),
            (),
            "So that we can lend to you and reach you about what you have out.",
            "your card ends, on 30 June 2027, and 90 days more",
            "you, on 1 July 2024",
            (Clause("M19-04", f"{M}, Registration"),),
        ),
        Kept(
            "What you have out",
            (),
            (
                Line("Middlemarch", date(2026, 12, 5)),
                Line("The Souls of Black Folk", date(2026, 11, 14), late=True),
            ),
            "So that we know where our books are.",
            "you bring it back. That moment it is gone from our shelf.",
            "the desk",
            (Clause("M19-05", f"{M}, Circulation records"),),
            heads=("Title", "Due"),
        ),
        Kept(
            "What you owe",
            (),
            (Line("Overdue fine", amount="$2.40"),),
            "So that it can be paid.",
            "you pay it",
            "the desk",
            (Clause("M19-05", f"{M}, Circulation records"),),
            heads=("For", "Amount"),
        ),
    ),
    looked=(
        Looked(date(2026, 11, 21), "circulation", "lending", False),
        Looked(date(2026, 11, 18), "circulation", "your own account", False),
        Looked(date(2026, 11, 14), "no duty", "none was given", True),
    ),
    looked_since=date(2026, 10, 22),
    elsewhere="Looks made inside the consortium's system are not seen here. Ask Bibliomation.",
    ended_readable_until=date(2026, 12, 5),
    because=(
        Clause(
            "4-193(d)",
            "Connecticut General Statutes",
            "you may see what is held about you, and who has seen it.",
        ),
    ),
)
PROMISE = Promise(
    policy=POLICY,
    kept=(
        Period(
            "Your registration",
            "your card has ended, and 90 days more",
            "to lend to you",
            (Clause("M19-04", M),),
        ),
        Period(
            "What you have out",
            "you bring it back",
            "to know where our books are",
            (Clause("M19-03", M), Clause("M19-05", M)),
        ),
        Period("What you owe", "you pay it", "so that it can be paid", (Clause("M19-05", M),)),
        Period("Who looked at your record", "30 days", "so that you can ask us", (Clause("S-3", S),)),
    ),
    sees=(
        WhoSees(
            "Lending",
            "staff at the desk",
            "your name, whether your card is valid, how many are out, what is owed",
            (S3,),
        ),
        WhoSees("Taking back", "staff at the desk", "nothing about you", (S3,)),
        WhoSees("Your own question", "staff at the desk", "what you have out and what you owe", (M06,)),
        WhoSees(
            "Overdue notices", "staff for accounts", "your name, how to reach you, what is overdue", (S3,)
        ),
    ),
    tells=(Telling("Someone you send", "With your written permission someone else may collect.", (S5,)),),
    police=POLICE,
    notices=(
        Telling("Our computers", "We keep no record of what you search or read on them.", ()),
        Telling(
            "E-books and databases",
            "They learn that you are one of ours, and nothing else. Their own terms apply there: read them.",
            (),
        ),
    ),
    clauses=(
        (
            "Circulation records and personal information",
            (
                M06,
                Clause(
                    "M19-05",
                    M,
                    "The library destroys records that name a person once the need for them has passed.",
                ),
            ),
        ),
        (
            "Surrender of records",
            (
                M19,
                Clause(
                    "M19-21",
                    M,
                    "On receipt the director consults the Town Manager and the Town Attorney on form.",
                ),
            ),
        ),
    ),
    window_days=14,
    turn_days=7,
    facts=(Fact("Adopted by", "Library Director"), Fact("Dates", "8 August 2019")),
    pdf="#",
)
DRAWERS = tuple(
    Drawer(name, f"/{slug}/", f"/{slug}/my-record", f"/{slug}/desk")
    for slug, name in (
        ("mansfield", "Mansfield Public Library"),
        ("new-canaan", "New Canaan Library"),
        ("weston", "Weston Public Library"),
        ("wolcott", "Wolcott Public Library"),
    )
)
PATRON_SIGN = Sign(
    title="My record",
    heading="See what we hold about you",
    action="#",
    who_label="Card number",
    secret_label="PIN",
    button="Open my record",
    who_hint="The digits under the barcode, with or without spaces.",
    digits_only=True,
    remark="No PIN, or it does not open? Ask at the desk with your card. We cannot see the one you have.",
)
STAFF_SIGN = Sign(
    title="Staff",
    heading="Sign in to work",
    action="#",
    who_label="Name",
    secret_label="Password",
    button="Sign in",
    problems=(Problem("This name and password do not open the desk here now.", "who"),),
)
TROUBLE = Trouble(
    status=503,
    title="The key folder is missing.",
    what="Nothing can be opened without it, and nothing was changed.",
    next="Tell whoever runs this machine: mount the key folder, or set RETICENT_KEYS, and start again.",
)


def _places(*labels: str, current: str) -> tuple[Place, ...]:
    return tuple(Place(label, f"{HOME}{label.lower()}", label == current) for label in labels)


STAFF = Here(
    "Mansfield Public Library",
    "mansfield",
    HOME,
    _places("Desk", "Today", "Policy", current="Desk"),
    "circulation",
    "/sign-out",
    f"{HOME}desk",
)
DIRECTOR = Here(
    "Mansfield Public Library",
    "mansfield",
    HOME,
    _places("Desk", "Today", "Policy", current="Today"),
    "director",
    "/sign-out",
    f"{HOME}today",
)
PATRON = Here(
    "Mansfield Public Library",
    "mansfield",
    HOME,
    _places("My record", "Policy", current="My record"),
    "Alice",
    "/sign-out",
    f"{HOME}my-record",
)
PUBLIC = Here(
    "Mansfield Public Library", "mansfield", HOME, _places("Policy", "My record", "Staff", current="Policy")
)

NUMBERS = Form(
    "note",
    "Numbers: Town Attorney",
    "sealed",
    "Write it down",
    entries=(
        Entry("at_work-1", "At work", "860 555 0120", kind="tel"),
        Entry("off_hours-1", "Out of hours", "call Dora", kind="tel", error="Write a telephone number."),
    ),
    ticks=(Tick("at_work_on_card-1", "On the desk card", ticked=True, under="at_work-1"),),
    open=True,
)
CALLING = Calling(
    custodian="Library Director",
    rows=(
        CallRow(
            number=1,
            office="Town Attorney",
            why="must be consulted on papers",
            clauses=(Clause("M19-21", M),),
            facts=(Fact("At work", "860 555 0120, on the card"),),
            note="ask for the attorney on duty",
            named=True,
            is_known=True,
            is_first=True,
            is_last=True,
            token="sealed",
            form=NUMBERS,
        ),
    ),
    add=Form("note", "Add an office", "sealed", "Write it down", entries=(Entry("office-new", "Office"),)),
    acting=(
        ActsRow(
            "clara", "21 November 2026", "24 December 2026", "letter of appointment, 20 November 2026",
            "May act now.", holds=True, token="sealed",
        ),
    ),
    appoint=None,
    nobody="",
    done="Head of Circulation is off the list.",
    put_back="sealed",
)  # fmt: skip
JOINING = JoiningPage(
    action="#",
    first=(
        Blank("anew", "anew", "Were they asked?", "choices",
              marks=(Mark("yes", "They had no card here before: register them", False),)),
    ),
    perhaps="Somebody of this name is registered here with the same phone number.",
    particulars=(
        Blank("name", "name", "Name, as they write it", "line", "Ольга Ёлкина", hint="Asked to know you at the desk.",
              required=True, most=200),
        Blank("address", "address", "Address", "text", "1 Elm Street", required=True, most=600,
              hint="Asked to write to you about what you borrowed."),
        Blank("email", "email", "E-mail", "line", "no address", most=220,
              hint="Asked to write to you about what you borrowed. May be left out.",
              error="Write an e-mail address with one @ and no spaces, or none."),
        Blank("minor", "minor", "Is it for somebody under 18?", "one", required=True,
              marks=(Mark("no", "No", False), Mark("yes", "Yes, under 18", True))),
    ),
    of_minors=(
        Blank("birth_date", "birth_date", "Birth date", "day", hint="Only the day they come of age is kept."),
    ),
    wishes=(
        Blank("friends", "friends", "The Friends of the Library", "choices",
              marks=(Mark("yes", "They tick the Friends' list on the paper they sign", False),)),
    ),
    card=(Blank("card", "card", "The new card", "line", hint="Scan it last.", required=True, most=60),),
    minor_heading="Only of somebody under 18",
    because=(Clause("WO-06", "Wolcott 2016", "a card needs name, address, phone, e-mail, and a minor's birth date."),),
    listed=True,
)  # fmt: skip
WELCOME = Welcome(
    tuple(
        WelcomeHalf(
            language,
            heading,
            "This slip names nobody.",
            "What we ask, and why",
            (
                Asks("Name", "to know you at the desk", ""),
                Asks("E-mail", "to write to you", "you may leave it out"),
            ),
            "What we keep, and until when",
            (("Your registration", "until your card expires, and a year after"),),
            "What you can do",
            ("To close your account, bring everything back and tell the desk.",),
        )
        for language, heading in (
            ("en", "Welcome to Mansfield Public Library"),
            ("es", "Le damos la bienvenida"),
        )
    )
)
REVIEWING = Reviewing(
    looks=(
        LookToReview(
            "0a", date(2026, 11, 11), "desk", "Lend", "opened", "6 times", True,
            (Said("asked_in_order", "Asked: it was in order"), Said("not_in_order", "Asked: it was not")),
        ),
        *(
            LookToReview(
                f"{n:02}", date(2026, 11, 9 + n), by, what_for, came_to, "once" if n else "3 times", False,
                (Said("in_order", "As it should be"), Said("ask", "Ask about it")),
            )
            for n, (by, what_for, came_to) in enumerate(
                (
                    ("desk", "Lend", "opened"),
                    ("desk", "Show an account", "opened, asked by a parent"),
                    ("director", "Mend a registration", "a new PIN was set"),
                    ("volunteer", "Show an account", "refused"),
                )
            )
        ),
    ),
    week=date(2026, 11, 9),
    drawn=9,
    clause="WO-19",
)  # fmt: skip
FRIENDS = FriendsList(
    card=replace(ACCOUNT, tab="The Friends of the Library", facts=(), tables=()),
    on_it=14,
    new=2,
    gone=1,
    allowed=True,
)


def _gift_blanks(form: str, wrong: str = "") -> tuple[Blank, ...]:
    return (
        Blank(f"{form}-name", "name", "Name on the letter", "line", "Henrietta Marchbanks", required=True, most=120),
        Blank(f"{form}-address", "address", "Where the letter goes", "text", "12 Orchard Row", most=240),
        Blank(f"{form}-amount", "amount", "How much, in dollars", "line", "plenty" if wrong else "250", required=True,
              most=14, error=wrong, first_wrong=bool(wrong)),
        Blank(f"{form}-given_on", "given_on", "On", "day", "2026-11-21", required=True),
        Blank(f"{form}-purpose", "purpose", "What is it for?", "one", required=True,
              marks=(Mark("any", "Wherever it helps most", True), Mark("building", "The building", False))),
        Blank(f"{form}-marks", "marks", "What they wish", "choices",
              marks=(Mark("named", "They may be named among the donors of a year", True),)),
    )  # fmt: skip


NC13 = Clause("NC-13", "New Canaan 2018", "what donors give is kept and used for fundraising.")
GIFTS = GiftsPage(
    totals="#",
    because=(NC13,),
    why="What somebody gave is kept seven years for taxes and audit.",
    new=_gift_blanks("new"),
    new_token="sealed",
    donors=(
        DonorRow("Henrietta Marchbanks", 2, date(2026, 3, 4), "may be named", "sealed"),
        DonorRow("Orrin and Delphine Vance", 1, date(2025, 5, 16), "ask for nothing more", "sealed"),
    ),
    more=3,
    all=5,
    years=(2026, 2025),
)
DONOR = DonorShown(
    name="Henrietta Marchbanks",
    facts=(Fact("Address", "12 Orchard Row"), Fact("Kept until", "2 March 2033")),
    statement="I gave it for my aunt.",
    gifts=(
        GiftRow(
            date(2026, 3, 4), "$300.00", "The building", "named nowhere for it", date(2026, 3, 5), "sealed"
        ),
        GiftRow(date(2025, 3, 4), "$250.00", "Wherever it helps most", "", None, "sealed"),
    ),
    opened=(Fact("21 November 2026", "development officer: opened"),),
    token="sealed",
    another=_gift_blanks("give", "Write how much in dollars, such as 250 or 1,250.50."),
    mend=_gift_blanks("mend"),
    working_on="give",
)
TOTALS = Totals(
    "New Canaan Library",
    (
        TotalsYear(2025, TotalRow("In all", 24, "$4,310.00"), (TotalRow("The building", 12, "$2,000.00"),)),
        TotalsYear(2024, TotalRow("In all", 4, "$310.00"), ()),
    ),
    10,
    "#",
    withheld=1,
)
VENDORS = Vendors(
    rows=(
        VendorRow("Lantern E-books", "#", "E-books.", "yes or no", "May be told", "pencil", "contract ends 1 April 2027"),
        VendorRow("Millrace Films", "#", "Films.", "yes or no", "Not yet", "pending", "It lacks 4 things."),
    ),
    ended=(VendorRow("Harbor Recovery", "#", "Letters.", "name", "Ended", "", "destroyed by 4 May 2027?"),),
    promise="The policy seeks it: what a contract lacks is asked for in writing before anybody is told anything.",
    because=(M19,),
    add="#",
)  # fmt: skip
VENDOR = VendorShown(
    name="Millrace Films",
    blanks=(
        Blank("name", "name", "Name", "line", "Millrace Films", required=True, most=80, hint="As on its contract."),
        Blank("runs_from", "runs_from", "The contract runs from", "day", "2026-01-01"),
        Blank("mail", "mail", "E-mail of that office", "line", "nobody", most=100, error="Write an e-mail address."),
    ),
    agents=(Blank("purpose", "purpose", "What does an agent work for?", "one",
                  marks=(Mark("recovery", "To get things back", False),)),),
    terms_blanks=(Blank("audit", "audit", "That it lets the library check that all this is kept", "line", most=80,
                        hint="Our advice; the policy does not ask for it."),),
    token="sealed",
    all="#",
    state="Not yet",
    tone="pending",
    say="Its contract does not say 4 things that the policy has us ask for, and nobody has asked yet.",
    because=(M06, M19),
    steps=("Send the vendor the letter, and write down the day",),
    facts=(Fact("Does", "Films."), Fact("Contract", "not written down", "due")),
    terms=(
        TermRow("keeps what it learns confidential", (M06,), True, "section 4", ""),
        TermRow("does not sell it", (M19,), True, "", "1 May 2026"),
        TermRow("destroys it", (M19,), True, "", ""),
        TermRow("lets the library check", (), False, "", ""),
    ),
    begin=True,
    letter="#",
    forms=(Form("end", "The contract ended", "sealed", "End it", entries=(Entry("on-end", "On", kind="date"),)),),
    editing=True,
)  # fmt: skip
WHEN = "Tuesday, 24 November 2026, 10:00 AM"
SESSION = SessionShown(
    title="Story time",
    about="Songs and two picture books, then blocks.",
    for_whom="for children under 12, signed up by a parent or guardian",
    when=WHEN,
    place="Children's room",
    places="All places are taken. You may wait: where somebody cancels, the next has the place.",
    here="#",
    back="#",
    token="sealed",
    blanks=(
        Blank("sign-name", "name", "The child's first name", "line", required=True, most=40,
              hint="It is called at the door. It need not be the one on your papers."),
        Blank("sign-contact", "contact", "E-mail or phone, if you wish", "line", "no address", most=120,
              hint="Asked only for this: to tell you if it is called off",
              error="Give an e-mail address or a phone number, or leave it empty."),
        Blank("sign-by_guardian", "by_guardian", "Who signs up?", "choices", required=True,
              marks=(Mark("yes", "I am the child's parent or guardian", False),)),
    ),
    cancelling=Blank("cancel-number", "number", "Your number", "line", most=20, hint="Like KRTB-4792."),
    why=(("First name", "to call you by it at the door: a first name does"),),
    until="until the day after the session; then only how many came is known",
    because=(Clause("M19-05", M, "records that name a person are destroyed once they are no longer needed."),),
)  # fmt: skip
LIST = SessionDesk(
    title="Story time",
    for_whom="for children under 12, signed up by a parent or guardian",
    when=WHEN,
    place="Children's room",
    here="#",
    back="#",
    public="#",
    coming=8,
    waiting=1,
    to_tell=1,
    capacity="8",
    runs=True,
    run_by="pia@mansfield",
    over=False,
    called_off=False,
    came=None,
    opened="sealed",
    rows=(
        ListRow("Ada", "ada@example.org", "a child, by a guardian", "sealed", tell=True),
        ListRow("Ben", "", "waits", "sealed", tell=False),
    ),
    because=(M19,),
    sheet="Printed on 23 November 2026, and not yet said to be destroyed.",
    sheet_left=True,
    places=Blank("places", "capacity", "Places", "line", "8", most=3, hint="Left empty: no limit."),
    to_whom=Blank(
        "to", "to", "Hand it over to", "list", marks=(Mark("otto", "otto@mansfield, programs", False),)
    ),
    confirm="9 sign-ups end at once, with the contacts. Open the list and tell them first.",
    done="Noted: they were told.",
)
ON = (SessionLine(WHEN, "Children's room", "#", "Story time", "8 of 8, 1 wait", ("tell 1 who moved up",)),)
COMPLAIN = Complain(
    token="sealed",
    who="Library Director",
    days=10,
    ours="No clause speaks of complaints; the days are this program's default.",
    because=(Clause("WO-24", "Wolcott 2016", "questions and complaints go to the Director in writing."),),
    signed_in=True,
    reach="by letter, to the box",
    wrong=(("words", "Write what is to be said."),),
    problems=(Problem("Write what is to be said.", "words"),),
)
COMPLAINTS = Complaints(
    waiting=(
        Row(date(2026, 11, 2), date(2026, 11, 12), None, True, "sealed"),
        Row(date(2026, 11, 20), date(2026, 11, 30), None, False, "sealed"),
    ),
    answered=(Row(date(2026, 10, 2), date(2026, 10, 12), date(2026, 10, 9), False, "sealed"),),
    who="Library Director",
    days=10,
    because=COMPLAIN.because,
    ours="",
    form=f"{HOME}complaint",
    opened=Opened(
        facts=(Fact("Came", "2 November 2026"), Fact("Answer by", "12 November 2026", "due")),
        words="On Monday a clerk read out what I had on hold.",
        found="We asked both clerks.",
        answer="",
        answered_on=None,
        forms=(
            Form("found", "Write down what was looked into", "sealed", "Write it down",
                 entries=(Entry("found", "What was looked into, and what was found", "We asked both.", "lines"),)),
            Form("answer", "Answer it", "sealed", "Answer", "It cannot be changed afterwards.",
                 entries=(Entry("answer", "What you have done, and will do", "", "lines", error="Write it."),),
                 open=True),
        ),
        wrong=True,
    ),
)  # fmt: skip
INCIDENTS = Incidents(
    rows=(
        IncidentRow(
            "1 November 2026", "#", "Paper was lost", "10 days left to tell those concerned.", late=True
        ),
    ),
    closed=(IncidentRow("1 May 2026", "#", "Something was sent to the wrong person", "closed 4 June 2026"),),
    add="#",
    because=(S4,),
)
INCIDENT = IncidentShown(
    blanks=(
        Blank("what", "what", "What kind of thing happened?", "list", marks=(Mark("other", "Something else", True),)),
        Blank("words", "words", "What happened, in a few words", "text", most=600, error="Say what happened."),
        Blank("kinds", "kinds", "Which kinds of record?", "choices", marks=(Mark("loan", "Loans", True),)),
    ),
    token="sealed",
    all="#",
    heading="Paper was lost or found where it should not be",
    lead="10 days left to tell those concerned and the Attorney General (31 December 2026).",
    steps=(
        IncidentStep(
            "Ask counsel whether the law wants notice",
            "Counsel: notice is owed, 4 November 2026.",
            done=True,
            form=Form("counsel", "Note what counsel said", "sealed", "Write it down",
                      entries=(Entry("on-counsel", "On", kind="date"),)),
        ),
        IncidentStep("Tell those concerned", "By 31 December 2026.", done=False, late=True,
                     letters=(Step("Letter (PDF)", href="#"), Step("In Spanish (PDF)", href="#"))),
    ),
    facts=(Fact("Found", "1 November 2026"), Fact("People, about", "not known yet")),
    words="A sign-up sheet lay in the street.",
    tell=("every resident whom it concerns",),
    because=(S4,),
    editing=True,
)  # fmt: skip
DESTROYED = CertificateRow("20 November 2026", "Registration forms", "one box", "#")
WALK = Walk(
    lead="11 places left to look at, by 20 December 2026.",
    late=True,
    rows=(
        PlaceRow("Registration forms", "What people filled in, and the box in which it waits.", "#",
                 "box under the counter; Desk; 30 days", "To be destroyed by 20 November 2026", late=True),
        PlaceRow("Cameras", "Recordings, where they lie, and who can look at them.", "#", "not looked at yet"),
    ),
    certificates=(DESTROYED,),
    because=(S4,),
)  # fmt: skip
PAPER = PaperShown(
    all="#",
    called="Registration forms",
    look="What people filled in, and the box in which it waits.",
    state="box under the counter; Desk; 30 days To be destroyed by 20 November 2026",
    late=True,
    blanks=(
        Blank(
            "there",
            "there",
            "Is there any?",
            "one",
            marks=(Mark("yes", "Yes", True), Mark("no", "No, none", False)),
        ),
        Blank(
            "days",
            "days",
            "After how many days is it destroyed?",
            "line",
            "soon",
            error="Write a number of days.",
        ),
    ),
    token="sealed",
    gone=(
        Blank("through", "through", "The newest sheet among it is of", "day"),
        Blank(
            "free",
            "free",
            "Does anything stand in the way?",
            "choices",
            marks=(Mark("yes", "None of it", False),),
        ),
    ),
    editing=True,
    destroying=True,
    approval="This library's records are the public's.",
    because=(S4,),
    certificates=(DESTROYED,),
)
PAPER_GONE = Certificate("#", "Mansfield Public Library", "Certificate of destruction 0f1e2d3c4b5a6978", (
    Fact("What", "one box"), Fact("Seen by", "Head of Circulation"),
), (S4,))  # fmt: skip
POLICY_TO_READ = PolicyToRead(
    policy=POLICY,
    last="3 May 2025",
    current=False,
    again_on="",
    changes=(Changed("Costs", "", "The agency pays.", (M19,)),),
    chapters=(Chapter("Circulation records", "en", (M06, M19)),),
)
CLIENTS = Clients(
    rows=(
        ClientRow(
            "Lantern E-books, sign-in",
            "#",
            "Lantern E-books",
            ("ask whether a card and its PIN are entitled, yes or no", "tell of an incident"),
            "May ask",
            "pencil",
            "20 October 2027",
            "412 times",
        ),
        ClientRow(
            "The script that wipes",
            "#",
            "",
            ("say that public computers were wiped",),
            "Its secret is over",
            "pending",
            "1 November 2026",
            "never",
        ),
    ),
    revoked=(ClientRow("Millrace Films, sign-in", "#", "", (), "Revoked", "", "2 November 2026", "never"),),
    add="#",
    described="#",
    vendors="#",
)
SECRET = "reticent_0123456789abcdef_" + "0f" * 32
CLIENT = ClientShown(
    name="Lantern E-books, sign-in",
    blanks=(),
    token="sealed",
    all="#",
    state="May ask",
    tone="pencil",
    say="Asked for entitlement it is answered yes or no, and nothing else.",
    because=(M19,),
    facts=(Fact("Vendor", "Lantern E-books"), Fact("May", "tell of an incident"), Fact("Came last", "today")),
    forms=(
        Form(
            "rotate",
            "Give it a new secret",
            "sealed",
            "Make the new secret",
            "The old one opens nothing from that moment on.",
            entries=(Entry("until", "Good until", "2027-10-20", kind="date"),),
        ),
        Form("revoke", "Revoke it", "sealed", "Revoke it for good", "This cannot be taken back."),
    ),
    address="/mansfield/api/v1/",
)
CLIENT_WRONG = ClientShown(
    "",
    (
        Blank(
            "name",
            "name",
            "Which program is it?",
            "line",
            required=True,
            most=80,
            error="Say which program this is.",
            first_wrong=True,
        ),
        Blank(
            "scopes",
            "scopes",
            "What may it do?",
            "choices",
            marks=(
                Mark("entitlement", "Ask whether a card is entitled, yes or no", True),
                Mark("incident", "Tell of an incident", False),
            ),
            required=True,
        ),
        Blank(
            "vendor", "vendor", "Which vendor is it?", "list", marks=(Mark("1", "Lantern E-books", False),)
        ),
        Blank("expires_on", "expires_on", "Its secret is good until", "day", "2027-10-20", required=True),
    ),
    "sealed",
    "#",
    problems=(Problem("Say which program this is.", "name"),),
)
COMPUTER_BOARD = ComputerBoard(
    here="#",
    wipes="#",
    library="Mansfield Public Library",
    as_of="3:05 PM",
    seats=(
        SeatRow(
            "pc-1", "Main room", "until 4:05 PM", "KR-47", next="4:30 PM, BX-72", longer="Extend to 4:30 PM"
        ),
        SeatRow("pc-2", "Main room", "time was up at 3:00 PM", "TN-93", due=True),
        SeatRow("pc-3", "Main room", "to be wiped", due=True, wipe=True),
        SeatRow("story-1", "Children's room", "free for 30 minutes", give="Give it to HW-25"),
    ),
    line=(NameRow("HW-25", "since 2:58 PM"),),
    booked=(NameRow("BX-72", "4:30 PM to 5:30 PM, pc-1"),),
    prints=(NameRow("KR-47", "4 pages"),),
    book=(Blank("book-time", "time", "From what time today", "time", required=True),),
    pages=(
        Blank("print-pages", "pages", "Pages", "line", required=True, most=20),
        Blank("print-alias", "alias", "Their made-up name", "line", hint="As on their slip.", most=20),
    ),
    free=1,
    sign="#",
    rule="Who has a computer is known by a made-up name, until they are done; the night ends what is left.",
    because=(M06,),
    months=(MonthRow("November 2026", 489, (("Minutes, morning", 4284), ("Minutes, evening", 3060)), 972),),
    bands=("Minutes, morning", "Minutes, evening"),
    year="July 2026 to June 2027",
    year_sessions=2757,
)
COMPUTER_SIGN = ComputerSign(
    over=False,
    here="#",
    as_of="3:05 PM",
    rows=(
        SignRow("pc-1", "Main room", "KR-47", "4:05 PM", is_free=False),
        SignRow("pc-2", "", "", "", is_free=False),
        SignRow("pc-3", "", "", "", is_free=True),
    ),
    line=("HW-25", "LM-36"),
)
_TO_ASK = RequestRow(
    "KR4-7BX", "A History of Ferries", "Ada Sound", "second edition", "since 17 November", late=True,
    who=(Fact("Name", "Alice Oak"), Fact("Phone", "860 555 0100")),
    blanks=(
        Blank("lender-KR4-7BX", "lender", "Which library is asked?", "line", required=True, most=100),
        Blank("in_state-KR4-7BX", "in_state", "Where is it?", "one", required=True,
              marks=(Mark("near", "In our state", False), Mark("far", "Elsewhere", False)),
              error="Say whether it is in our state.", first_wrong=True),
    ),
    words=Blank("words-KR4-7BX", "words", "In a few words, if you like: they read it", "text", most=300),
)  # fmt: skip
REQUESTS = InterlibraryPage(
    to_ask=(_TO_ASK,),
    asked=(
        RequestRow(
            "7FS-T2S", "Lighthouses", "", "", "Windham Free Library, asked on 14 November",
            blanks=(Blank("due_back-7FS-T2S", "due_back", "They want it back by", "day", required=True),),
            words=Blank("words-7FS-T2S", "words", "In a few words, if you like: they read it", "text", most=300),
        ),
        RequestRow("9BS-HK2", "Tide Tables", "", "", "Windham Free Library, asked on 2 November", is_nobodys=True),
    ),
    here=(
        RequestRow("KHW-KJH", "A Grammar of Mohegan", "J. Fielding", "", "may go back", may_go_back=True),
        RequestRow("77F-DJ5", "The Silk Mills", "", "", "on the hold shelf as FX-99", waits=True),
    ),
    over=(RequestRow("DSV-4HV", "The Wrong Box", "", "", "sent back", is_nobodys=True),),
    near=3,
    far=1,
    goes="Once it is sent back, who wanted it is known no longer.",
    because=(M19,),
    problems=(Problem("Say whether it is in our state.", "in_state-KR4-7BX-near"),),
)  # fmt: skip
PAGES = {
    "interlibrary": ("interlibrary.html", replace(STAFF, fresh="#"), {"requests": REQUESTS}),
    "interlibrary-here": (
        "interlibrary.html",
        replace(STAFF, fresh="#"),
        {
            "requests": replace(
                REQUESTS,
                to_ask=(),
                asked=(),
                problems=(),
                done="KHW-KJH is here, and on hold.",
                shelf=ShelfSlip("KR-47", "Mansfield Public Library", "Main", date(2026, 11, 21)),
                strip="ILLKHWKJH",
            )
        },
    ),
    "policy-read": (
        "policy_read.html",
        replace(STAFF, to_read="#"),
        {"read": POLICY_TO_READ, "token": "sealed"},
    ),
    "incidents": ("incidents.html", DIRECTOR, {"incidents": INCIDENTS}),
    "incident": ("incident.html", DIRECTOR, {"incident": INCIDENT}),
    "clients": ("clients.html", DIRECTOR, {"clients": CLIENTS}),
    "clients-none": ("clients.html", DIRECTOR, {"clients": replace(CLIENTS, rows=(), revoked=())}),
    "client": ("client.html", DIRECTOR, {"client": CLIENT}),
    "client-secret": ("client.html", DIRECTOR, {"client": replace(CLIENT, forms=(), secret=SECRET)}),
    "client-wrong": ("client.html", DIRECTOR, {"client": CLIENT_WRONG}),
    "own-token": (
        "own_token.html",
        PUBLIC,
        {"token": "f" * 216, "minutes": 10, "address": "https://library.example/mansfield/api/v1/own/record"},
    ),
    "vendors": ("vendors.html", DIRECTOR, {"vendors": VENDORS}),
    "vendor": ("vendor.html", DIRECTOR, {"vendor": VENDOR}),
    "programs": (
        "programs.html",
        PUBLIC,
        {"programs": Programs((ProgramShown("Story time", "Songs.", "for children under 12", ON),))},
    ),
    "computers": (
        "computers.html",
        DIRECTOR,
        {
            "computers": Computers(
                "#",
                (
                    Computer("pc-1", "Main room", "today, by its own command", "", True),
                    Computer(
                        "pc-2", "Main room", "18 November, by the staff", "missing since 19 November", False
                    ),
                ),
                True,
                (Blank("new-name", "name", "The name that stands on it", "line", required=True, most=30),),
                done="Noted: pc-1 was wiped today.",
            )
        },
    ),
    "paper-walk": ("paper_walk.html", DIRECTOR, {"walk": WALK}),
    "paper": ("paper.html", DIRECTOR, {"paper": PAPER}),
    "paper-certificate": ("paper_certificate.html", DIRECTOR, {"certificate": PAPER_GONE}),
    "computer-board": ("computer_board.html", STAFF, {"board": COMPUTER_BOARD}),
    "computer-board-given": (
        "computer_board.html",
        STAFF,
        {
            "board": replace(
                COMPUTER_BOARD,
                done="KR-47 has pc-1 until 4:05 PM.",
                slip=PaperSlip("KR-47", "pc-1 · 3:05 PM – 4:05 PM. Goes tonight.", "Se borra esta noche."),
            )
        },
    ),
    "computer-board-not-given": (
        "computer_board.html",
        STAFF,
        {
            "board": replace(
                COMPUTER_BOARD,
                asks_card=True,
                problems=(Problem("No computer is free at 4:00 PM. One is at 4:30 PM.", "book-time"),),
                book=(
                    replace(COMPUTER_BOARD.book[0], value="16:00", error="No computer is free at 4:00 PM."),
                ),
            )
        },
    ),
    "computer-board-none": (
        "computer_board.html",
        STAFF,
        {"board": replace(COMPUTER_BOARD, seats=(), line=(), booked=(), prints=(), months=(), because=())},
    ),
    "computer-sign": ("computer_sign.html", PUBLIC, {"sign": COMPUTER_SIGN}),
    "computer-sign-over": ("computer_sign.html", PUBLIC, {"sign": ComputerSign(over=True)}),
    "programs-none": ("programs.html", PUBLIC, {"programs": Programs(())}),
    "program": ("program.html", PUBLIC, {"program": SESSION}),
    "program-signed-up": (
        "program.html",
        PUBLIC,
        {
            "program": replace(
                SESSION,
                blanks=(),
                cancelling=None,
                done=Done("You have a place.", "Keep this number.", "KRTB-4792"),
            )
        },
    ),
    "program-desk": (
        "program_desk.html",
        STAFF,
        {"programs": ProgramDesk("#", ON, ON, SESSION.blanks, done="“Story time” is announced.")},
    ),
    "program-list": ("program_list.html", STAFF, {"program": LIST}),
    "program-list-refused": (
        "program_list.html",
        STAFF,
        {"program": replace(LIST, runs=False, rows=None, opened="", refused=NO_DUTY, confirm="", done="")},
    ),
    "program-sheet": (
        "program_sheet.html",
        STAFF,
        {
            "sheet": Sheet(
                "Story time",
                WHEN,
                "Children's room",
                ("Ada", "Ben", "Zoë"),
                "#",
                "Mansfield",
                "24 November 2026",
            )
        },
    ),
    "complaint": ("complaint.html", PUBLIC, {"complain": COMPLAIN}),
    "complaint-receipt": (
        "complaint.html",
        PUBLIC,
        {
            "complain": replace(
                COMPLAIN,
                problems=(),
                wrong=(),
                receipt=complaining.Receipt(
                    "Thank you for telling us.", "BKTR-2XHN-9WQD-LMVC", date(2026, 11, 21), date(2026, 12, 1)
                ),
            )
        },
    ),
    "complaints": ("complaints.html", DIRECTOR, {"complaints": COMPLAINTS}),
    "joining": ("joining.html", STAFF, {"joining": JOINING}),
    "welcome": ("welcome.html", PUBLIC, {"welcome": WELCOME}),
    "gifts": ("gifts.html", STAFF, {"gifts": GIFTS}),
    "gifts-none": ("gifts.html", STAFF, {"gifts": replace(GIFTS, donors=(), more=0, all=0, years=())}),
    "donor": (
        "gifts.html",
        STAFF,
        {
            "gifts": replace(
                GIFTS,
                opened=DONOR,
                problems=(Problem("Write how much in dollars, such as 250 or 1,250.50.", "give-amount"),),
            )
        },
    ),
    "gifts-refused": ("gifts.html", STAFF, {"gifts": GiftsPage("#", (), card=NO_DUTY)}),
    "gift-names": (
        "gift_names.html",
        STAFF,
        {"named": Named("New Canaan Library", 2026, ("Henrietta Marchbanks", "Thaddeus Quill"), "#")},
    ),
    "gift-totals": ("gift_totals.html", STAFF, {"totals": TOTALS}),
    "friends": ("friends.html", DIRECTOR, {"friends": FRIENDS}),
    "friends-drawn": (
        "friends.html",
        DIRECTOR,
        {"friends": replace(FRIENDS, drawn=True, joined=("alice@example.org",), left=("bob@example.org",))},
    ),
    "looks": ("looks.html", DIRECTOR, {"reviewing": REVIEWING}),
    "looks-done": (
        "looks.html",
        DIRECTOR,
        {"reviewing": replace(REVIEWING, looks=(), done="Noted: as it should be.")},
    ),
    "front": ("front.html", Here(), {"drawers": DRAWERS}),
    "promise": ("promise.html", PUBLIC, {"promise": PROMISE}),
    "desk": ("desk.html", STAFF, {"desk": Desk(KEYS)}),
    "desk-refused": ("desk.html", STAFF, {"desk": Desk(KEYS, "someone_else", "spouse", REFUSED)}),
    "desk-police": ("desk.html", STAFF, {"desk": Desk(KEYS, card=POLICE)}),
    "desk-account": ("desk.html", STAFF, {"desk": Desk(KEYS, card=ACCOUNT)}),
    "desk-lending": ("desk.html", STAFF, {"desk": Desk(KEYS, "lend", card=LENDING)}),
    "desk-picks": ("desk.html", STAFF, {"desk": Desk(KEYS, card=PICKS)}),
    "desk-no-duty": ("desk.html", STAFF, {"desk": Desk(KEYS, card=NO_DUTY)}),
    "desk-problem": (
        "desk.html",
        STAFF,
        {
            "desk": Desk(
                KEYS,
                "guardian",
                problems=(
                    Problem("Say what satisfied you that they are the parent.", "guardian-satisfied_parent"),
                ),
            )
        },
    ),
    "today": ("today.html", DIRECTOR, {"today": TODAY}),
    "contacts": ("contacts.html", DIRECTOR, {"calling": CALLING}),
    "adopting": ("adopting.html", DIRECTOR, {"adopting": ADOPTING}),
    "desk-card": ("desk_card.html", STAFF, {"card": policy.desk_card(policy.shipped("mansfield-2019"))}),
    "my-record": (
        "my_record.html",
        PATRON,
        {
            "record": RECORD,
            "forms": OWN_FORMS,
            "paper": f"{HOME}my-record/my-record.pdf",
            "download": f"{HOME}my-record/download",
        },
    ),
    "permission": (
        "permission.html",
        PUBLIC,
        {
            "form": PermissionForm(
                "Library Director",
                (
                    "my registration: name, address, phone, e-mail, card",
                    "what I have out, with titles and days",
                ),
                90,
                366,
                True,
                "1f2e3d4c",
                True,
                (M19, S5),
            )
        },
    ),
    "permit": (
        "permit.html",
        PATRON,
        {"permit": PermitPage(f"{HOME}permission", f"{HOME}my-record", ("What you owe",), (M19, S5), PERMIT)},
    ),
    "choices": ("choices.html", PATRON, {"page": CHOICES}),
    "permit-wrong": (
        "permit.html",
        PATRON,
        {
            "permit": PermitPage(
                f"{HOME}permission", f"{HOME}my-record", ("What you owe",), (M19, S5), PERMIT_WRONG
            )
        },
    ),
    "permit-on-paper": (
        "permit.html",
        PATRON,
        {"permit": PermitPage(f"{HOME}permission", f"{HOME}my-record", ("What you owe",), (M19, S5))},
    ),
    "stop-mail": (
        "stop_mail.html",
        PUBLIC,
        {"stop": StopMail(f"{HOME}stop-mail", "news", stopped=False, since=None, says="", pressed=False)},
    ),
    "mail-stopped": (
        "stop_mail.html",
        PUBLIC,
        {
            "stop": StopMail(
                f"{HOME}stop-mail",
                "news",
                stopped=True,
                since=date(2026, 11, 21),
                says="Done: you get no more newsletters from us, from this moment.",
                pressed=True,
                asks="Shall mail about your loans and holds stop as well?",
                because=(M19,),
            )
        },
    ),
    "stop-notices": (
        "stop_mail.html",
        PUBLIC,
        {"stop": StopMail(f"{HOME}stop-mail", "account", stopped=False, since=None, says="", pressed=False)},
    ),
    "notices-stopped": (
        "stop_mail.html",
        PUBLIC,
        {
            "stop": StopMail(
                f"{HOME}stop-mail",
                "account",
                stopped=True,
                since=date(2026, 11, 21),
                says="We write to you no more about what you have out and what waits for you.",
                pressed=True,
                because=(M19,),
            )
        },
    ),
    "sign-in": ("sign_in.html", PUBLIC, {"sign": PATRON_SIGN}),
    "staff": ("sign_in.html", PUBLIC, {"sign": STAFF_SIGN}),
    "trouble": ("trouble.html", PUBLIC, {"trouble": TROUBLE}),
    "stale": ("403_csrf.html", PUBLIC, {}),
}


def _page(request, name):  # type: ignore[no-untyped-def]
    from django.shortcuts import render

    template, here, context = PAGES[name]
    return render(request, template, {**context, "here": here})


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def serve() -> str:
    """Serve the gallery on a free port in this process, with the product's own policy of what may load."""
    import django
    from django.conf import settings
    from django.urls import path

    from reticent import settings as product

    web = Path(product.__file__).parent / "doors" / "web"
    options = {
        **product.TEMPLATES[0]["OPTIONS"],
        "context_processors": ["django.template.context_processors.request"],
    }
    templates = {**product.TEMPLATES[0], "OPTIONS": options}
    settings.configure(
        SECRET_KEY="gallery",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=type("Urls", (), {"urlpatterns": [path("<name>", _page)]}),
        INSTALLED_APPS=["django.contrib.staticfiles", "django_cotton", "csp"],
        MIDDLEWARE=[
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "csp.middleware.CSPMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        TEMPLATES=[templates],
        COTTON_DIR=product.COTTON_DIR,
        STATIC_URL="/static/",
        STATICFILES_DIRS=[web / "static"],
        STATIC_ROOT=None,
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
        USE_TZ=True,
        CONTENT_SECURITY_POLICY=product.CONTENT_SECURITY_POLICY,
    )
    django.setup()
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
}
SIZES = {"wide": (1200, 900), "phone": (390, 844)}


def shoot(folder: Path, names: list[str]) -> list[str]:
    """A picture of each page; returns what the console complained about."""
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    folder.mkdir(parents=True, exist_ok=True)
    address = serve()
    with sync_playwright() as p:
        browser = p.chromium.launch(**CHROMIUM)
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    has_touch=size == "phone",
                    is_mobile=size == "phone",
                )
                page.on("console", lambda message: complaints.append(message.text))
                for name in names or PAGES:
                    page.goto(address + name)
                    page.evaluate("document.fonts.ready")
                    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    if wider > 0:
                        complaints.append(f"{name} {size}: {wider} px too wide")
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png", full_page=True)
                page.close()
        browser.close()
    return complaints


if __name__ == "__main__":
    print("\n".join(shoot(Path(sys.argv[1]), sys.argv[2:])))
