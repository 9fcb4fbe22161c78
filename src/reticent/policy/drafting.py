"""Which policy do the answers come to, and which answers would a policy have been?

Pure. A draft begins as the model, in which nothing is decided, and each answer writes what questions.toml says. What
was not answered is referred; the patron's own record stays open, as the statute or simple fairness has it.
"""

import copy
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from reticent.policy.adopted import Policy, PolicyText
from reticent.policy.answering import Citation
from reticent.policy.model_file import filled, model_text
from reticent.policy.questions import (
    NOTHING,
    Answers,
    Choice,
    Part,
    Question,
    Sheet,
    is_asked,
    parts,
    questions,
)
from reticent.policy.shelf import load, shipped, shipped_ids
from reticent.policy.statutes import pack
from reticent.policy.vocabulary import KINDS, fields_named

HEAD = """\
#:schema policy.schema.json
# A draft, written from the answers of the set-up. It decides nothing: it is reviewed, adopted by the body that it names,
# and only then in force. What was not decided is referred. Every key stands here with what it says; what is left out is
# here behind a “#”.
"""

Values = dict[str, Any]
# What keeps each kind while it is needed, and why it goes then: after some days, and at once.
_KEPT = {
    "registration": (
        "expired",
        "A card that ran out may be renewed for a while, then it is forgotten.",
        "A card that ran out is forgotten: nobody needs it any longer.",
    ),
    "finder": ("expired", "What finds a registration lives and goes with it.", ""),
    "loan": (
        "returned",
        "What is back is known for a few days, in case something is wrong with it.",
        "Once an item is back and nothing is owed, nobody needs to know who had it.",
    ),
    "charge": (
        "paid",
        "A charge paid or waived is kept a while, in case the patron asks about it.",
        "A charge that is paid or waived is forgotten: nobody needs it any longer.",
    ),
    "hold": (
        "ended",
        "A hold collected or cancelled is kept a few days, in case it was a mistake.",
        "A hold collected or cancelled is forgotten: nobody needs it any longer.",
    ),
    "guardian_link": (
        "of_age",
        "Who may be answered about a minor is known until the day the minor comes of age, and goes that night.",
        "",
    ),
    "designation": (
        "withdrawn",
        "Whom a patron sends is kept until the day she named, a year at most, or until she takes it back.",
        "",
    ),
    "contact_wish": (
        "withdrawn",
        "How a patron wishes not to be reached is kept until she takes it back.",
        "",
    ),
    "friends_choice": (
        "withdrawn",
        "That a patron chose the Friends' list is kept until she leaves it and the Friends are told.",
        "",
    ),
    "staff_note": (
        "last_day",
        "What the desk notes beside a card is kept until its last day, or until the desk takes it off.",
        "",
    ),
    "reference_question": (
        "answered",
        "What somebody asked is kept until the answer is picked up, and some days after.",
        "What somebody asked goes with the answer: nobody needs it any longer.",
    ),
    "program_signup": (
        "held",
        "A sign-up is kept a few days after the session, then only how many came is known.",
        "Once a session is over, nobody needs to know who signed up; only how many came is known.",
    ),
    "purchase_suggestion": (
        "decided",
        "What somebody suggested is kept until the decision is picked up, and some days after.",
        "What somebody suggested goes with the decision: nobody needs it any longer.",
    ),
    "computer_session": (
        "that_day",
        "Who has a computer is known by a made-up name, until they are done and some days after.",
        "Who has a computer is known by a made-up name, until they are done; the night ends what is left.",
    ),
    "print_job": (
        "that_day",
        "A print that waits is known by a made-up name and its pages, until it is collected and some days after.",
        "A print that waits is known by a made-up name and its pages, until it is collected or the night comes.",
    ),
    "interlibrary_request": (
        "sent_back",
        "What another library lent is kept some days after it went back, without who wanted it.",
        "Once a thing is back with the library that lent it, nobody needs to know who wanted it.",
    ),
    "look": ("seen", "Patrons may ask for a year who looked at their record.", ""),
}
_LOOKS_DAYS = 365
# Said of an answer that the draft cannot follow: nobody may read in a clause what the program does not do.
NOT_DONE = "The program does not do so: what this hangs on is not decided, or the statute outweighs it."
_BEFORE = ("response", "determination", "compliance")


@dataclass(frozen=True, slots=True)
class Place:
    """For which library a draft is written, and what it would take the place of."""

    library: str
    library_name: str
    id: str
    supersedes: str = ""
    loan_days: int = 21

    @property
    def source(self) -> Path:
        """The name under which the draft is read."""
        return Path(f"{self.id}.toml")


def draft_text(sheet: Sheet, place: Place) -> str:
    """The draft as a policy file, with the comments of the model."""
    return filled(values_of(sheet, place), head=HEAD)


