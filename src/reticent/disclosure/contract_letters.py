"""In which words is a vendor asked for what its contract does not say? A letter to a company; it names no patron."""

from datetime import date

from reticent.disclosure.letters import Heading, Items, Letter, Text, foot_of, what_it_rests_on
from reticent.policy import Policy
from reticent.policy.contracting import Contract, lacking, to_ask_for, told
from reticent.policy.phrases import day


def asking_for_terms(contract: Contract, adopted: Policy, *, office: str, on: date) -> Letter:
    """The letter that asks for all that this contract does not say: what the policy wants first, then our advice."""
    asked = [each.words for each in lacking(contract, adopted)]
    advised = [words for words in to_ask_for(contract) if words not in asked]
    rule = adopted.contracts
    clauses = tuple(
        dict.fromkeys(
            (
                *(rule.clauses if rule else ()),
                *(name for each in lacking(contract, adopted) for name in each.clauses),
                *adopted.statute.gate.confidential,
                *adopted.statute.gate.insiders,
            )
        )
    )
    parts: list[Text | Heading | Items] = [
        Text(
            "Our library has adopted a policy on the privacy of the people who use it. We write because what you learn"
            f" from us, or are to learn, is about them: {told(contract.fields, adopted)}."
        )
    ]
    if asked:
        parts += [Text("Our policy wants our contracts to say that the vendor"), Items(tuple(asked))]
    if rule and rule.effort == "ensures" and asked:
        parts.append(
            Text(
                "We could not find this in our contract with you. Our policy promises it of every contract, so until it"
                " is there we may send you nothing. Please tell us where it stands, or send us an amendment to sign."
            )
        )
    elif asked:
        parts.append(
            Text(
                "We could not find this in our contract with you. Please tell us where it stands, or send us an amendment"
                " to sign; if you cannot agree to something, please say to what, and why."
            )
        )
    if advised:
        parts += [
            Heading("What we ask for besides"),
            Text("Our policy does not name these; libraries are advised to ask for them. That the vendor"),
            Items(tuple(advised)),
        ]
    parts.append(
        Text("An answer in writing is enough for us to note it. Please name the office that we may write to.")
    )
    return Letter(
        name="contract-terms",
        title="What our contract with you should say about privacy",
        library=adopted.library_name,
        place="",
        date=day(on),
        to=tuple(line for line in (contract.name, office) if line),
        by_hand=(),
        greeting="To whom it may concern:",
        parts=tuple(parts),
        closing="Sincerely,",
        signed=adopted.custodian.title,
        annex=tuple(what_it_rests_on(clauses, adopted)),
        foot=foot_of(adopted),
        language="en",
        clauses=clauses,
    )
