"""In which words is a donor thanked, and told what is kept of her? The letter of thanks serves for her taxes, too.

Of the tax rules it states one fact: what was given in return, or that nothing was (26 USC 170(f)(8)). Neither letter
speaks of anything else than gifts: whoever reads it over a shoulder learns of nothing that anybody does at the library.
"""

from collections.abc import Iterator
from datetime import date

from reticent.access.donors import Held
from reticent.disclosure.incident_letters import day_in, signed_by
from reticent.disclosure.letter_parts import Table
from reticent.disclosure.letters import Heading, Items, Letter, Part, Text, foot_of, what_it_rests_on
from reticent.policy import Policy
from reticent.policy.phrases import money
from reticent.policy.tongues import Tongue
from reticent.records.donors import DONOR, GIFT, PURPOSES, Donor, Gift

LANGUAGES = ("en", "es")
_LABELS = {
    "name": "Name",
    "address": "Address",
    "email": "E-mail",
    "named": "You agreed to be named",
    "no_mail": "You want to be asked for nothing more",
    "statement": "What you say of it yourself",
    "since": "Kept since",
    "given_on": "Day",
    "cents": "Amount",
    "purpose": "What it is for",
    "anonymous": "You want to be named nowhere for it",
    "returned": "What you got in return",
    "thanked_on": "Letter of thanks",
}
_LOOKS = {
    "donor_opened": "opened",
    "donor_thanked": "a letter to you was written",
    "donor_shown": "this paper was made for you",
    "donor_named": "you were named among the donors",
    "donor_corrected": "what is kept was put right",
    "gift_taken_out": "a gift was taken out that had been written down by mistake",
}


def thanks(held: Held, gift: Gift, adopted: Policy, *, on: date, language: str = "en") -> Letter:
    """The letter of thanks for one gift."""
    tongue, donor = _tongue(language), held.donor
    return _letter(
        "thanks",
        tongue.say("Thank you for your gift"),
        donor,
        adopted,
        _thanked(held, gift, adopted, tongue),
        on=on,
        tongue=tongue,
    )


def all_that_is_kept(held: Held, adopted: Policy, *, on: date, language: str = "en") -> Letter:
    """Everything that is kept of a donor, what for and until when, and who opened it: for herself alone."""
    tongue, donor = _tongue(language), held.donor
    return _letter(
        "kept-of-a-donor",
        tongue.say("What we keep of you and of what you gave"),
        donor,
        adopted,
        _kept(held, tongue),
        on=on,
        tongue=tongue,
    )


def _letter(
    name: str,
    title: str,
    donor: Donor,
    adopted: Policy,
    parts: Iterator[Part],
    *,
    on: date,
    tongue: Tongue,
) -> Letter:
    period = adopted.keep.get(GIFT.name)
    cited = (*adopted.donors.clauses, *adopted.outsiders.clauses, *(period.clauses if period else ()))
    clauses = tuple(name for name in dict.fromkeys(cited) if name in adopted.clauses)
    return Letter(
        name=name,
        title=title,
        library=adopted.library_name,
        place="",
        date=day_in(on, tongue),
        to=(donor.name, *donor.address.splitlines()),
        by_hand=(),
        greeting=tongue.say("Dear {name}:", name=donor.name),
        parts=tuple(parts),
        closing=tongue.say("Sincerely,"),
        signed=signed_by(adopted, tongue),
        annex=tuple(what_it_rests_on(clauses, adopted, tongue)),
        foot=foot_of(adopted, tongue),
        language=tongue.language,
        clauses=clauses,
    )


def _thanked(held: Held, gift: Gift, adopted: Policy, tongue: Tongue) -> Iterator[Part]:
    say, donor = tongue.say, held.donor
    given = {"day": day_in(gift.given_on, tongue), "amount": money(gift.cents)}
    yield Text(
        say(
            "On {day} you gave {library} {amount}. We thank you.",
            **given,
            library=adopted.library_name,
        )
    )
    yield Text(say("What it is for: {purpose}.", purpose=say(PURPOSES[gift.purpose])))
    yield Text(
        say("What you got in return: {what}.", what=gift.returned)
        if gift.returned
        else say("No goods or services were provided in return for this gift.")
    )
    yield Heading(say("What we keep of it"))
    yield Text(
        say(
            "Your name, how to reach you, and what you gave: until {until}, for taxes and audit. Then only what all gifts"
            " of the year came to is known. Only whoever raises funds for the library opens it, and each time is written"
            " down. It is kept apart from everything else, and is neither sold nor exchanged.",
            until=_until(held, tongue),
        )
    )
    wishes = [say(_how_named(donor, gift))]
    if donor.no_mail:
        wishes.append(say("We ask you for nothing more, as you wished."))
    wishes.append(say("You may see all of it, have it put right, and say something of it yourself. Ask us."))
    yield Items(tuple(wishes))


def _how_named(donor: Donor, gift: Gift) -> str:
    if gift.anonymous:
        return "We name you nowhere for it, as you wished."
    if donor.named:
        return "We may name you among the donors of the year, as you agreed, without what you gave."
    return "We name you nowhere, unless you tell us that we may."


def _kept(held: Held, tongue: Tongue) -> Iterator[Part]:
    say, donor = tongue.say, held.donor
    yield Text(
        say(
            "This is all that we keep of you because you gave us something. It goes by itself on {until}. It is kept"
            " apart from everything else: this paper does not say, and we did not look, whether there is anything else.",
            until=_until(held, tongue),
        )
    )
    values = {
        "name": donor.name,
        "address": ", ".join(donor.address.splitlines()),
        "email": donor.email,
        "named": say("yes") if donor.named else say("no"),
        "no_mail": say("yes") if donor.no_mail else say("no"),
        "statement": donor.statement,
        "since": day_in(donor.since, tongue),
    }
    yield Table(
        (say("What"), say("What it says"), say("What for")),
        tuple(
            (say(_LABELS[field.name]), values[field.name] or say("nothing"), say(field.purpose))
            for field in DONOR.fields
        ),
    )
    yield Heading(say("What you gave"))
    for gift in donor.gifts:
        yield Table(
            (say("What"), say("What it says"), say("What for")),
            tuple(
                (say(_LABELS[field.name]), said, say(field.purpose))
                for field, said in zip(GIFT.fields, _said_of(gift, tongue), strict=True)
            ),
        )
    yield Heading(say("Who opened it"))
    rows = tuple(
        (day_in(on, tongue), role, say(_LOOKS.get(came_to, "opened"))) for on, role, came_to in held.looks
    )
    yield (
        Table((say("Day"), say("Who"), say("What was done")), rows)
        if rows
        else Text(say("Nobody has opened it."))
    )
    yield Text(
        say(
            "Is something wrong? Tell us in writing or at the library: it is put right, or what you say of it is kept"
            " with it."
        )
    )


def _said_of(gift: Gift, tongue: Tongue) -> tuple[str, ...]:
    say = tongue.say
    return (
        day_in(gift.given_on, tongue),
        money(gift.cents),
        say(PURPOSES[gift.purpose]),
        say("yes") if gift.anonymous else say("no"),
        gift.returned or say("nothing"),
        day_in(gift.thanked_on, tongue) if gift.thanked_on else say("not yet"),
    )


def _until(held: Held, tongue: Tongue) -> str:
    return day_in(held.goes_on, tongue) if held.goes_on else tongue.say("a day that the policy does not say")


def _tongue(language: str) -> Tongue:
    return Tongue(language if language in LANGUAGES else "en")
