"""Reminders by e-mail: what is due, when it is told, to which office, in which words, and what becomes of the mail.

What is due (things), when it is told (occasions), to whom (offices), in which words (wording), by which way it leaves
(post), each once (sending), once a day (rounds).
"""

from reticent.reminders.occasions import KINDS, occasion
from reticent.reminders.post import is_named, way
from reticent.reminders.rounds import AtIt, Kept, is_due, kept, note
from reticent.reminders.sending import Item, Planned, Round, Sent, planned, run, sent
from reticent.reminders.things import Thing, of

__all__ = [
    "KINDS",
    "AtIt",
    "Item",
    "Kept",
    "Planned",
    "Round",
    "Sent",
    "Thing",
    "is_due",
    "is_named",
    "kept",
    "note",
    "occasion",
    "of",
    "planned",
    "run",
    "sent",
    "way",
]