def drafted(sheet: Sheet, place: Place) -> Policy:
    """The draft as a policy, read through the same loader as any other."""
    return load(place.source, content=draft_text(sheet, place).encode())


@lru_cache(maxsize=64)
def nothing_decided(library: str, library_name: str, loan_days: int = 21) -> Policy:
    """What stands where a library has adopted nothing: whoever asks is referred, and what the law compels is done.

    Nothing goes after a period either: what is gone cannot be brought back by a policy that keeps it longer.
    """
    place = Place(library, library_name, f"{library}-undecided", loan_days=loan_days)
    values = values_of(NOTHING, place) | {"keep": {}}
    return load(place.source, content=filled(values, head=HEAD).encode())


# ---- From answers to a draft


def values_of(sheet: Sheet, place: Place) -> Values:
    """The keys of the draft, as the tables of a policy file have them."""
    answers = sheet.answers
    values = _base(place)
    for choice in _chosen(answers):
        for path, value in choice.sets.items():
            _put(values, path, value)
        for path, more in choice.adds.items():
            _put(values, path, [*_at(values, path), *more])
        values["steps"] += [
            {**step.model_dump(), "when": [*step.when], "clauses": []} for step in choice.steps
        ]
        if choice.purposes:
            values["purposes"] = _purposes(without_support=choice.purposes == "no_support")
        if choice.steps_must is False:
            values["steps"] = [
                {**step, "must": False} if step["evidence"] in _consulted() else step
                for step in values["steps"]
            ]
    for part in parts().values():
        if not part.is_choice and answers.get(part.id) and is_asked(part, answers):
            _put(values, part.into, _written(part, answers[part.id][0]))
    _together(values, answers)
    _own_clauses(values, sheet)
    return values


def _base(place: Place) -> Values:
    values = copy.deepcopy(_model())
    values |= {
        "id": place.id,
        "library": place.library,
        "library_name": place.library_name,
        "called": f"{place.library_name}, draft",
        "effective_as_written": "the day on which it is adopted",
        "loan_days": place.loan_days,
        "steps": [],
        "clauses": {},
        "purposes": {"own_record": {**_nine()["own_record"], "duties": []}},
        "keep": {
            kind: {"need": need, "days_after": 0, "why": later, "clauses": []}
            for kind, (need, later, _) in _KEPT.items()
        },
    }
    if place.supersedes:
        values["supersedes"] = place.supersedes
    _put(values, "outsiders.by_class.law_enforcement", {"outcome": "referred", "clauses": []})
    return values


@cache
def _model() -> Values:
    return tomllib.loads(model_text())


@cache
def _nine() -> Values:
    """The purposes as the shipped texts have them: all five agree."""
    text = shipped("mansfield-2019")
    return {
        name: {
            **purpose.model_dump(),
            "opens": _in_kinds(purpose.opens),
            "duties": [*purpose.duties],
            "clauses": [],
        }
        for name, purpose in text.purposes.items()
    }


def _in_kinds(fields: Iterable[str]) -> list[str]:
    """The fields, by their kind's name where all of its fields are among them."""
    named = set(fields)
    whole = {kind for kind in KINDS if named.issuperset(fields_named((kind,)))}
    return list(
        dict.fromkeys(
            kind if (kind := name.partition(".")[0]) in whole else name for name in fields_named(named)
        )
    )


def _purposes(*, without_support: bool) -> Values:
    found = copy.deepcopy(_nine())
    if without_support:
        found["support"] |= {"duties": [], "opens": []}
    return found


def _consulted() -> frozenset[str]:
    return frozenset(step.evidence for choice in parts()["consult"].choice for step in choice.steps)


def _chosen(answers: Answers) -> Iterable[Choice]:
    for part in parts().values():
        if part.is_choice and is_asked(part, answers):
            for choice in part.choices:
                if choice.value in answers.get(part.id, ()):
                    yield choice


def _written(part: Part, text: str) -> Any:
    if part.kind == "number":
        return int(text)
    if part.kind == "offices":
        return [office for each in text.split(",") if (office := each.strip())]
    return text


