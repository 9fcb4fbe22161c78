"""In whatever town, under whichever of the five policies, whatever a paper names and whatever is tried in whatever order:
nothing leaves but what is named, still remembered, allowed at that moment and looked on; once; noted with everybody."""

import io
import itertools
import os
import zipfile
from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import settings as drawing
from hypothesis import strategies as st
from pypdf import PdfReader

from reticent import policy
from reticent.access import searching as opening
from reticent.disclosure import cases, producing
from reticent.disclosure.cases import CaseFile
from reticent.disclosure.searching import Query, Result
from reticent.drawer import kinds
from reticent.errors import Malformed, Refused
from reticent.ledger import log
from reticent.policy import fields_named
from reticent.records import charges, holds
from tests import postgresql
from tests.conftest import NOW, TODAY, Town, make_town
from tests.rooms.disclosure.complying import CHAIR, HOUR, complied, custodian, query, search, take

LONG = bool(os.environ.get("RETICENT_TEST_LONG"))
FEW = 5 if postgresql.in_use() else 20
DAY = timedelta(days=1)
EVERY = fields_named(opening.SEARCHED)
NUMBERS = itertools.count()
TITLES = ("Qanatitlea", "Qanatitleb", "Qanatitlea", "Qanatitlec")
FINDINGS = (
    "counsel:advises_compliance",
    "counsel:requires_compliance",
    "decided:board_of_trustees",
    "authorised:custodian",
)

AGO = st.integers(0, 20)
WHO = st.integers(0, 2)
WHAT = st.integers(0, 3)
HISTORY = st.lists(
    st.one_of(
        st.tuples(st.just("lend"), WHO, WHAT, AGO),
        st.tuples(st.just("back"), WHO, WHAT, AGO),
        st.tuples(st.just("hold"), WHO, WHAT, AGO),
        st.tuples(st.just("owe"), WHO, WHAT, AGO),
    ),
    min_size=5,
    max_size=12,
)
TRIES = st.lists(
    st.sampled_from(
        [
            "search",
            "search",
            "release",
            "release",
            "release_another",
            "lose_finding",
            "find_again",
            "refuse",
            "comply",
            "back",
        ]
    ),
    max_size=8,
)
FIELDS = st.sets(st.sampled_from(EVERY), min_size=1, max_size=6)
WINDOW = st.one_of(st.none(), st.tuples(AGO, AGO).map(sorted))


