"""Reminders by e-mail: what is due, when it is told, to which office, in which words, and what becomes of the mail.

What is due (things), when it is told (occasions), to whom (offices), in which words (wording), each once (sending).
"""

from reticent.reminders.occasions import KINDS, occasion
from reticent.reminders.sending import ROUNDS, Item, Planned, Round, Sent, planned, run, sent
from reticent.reminders.things import Thing, of

__all__ = [
    "KINDS",
    "ROUNDS",
    "Item",
    "Planned",
    "Round",
    "Sent",
    "Thing",
    "occasion",
    "of",
    "planned",
    "run",
    "sent",
]