def _together(values: Values, answers: Answers) -> None:
    """What two answers say only together, and what the statute says whatever was answered."""
    title = values["custodian"]["title"]
    values["referral"]["to"] = title
    if values["decider"]["title"] == _model()["decider"]["title"] and "other" not in answers.get(
        "decider", ()
    ):
        values["decider"]["title"] = title
    guardian = values["guardian"]
    if guardian["allowed"] == "yes" and not (guardian["proofs"] and guardian["legal_basis"]):
        guardian["allowed"] = "silent"  # a yes of which nobody said how is no yes
    if guardian["allowed"] != "yes":
        del values["keep"]["guardian_link"]
    if values.get("friends", {}).get("opt_in"):
        for purpose in {"registration", "own_record"} & values["purposes"].keys():
            found = values["purposes"][purpose]
            values["purposes"][purpose] = {**found, "opens": [*found["opens"], "friends_choice"]}
    else:
        del values["keep"]["friends_choice"]
    if "other" in answers.get("adopts", ()) and values.get("approved_by"):
        _put(values, "amendment.by", values["approved_by"])
    if values["vendor"]["outcome"] == "allowed":
        values["vendor"]["entitled_as"] = f"a registered patron of {values['library_name']}"
    if values["flags"]["asks_birth_date"]:
        required = ["name", "contact", "town", "phone", "email"]
        collected = {
            "required": [f"registration.{name}" for name in required],
            "minors": ["registration.adult_on"],
        }
        _put(values, "collect.registration", collected)
    if "showing" in values:
        values["showing"]["clauses"] = []
    values["steps"].sort(key=lambda step: _BEFORE.index(step["before"]))
    _keep(values)


def _keep(values: Values) -> None:
    kept, law = values["keep"], pack(values["statute_pack"])
    kept["finder"] |= {"days_after": kept["registration"]["days_after"], "follows": "registration"}
    kept["look"]["days_after"] = _LOOKS_DAYS
    if law.retention is not None and law.retention.unlink_on_return:
        kept["loan"]["days_after"] = 0
    for kind, period in kept.items():
        _, later, at_once = _KEPT[kind]
        period["why"] = later if period["days_after"] or not at_once else at_once


def _own_clauses(values: Values, sheet: Sheet) -> None:
    """The library's own sentences as clauses, cited wherever their question feeds a rule. A question that was answered
    and has none is said in our words: a board votes on sentences, not on keys."""
    asked = {question.id: question for question in questions()}
    for number, question in enumerate(questions(), start=1):
        if question.is_answered(sheet.answers) and not sheet.belonging(question.id):
            name = f"A-{number:02}"
            done = _stands(values, question, sheet.answers)
            said = f"{question.asks} {answer_said(question, sheet.answers)}."
            values["clauses"][name] = {
                "heading": question.called,
                "text": said if done else f"{said} {NOT_DONE}",
                "kept_by": question.kept_by if _cited(values, question, name) and done else "reminded",
            }
    stay = [sentence for sentence in sheet.own if sentence.to in asked or sentence.to == "none"]
    for number, sentence in enumerate(stay, start=1):
        name, own = f"OWN-{number:02}", asked.get(sentence.to)
        fed = own is not None and own.is_answered(sheet.answers) and _cited(values, own, name)
        values["clauses"][name] = {
            "heading": own.called if own else "Besides",
            "text": sentence.said or sentence.text,
            "kept_by": own.kept_by if own and fed and _stands(values, own, sheet.answers) else "reminded",
            "words": sentence.text,
        }


def answer_said(question: Question, answers: Answers) -> str:
    """What was answered to a question, in the words of its answers; nothing where it was not."""
    if not question.is_answered(answers):
        return ""
    said = []
    for part in question.part:
        given = answers.get(part.id, ())
        if given and is_asked(part, answers):
            words = {choice.value: choice.says for choice in part.choices}
            if set(given) & {"other", "own"}:
                continue  # what was written down beside it says it
            text = "; ".join(words.get(value, value) for value in given)
            said.append(text if part.is_choice else f"{re.split('[?,]', part.asks)[0]}: {text}")
    return ". ".join(said) or "Another one, which is not named yet"


def _stands(values: Values, question: Question, answers: Answers) -> bool:
    """Whether the draft says what was answered, and nothing else that was answered or left open outweighs it."""
    for part in question.part:
        given = answers.get(part.id, ())
        if not given or not is_asked(part, answers):
            continue
        sets = [choice.sets for choice in part.choices if choice.value in given]
        if not part.is_choice:
            sets = [{part.into: _written(part, given[0])}]
        if any(_at(values, path) != value for each in sets for path, value in each.items()):
            return False
    return True


def _cited(values: Values, question: Question, name: str) -> bool:
    """Cite a clause at every rule that its question feeds; whether there is any."""
    rules = [path.rpartition(".")[0] for part in question.part for path in part.clauses_at]
    keys = [path.rpartition(".")[2] for part in question.part for path in part.clauses_at]
    fed = False
    for rule, key in dict.fromkeys(zip(rules, keys, strict=True)):
        table = _at(values, rule)
        if isinstance(table, dict):
            table[key] = [*table.get(key, ()), name]
            fed = True
    evidence = {step.evidence for part in question.part for choice in part.choice for step in choice.steps}
    for step in values["steps"]:
        if step["evidence"] in evidence:
            step["clauses"] = [*step["clauses"], name]
            fed = True
    return fed


