"""Which policies there are, and how one is read from its file: strictly, with every error at once."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from reticent.errors import Malformed
from reticent.policy.adopted import Policy, PolicyText
from reticent.policy.reading import Path_, Source, problems_with
from reticent.policy.statutes import StatutePack, UnknownLaw, law_on, pack, pack_ids
from reticent.policy.tables import tables_for
from reticent.policy.vocabulary import FIELDS, TITLES, fields_named, is_clause_id, nearest

TEXTS = Path(__file__).parent / "texts"


class UnknownPolicy(Malformed):
    """No policy of that id comes with Reticent."""


def shipped_ids() -> tuple[str, ...]:
    """The policies that come with Reticent."""
    return tuple(sorted(path.stem for path in TEXTS.glob("*.toml")))


@lru_cache(maxsize=32)
def shipped(id: str) -> Policy:
    """A policy that comes with Reticent; read once."""
    if id not in shipped_ids():
        meant = nearest(id, shipped_ids())
        hint = f"Did you mean “{meant}”?" if meant else f"There are: {', '.join(shipped_ids())}."
        raise UnknownPolicy(f"No policy “{id}” comes with Reticent. {hint}")
    return load(TEXTS / f"{id}.toml")


def shipped_bytes(id: str) -> bytes | None:
    """The file of a policy that comes with Reticent, byte for byte; None where none of that id does."""
    return (TEXTS / f"{id}.toml").read_bytes() if id in shipped_ids() else None


def named(name: str) -> Policy:
    """The policy of this id that comes with Reticent, or the policy in this file."""
    return load(Path(name)) if name.endswith(".toml") else shipped(name)


def load(path: Path, *, statute: StatutePack | None = None, content: bytes | None = None) -> Policy:
    """The policy in this file, or `Malformed` with everything that is wrong with it.

    `content` are the bytes that were adopted under this name: then the file is not read. `statute` stands in for the
    pack that the file names: tests hold a policy against another law with it.
    """
    source = Source(path, content=content)
    values = source.values
    law, problems = (statute, []) if statute else _law_of(source)
    problems = [*problems, *source.format_problems(), *problems_with(source, PolicyText, values)]
    problems += _ill_named_clauses(source)
    problems += _unknown_clauses(source, law)
    problems += [*_loose_ends(source), *_against_the_law(source, law)]
    if problems or law is None:
        raise source.malformed(list(dict.fromkeys(problems)))
    text = PolicyText.model_validate(values)
    fields = {name: getattr(text, name) for name in PolicyText.model_fields}
    policy = Policy.model_construct(**fields, sha256=sha256(source.bytes).hexdigest(), statute=law)
    policy._tables = tables_for(policy)
    return policy


def on_the_law_of(policy: Policy, day: date) -> Policy:
    """The same policy, as if it stood under the law of its place as that was on a day."""
    law = law_on(policy.statute, day)
    if law is None:
        raise UnknownLaw(f"No statute pack says what the law of {policy.statute.jurisdiction} was on {day}.")
    said = {name: getattr(policy, name) for name in PolicyText.model_fields}
    held = Policy.model_construct(**said, sha256=policy.sha256, statute=law)
    held._tables = tables_for(held)
    return held


def in_force(policies: Iterable[Policy], on: date) -> Policy | None:
    """The one policy of a library that is in force on a day: none that a later one has superseded by then."""
    there = [policy for policy in policies if policy.effective is None or policy.effective <= on]
    gone = {policy.supersedes for policy in there}
    standing = [policy for policy in there if policy.id not in gone]
    if len(standing) > 1:
        names = ", ".join(sorted(policy.id for policy in standing))
        raise Malformed(
            f"More than one policy is in force on {on}: {names}. Say which one supersedes the other."
        )
    return standing[0] if standing else None


def _law_of(source: Source) -> tuple[StatutePack | None, list[str]]:
    name = source.values.get("statute_pack")
    if not isinstance(name, str):
        return None, []
    if name not in pack_ids():
        meant = nearest(name, pack_ids())
        hint = f"did you mean “{meant}”?" if meant else f"there are {', '.join(pack_ids())}"
        return None, [source.problem(("statute_pack",), f"no statute pack “{name}” is here; {hint}")]
    return pack(name), []


def _ill_named_clauses(source: Source) -> list[str]:
    """Clauses of the file whose ids the ledger could not write down: every act that cites one would fail."""
    own = source.values.get("clauses")
    return [
        source.problem(
            ("clauses", name),
            f"a clause cannot be called “{name}”: letters or figures, a hyphen or a point, and more of them, as in"
            " WO-29; never a number that could be a card, a telephone or a day",
        )
        for name in (own if isinstance(own, dict) else ())
        if not is_clause_id(name)
    ]


def _unknown_clauses(source: Source, law: StatutePack | None) -> list[str]:
    """Clause ids that are referred to and stand nowhere."""
    own = source.values.get("clauses")
    known = [*(own if isinstance(own, dict) else ()), *(law.clauses if law else ())]
    problems = []
    for place, cited in _cited(source.values, ()):
        if cited in known or (law is None and cited not in known):
            continue
        meant = nearest(cited, known)
        hint = f"did you mean “{meant}”?" if meant else "add it under [clauses]"
        problems.append(
            source.problem(place, f"no clause “{cited}” stands in this file or its statute; {hint}")
        )
    return problems


def _cited(here: Any, place: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(here, list):
        for at, part in enumerate(here):
            yield from _cited(part, (*place, at))
    elif isinstance(here, dict):
        for key, part in here.items():
            if (key == "clauses" or key.endswith("_clauses")) and isinstance(part, list):
                yield from ((((*place, key)), name) for name in part if isinstance(name, str))
            elif place or key != "clauses":
                yield from _cited(part, (*place, key))


def _loose_ends(source: Source) -> list[str]:
    """What each table says correctly by itself, and two tables say wrongly together."""
    values = source.values
    problems = [
        *_guardian_ends(source, _table(values, "guardian")),
        *_keep_ends(source, _table(values, "keep")),
        *_stance_ends(source, values),
        *_collect_ends(source, values),
        *_vendor_ends(source, _table(values, "vendors")),
    ]
    if values.get("supersedes") is not None and values.get("supersedes") == values.get("id"):
        problems.append(source.problem(("supersedes",), "a policy cannot supersede itself"))
    return problems


def _against_the_law(source: Source, law: StatutePack | None) -> list[str]:
    """What no library may adopt under this law, whatever its text says."""
    return [
        *_too_old(source, law),
        *_titles_told(source),
        *_linked_after_return(source, law),
    ]


def _too_old(source: Source, law: StatutePack | None) -> list[str]:
    age = _table(source.values, "guardian").get("age")
    if law is None or not isinstance(age, int) or age <= law.guardians.minor_age:
        return []
    last, cited = law.guardians.minor_age, ", ".join(law.guardians.age_clauses)
    said = f"the law ends it at {last} ({cited}); say {last} or less, or leave it out"
    return [source.problem(("guardian", "age"), said)]


def _titles_told(source: Source) -> list[str]:
    named = _table(_table(source.values, "insiders"), "agent").get("opens")
    words = [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
    if TITLES.isdisjoint(fields_named(words)):
        return []
    said = "an agent is told no title, out or on hold: name the fields that its work needs"
    return [source.problem(("insiders", "agent", "opens"), said)]


def _linked_after_return(source: Source, law: StatutePack | None) -> list[str]:
    loan = _table(_table(source.values, "keep"), "loan")
    unlinks = law is not None and law.retention is not None and law.retention.unlink_on_return
    if not unlinks or (loan.get("need"), loan.get("days_after")) == ("returned", 0):
        return []
    said = "the statute lets nobody know who had an item once it is back: need “returned”, and 0 days after"
    return [source.problem(("keep", "loan"), said)]


def _table(values: dict[str, Any], name: str) -> dict[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _guardian_ends(source: Source, guardian: dict[str, Any]) -> list[str]:
    if guardian.get("allowed") != "yes":
        return []
    needed = {"proofs": "what shows who she is", "legal_basis": "the statute is silent on parents"}
    return [
        source.problem(("guardian",), f'allowed = "yes" needs {key}: {why}')
        for key, why in needed.items()
        if not guardian.get(key)
    ]


def _stance_ends(source: Source, values: dict[str, Any]) -> list[str]:
    """A stance is a word for what other tables do; where none does it, the word would promise it alone."""
    stance = _table(values, "response").get("stance")
    steps = values.get("steps")
    asked = (
        [step.get("evidence") for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    )
    counsel = any(str(evidence).startswith("counsel:") for evidence in asked)
    missing = {
        "resist_until_good_cause": "" if "showing" in values else "needs [showing]: what must be shown",
        "counsel_decides": "" if counsel else "needs a step in which counsel finds something",
    }.get(str(stance))
    return [source.problem(("response", "stance"), missing)] if missing else []


def _collect_ends(source: Source, values: dict[str, Any]) -> list[str]:
    problems = []
    collect = _table(values, "collect")
    for kind in collect:
        for key in ("required", "optional", "minors"):
            named = _table(collect, kind).get(key)
            others = [
                name
                for name in (named if isinstance(named, list) else ())
                if isinstance(name, str) and name in FIELDS and name.partition(".")[0] != kind
            ]
            problems += [
                source.problem(("collect", kind, key), f"“{name}” is no field of a {kind}") for name in others
            ]
    registration = _table(collect, "registration")
    asks = "registration.adult_on" in (registration.get("minors") or ())
    if registration and asks != (_table(values, "flags").get("asks_birth_date") is True):
        said = "names registration.adult_on exactly where flags.asks_birth_date is true"
        problems.append(source.problem(("collect", "registration", "minors"), said))
    return problems


def _vendor_ends(source: Source, vendors: dict[str, Any]) -> list[str]:
    problems = []
    for name in vendors:
        terms = _table(vendors, name)
        named = terms.get("attributes") or []
        if (terms.get("release") == "attributes") != bool(named):
            problems.append(
                source.problem(
                    ("vendors", name), 'release = "attributes" and a list of attributes go together'
                )
            )
        elif isinstance(named, list) and any(
            str(field).partition(".")[0] != "registration" for field in named
        ):
            said = "a vendor may have fields of the registration, and never what somebody borrows"
            problems.append(source.problem(("vendors", name, "attributes"), said))
    return problems


def _keep_ends(source: Source, keep: dict[str, Any]) -> list[str]:
    problems = []
    for kind in keep:
        period = _table(keep, kind)
        follows = period.get("follows")
        if not isinstance(follows, str):
            continue
        other = _table(keep, follows)
        if not other:
            problems.append(source.problem(("keep", kind, "follows"), f"“{follows}” has no period to follow"))
        elif (other.get("need"), other.get("days_after")) != (period.get("need"), period.get("days_after")):
            said = f"must be kept exactly as long as “{follows}” is"
            problems.append(source.problem(("keep", kind, "follows"), said))
    return problems
