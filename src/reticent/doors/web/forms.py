"""What the forms on a card are made of: choices with their letters, entries with their errors, facts in a token."""

import json
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import date
from string import ascii_lowercase

from django.http import HttpRequest
from django.utils.translation import gettext

from reticent.doors.web import tongues
from reticent.doors.web.shown.cards import Card, Choice, Entry, Fact, Form
from reticent.policy import Policy, phrases, writing
from reticent.policy.tongues import Tongue

_TOO_LONG = re.compile(r"Write at most (\d+) characters\.")


def typed(request: HttpRequest, name: str, *, most: int) -> str:
    """What was typed in a field. No keyboard types a NUL, and PostgreSQL takes none in a text."""
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


def choices(pairs: Iterable[tuple[str, str]], *, named: Container[str] = ()) -> tuple[Choice, ...]:
    """Answers to one question, each with the letter that chooses it; those in `named` want a name next."""
    return tuple(
        Choice(value, label, letter, wants_name=value in named)
        for (value, label), letter in zip(pairs, ascii_lowercase, strict=False)
    )


def said(wrong: Mapping[str, str]) -> dict[str, str]:
    """What a room says is wrong with each field, in the language of whoever reads it."""
    return {
        name: gettext("Write at most {many} characters.").format(many=long[1])
        if (long := _TOO_LONG.fullmatch(why))
        else gettext(why)
        for name, why in wrong.items()
    }


def of_mail(adopted: Policy) -> str:
    """What this policy says of e-mail beside a field that asks for an address, as with each mail (WE-09)."""
    says = writing(adopted, "account", channel="email").says
    return Tongue(tongues.spoken()).say(says) if says else ""


def with_errors(
    entries: tuple[Entry, ...], wrong: Mapping[str, str], *, focus: bool = True
) -> tuple[Entry, ...]:
    """The entries with what is wrong with each; the first wrong one is where to go on."""
    first = next((entry.name for entry in entries if entry.name in wrong), "") if focus else ""
    return tuple(replace(e, error=wrong.get(e.name, ""), first_wrong=e.name == first) for e in entries)


def not_saved(form: Form, values: Mapping[str, str], *, tab: str = "Registration") -> Card:
    """The card with the one form open in which something must be mended."""
    return Card("refused", tab, "Not saved.", facts=facts_in(values["facts"]), forms=(form,))


def name_in(values: Mapping[str, str]) -> tuple[Fact, ...]:
    """Of the facts that a token carried, whose they are: all that stays on a card once its act is done."""
    return tuple(fact for fact in facts_in(values["facts"]) if fact.label == "Name")


def packed(facts: tuple[Fact, ...]) -> str:
    """Facts as a token carries them."""
    return json.dumps([[f.label, f.value, f.tone] for f in facts])


def facts_in(text: str) -> tuple[Fact, ...]:
    """The facts that a token carried."""
    return tuple(Fact(label, value, tone) for label, value, tone in json.loads(text))


def day(on: date | None) -> str:
    """A day in words; nothing where there is none."""
    return f"{on:%-d %B %Y}" if on else ""


def iso(on: date | None) -> str:
    """A day as a field of a form holds it."""
    return on.isoformat() if on else ""


def money(cents: int) -> str:
    """Cents as dollars."""
    return phrases.money(cents)