def _put(values: Values, path: str, value: Any) -> None:
    *tables, key = path.split(".")
    for table in tables:
        values = values.setdefault(table, {})
    values[key] = copy.deepcopy(value)


def _at(values: Mapping[str, Any], path: str) -> Any:
    here: Any = values
    for key in path.split("."):
        if not isinstance(here, Mapping) or here.get(key) is None:
            return None
        here = here[key]
    return here


# ---- From a text back to the answers that it would have been


def answers_in(text: Policy) -> dict[str, tuple[str, ...]]:
    """What a policy answers, as far as the questions reach; a part on which it is silent is left out."""
    values = _dumped(text)
    evidence = {step.evidence: step.must for step in text.steps}
    answers: dict[str, tuple[str, ...]] = {}
    for part in parts().values():
        if part.is_choice:
            found = [choice.value for choice in part.choices if _recognised(choice, values, evidence)]
            answers[part.id] = tuple(found if part.kind == "many" else found[:1])
    for part in parts().values():
        if not part.is_choice:
            _read_back(part, values, answers)
    return {name: given for name, given in answers.items() if given}


def _read_back(part: Part, values: Values, answers: dict[str, tuple[str, ...]]) -> None:
    """What was written down; a choice of “another” is recognised by it."""
    said = _at(values, part.into)
    if said in (None, "", (), []) or said == _at(_model(), part.into):
        return
    for other, wanted in part.with_.items():
        if not answers.get(other) and wanted[0] in ("other", "own"):
            answers[other] = wanted
    if is_asked(part, answers):
        answers[part.id] = (", ".join(said) if isinstance(said, list | tuple) else str(said),)


@lru_cache(maxsize=32)
def _dumped(text: Policy) -> Values:
    return text.model_dump(include=set(PolicyText.model_fields))


def _recognised(choice: Choice, values: Values, evidence: Mapping[str, bool]) -> bool:
    if choice.steps_must is not None:
        consulted = [must for name, must in evidence.items() if name in _consulted()]
        return bool(consulted) and any(consulted) == choice.steps_must
    keys = choice.recognised_by
    if not (keys or choice.adds or choice.steps):
        return False
    steps = () if choice.seen else choice.steps
    return (
        all(_matches(_at(values, path), wanted, values) for path, wanted in keys.items())
        and all(set(more) <= set(_at(values, path) or ()) for path, more in choice.adds.items())
        and all(step.evidence in evidence for step in steps)
    )


def _matches(said: Any, wanted: Any, values: Values) -> bool:
    if isinstance(wanted, str) and wanted.startswith("="):
        return bool(said == _at(values, wanted[1:]))
    if isinstance(wanted, str) and "|" in wanted:
        return (said or "") in wanted.split("|")
    if isinstance(said, tuple):
        return list(said) == list(wanted)
    return bool(said == wanted)


# ---- The wording that answers come from


@dataclass(frozen=True, slots=True)
class Example:
    """A text that answers so, and the clauses by which it does; none where it is read from what no clause says."""

    called: str
    clauses: tuple[Citation, ...]


@cache
def examples(part_id: str, value: str) -> tuple[Example, ...]:
    """Which of the shipped texts answer a part so, each with the clauses that say it; none of it is written twice."""
    part = parts()[part_id]
    found = []
    for text in (shipped(id) for id in shipped_ids()):
        if value in answers_in(text).get(part_id, ()):
            choice = next(choice for choice in part.choices if choice.value == value)
            own = [name for name in _cited_by(text, part, choice) if name in text.clauses]
            found.append(Example(text.called, text.cite(*own)))
    return tuple(found)


@cache
def silent(part_id: str) -> tuple[str, ...]:
    """The shipped texts that leave a part open, by what they are called."""
    return tuple(text.called for text in map(shipped, shipped_ids()) if not answers_in(text).get(part_id))


def _cited_by(text: Policy, part: Part, choice: Choice) -> list[str]:
    values = _dumped(text)
    names = [name for path in choice.shown_at or part.clauses_at for name in _at(values, path) or ()]
    evidence = {step.evidence for step in choice.steps}
    if choice.steps_must is not None:
        evidence = {step.evidence for step in text.steps if step.must == choice.steps_must} & _consulted()
    stance = "counsel" if choice.value == "counsel" and part.id == "stance" else ""
    names += [
        name
        for step in text.steps
        if step.evidence in evidence or (stance and step.evidence.startswith("counsel:"))
        for name in step.clauses
    ]
    return list(dict.fromkeys(names))


def id_for(library: str, year: int, taken: Iterable[str]) -> str:
    """A new text's own id: the library's and the year's, and a number where that is taken."""
    first = f"{re.sub(r'[^a-z0-9-]', '', library)}-{year}"
    others = set(taken)
    return next(name for name in (first, *(f"{first}-{n}" for n in range(2, 1000))) if name not in others)