class Model:
    """What stands in a town, as plain values."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.items = [town.item(f"3000{n}", title) for n, title in enumerate(TITLES)]
        self.people = [
            town.register(
                f"2903000{n}", f"Qananame{n} Zed{n}", address=f"1{n} Qanastreet{n} Road", town=f"Qanatown{n}",
                phone=f"860 555 010{n}", email=f"qanamail{n}@example.org", registered=TODAY - (n * 9) * DAY,
            )
            for n in range(3)
        ]  # fmt: skip
        self.loans: dict[int, tuple[int, date]] = {}
        self.holds: dict[tuple[int, int], date] = {}
        self.owed: list[tuple[int, date, str]] = []

    def live(self, act: str, who: int, what: int, ago: int) -> None:
        """One thing happens, if it can."""
        on, person, item = TODAY - ago * DAY, self.people[who], self.items[what]
        try:
            if act == "lend":
                self.town.lend(person, item, on=on)
                self.holds.pop((who, what), None)
                self.loans[what] = (who, on)
            elif act == "back":
                self.town.take_back(item)
                self.loans.pop(what)
            elif act == "hold":
                holds.place(
                    self.town.drawer, self.town.permit, person=person, item=item, pickup=f"Qanapickup{who}", today=on
                )  # fmt: skip
                self.holds[who, what] = on
            else:
                reason = f"Qanareason{who}x{len(self.owed)}"
                with self.town.drawer.writing() as writer:
                    charges.owe(writer, person=person, cents=100 + ago, reason=reason, today=on)
                self.owed.append((who, on, reason))
        except Refused:
            pass

    def acts(self, named: opening.Named) -> list[tuple[int, str, int, frozenset[str]]]:
        """What is named and stands: whose, which kind, of which item, and what of it must never come out unnamed."""
        found: list[tuple[int, str, int, frozenset[str]]] = []
        if "loan" in named.kinds:
            found += [
                (who, "loan", what, _told(named, "loan.title", TITLES[what]))
                for what, (who, on) in self.loans.items()
                if named.covers(on)
            ]
        if "hold" in named.kinds:
            found += [
                (who, "hold", what,
                 _told(named, "hold.title", TITLES[what]) | _told(named, "hold.pickup", f"Qanapickup{who}"))
                for (who, what), on in self.holds.items()
                if named.covers(on)
            ]  # fmt: skip
        if "charge" in named.kinds:
            found += [
                (who, "charge", -1, _told(named, "charge.reason", reason))
                for who, on, reason in self.owed
                if named.covers(on)
            ]
        return found

    def registration(self, who: int, named: opening.Named) -> frozenset[str]:
        """What comes out of a registration."""
        return frozenset().union(
            _told(named, "registration.name", f"Qananame{who}"),
            _told(named, "registration.card", f"2903000{who}"),
            _told(named, "registration.contact", f"Qanastreet{who}"),
            _told(named, "registration.phone", f"860 555 010{who}"),
            _told(named, "registration.email", f"qanamail{who}"),
            _told(named, "registration.town", f"Qanatown{who}"),
        )

    def canaries(self) -> set[str]:
        """Everything that anybody here could be known by."""
        every = opening.Named(EVERY)
        said = set().union(*(self.registration(who, every) for who in range(3)))
        return said.union(
            TITLES, (f"Qanapickup{who}" for who in range(3)), (reason for _, _, reason in self.owed)
        )

    def expected(self, wanted: Query) -> tuple[Counter[str], set[str], set[int]]:
        """Of what is named and still remembered: how many of each kind, every word that may come out, whom it touches."""
        named = wanted.named
        acts = self.acts(named)
        if wanted.centre == "person":
            hit = {0}
            acts = [act for act in acts if act[0] == 0]
        elif wanted.centre == "address":
            hit = {1}
            acts = [act for act in acts if act[0] == 1]
        elif wanted.centre == "item":
            acts = [act for act in acts if act[2] in (0, 2)]
            hit = {act[0] for act in acts}
        elif named.acts:
            hit = {act[0] for act in acts}
        else:
            hit = {who for who in range(3) if named.covers(TODAY - (who * 9) * DAY)}
        counts: Counter[str] = Counter()
        words: set[str] = set()
        touched: set[int] = set()
        only_count = {name for name in named.fields if name.startswith("loan.")} == {"loan.count"}
        for who, kind, _, told in acts:
            if kind == "loan" and only_count:
                continue
            if kind == "loan" and not _tells(named, "loan"):
                continue
            counts[kind] += 1
            words |= told
            touched.add(who)
        if only_count:
            of = {who for who, kind, _, _ in acts if kind == "loan"}
            # Under an item or a day each loan is met by itself.
            counts["loan"] = (
                len([1 for _, kind, _, _ in acts if kind == "loan"])
                if wanted.centre in ("item", "time")
                else len(of)
            )
            touched |= of
        if "registration" in named.kinds:
            for who in hit:
                counts["registration"] += 1
                words |= self.registration(who, named)
                touched.add(who)
        return +counts, words, touched


def _told(named: opening.Named, field: str, word: str) -> frozenset[str]:
    return frozenset({word}) if field in named.fields else frozenset()


def _tells(named: opening.Named, kind: str) -> bool:
    return any(name.startswith(kind + ".") and name != "loan.count" for name in named.fields)


def _text(package: bytes) -> str:
    """Everything that can be read in a package, without its blanks."""
    said = []
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        for name in packed.namelist():
            body = packed.read(name)
            said.append(name + body.decode("latin-1"))
            if name.endswith(".pdf"):
                said += [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    return "".join("".join(said).split())


def _entries(town: Town) -> Counter[tuple[str, str]]:
    kind = kinds.named("disclosure")
    return Counter(
        (inside.subject, inside.payload["act"])
        for _, inside in town.drawer.everything()
        if inside.kind is kind
    )


def _may(file: CaseFile, wanted: Query) -> bool:
    """What must hold at the moment at which anything is opened."""
    paper = file.known.instrument
    return (
        file.decision.allowed
        and file.known.answer == "comply"
        and set(wanted.fields) <= set(file.decision.fields)
        and paper is not None
        and set(wanted.fields) <= set(paper.names_fields)
    )


BUSY = [
    ("lend", 0, 0, 12), ("lend", 0, 1, 4), ("lend", 1, 2, 4), ("hold", 0, 2, 4), ("hold", 2, 0, 1), ("owe", 0, 0, 5),
    ("owe", 1, 0, 15), ("lend", 2, 3, 4), ("back", 2, 3, 0),
]  # fmt: skip
RICH = {"registration.name", "registration.contact", "loan.title", "loan.due", "hold.title", "charge.amount"}


@example("mansfield-2019", "person", RICH, None, BUSY, ["release_another", "release", "release", "search"])
@example(
    "wolcott-2016",
    "person",
    RICH,
    [0, 6],
    BUSY,
    ["lose_finding", "search", "release", "find_again", "release"],
)
@example("weston-2017", "item", RICH, None, BUSY, ["refuse", "release", "comply", "search", "release"])
@example("new-canaan-2018", "time", RICH, [3, 6], BUSY, ["back", "release", "search"])
@example("mansfield-older", "address", RICH, [0, 6], BUSY, ["release"])
@example("mansfield-2019", "time", {"loan.count", "registration.card"}, [0, 20], BUSY, ["release"])
@drawing(max_examples=200 if LONG else FEW, deadline=None)
@given(
    name=st.sampled_from(policy.shipped_ids()), centre=st.sampled_from(["person", "item", "time", "address"]),
    fields=FIELDS, window=WINDOW, history=HISTORY, tries=TRIES,
)  # fmt: skip
def test_nothing_leaves_but_what_is_named_remembered_allowed_and_looked_on(
    place,
    name: str,
    centre: str,
    fields: set[str],
    window: list[int] | None,
    history: list[Any],
    tries: list[str],  # type: ignore[no-untyped-def]
) -> None:
    town = make_town(f"town-{next(NUMBERS)}", policy_id=name)
    account, model = custodian(town), Model(town)
    for act in history:
        model.live(*act)
    named = fields | {"item": {"loan.due"}, "address": {"registration.standing"}}.get(centre, set())
    case = complied(town, account, *[field for field in EVERY if field in named], centre=centre)
    begins: dict[str, dict[str, object]] = {
        "person": {"who": "Qananame0 Zed0"},
        "item": {"item": "Qanatitlea"},
        "address": {"address": "11 Qanastreet1 Road"},
        "time": {},
    }
    typed = begins[centre]
    days = window if window is not None or centre != "time" else [0, 20]
    if days is not None:
        typed |= {"first": TODAY - days[1] * DAY, "last": TODAY - days[0] * DAY}
    wanted = query(town, case, **typed)
    released: list[bytes] = []
    searches = 0

    for at, what in enumerate(("search", *tries)):
        file = cases.read(town.library, account, case.handle, now=NOW + HOUR)  # type: ignore[arg-type]
        before = _entries(town)
        counts, words, touched = model.expected(wanted)
        try:
            if what == "search":
                done = search(town, account, file, wanted)
                searches += 1
                assert _may(file, wanted)
                _is_exactly(done.result, counts)
                noted = _entries(town) - before
                assert noted == {(model.people[who], "searched"): 1 for who in touched}
            elif what in ("release", "release_another"):
                used = wanted if what == "release" else query(town, file, **typed)
                let_go = producing.release(
                    town.library, account, case.handle, query=used, second=CHAIR, now=NOW + HOUR, seen=file.version,
                    handed={"handed_to": "the clerk", "sent_how": "in_person"},
                )  # type: ignore[arg-type]  # fmt: skip
                assert what == "release"
                assert _may(file, wanted)
                assert searches
                released.append(let_go.package)
                assert _entries(town) - before == {(model.people[who], "produced"): 1 for who in touched}
                text = _text(let_go.package)
                shown = {word for word in model.canaries() if "".join(word.split()) in text}
                assert shown == words
            elif what == "back":
                for item in list(model.loans):
                    model.live("back", 0, item, 0)
            else:
                _step(town, account, file, what)
        except (Refused, Malformed):
            assert at  # the first search, just after it was decided to comply, is never refused
            assert _entries(town) == before
    assert len(released) <= 1
    acts = cases.read(town.library, account, case.handle, now=NOW + HOUR).acts  # type: ignore[arg-type]
    own = [act for act in acts if act.step in ("search", "produce")]
    assert all(act.details["second_person"] and act.details["second_as"] == "chair" for act in own)
    assert not any(word in str([act.details for act in acts]) for word in model.canaries())
    kind = kinds.named("disclosure")
    kept = [inside.values for _, inside in town.drawer.everything() if inside.kind is kind]
    assert not any(word in str(kept) for word in model.canaries())
    leaves = Counter(w.entry.action for w in log.entries(town.library.slug, newest=500))  # type: ignore[attr-defined]
    assert leaves["case-searched"] >= searches + len(released)
    assert leaves["disclosure"] == len(released)


def _is_exactly(result: Result, counts: Counter[str]) -> None:
    assert +result.counts == counts


def _step(town: Town, account: Any, file: CaseFile, what: str) -> None:
    """Something else is tried in the case."""
    if what in ("refuse", "comply"):
        take(town, account, file, "decide", answer=what)
        return
    for finding in FINDINGS:
        if (finding in file.known.evidence) == (what == "lose_finding"):
            take(
                town,
                account,
                file,
                f"record:{finding}",
                consulted_who="the office",
                found=what == "find_again",
            )
            return
