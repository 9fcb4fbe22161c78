"""Account notices: what patrons are told by e-mail of what they have out, of a hold that is ready, of a card that ends.

Whom and of what is worked out in access (noticing). Here: in which words (wording), each once (sending, with what has
gone in journal), and what came back (bounces); and which texts an Evergreen's own mails and slips are given (evergreen).
Newsletters are not sent from here. Nobody's mails are listed anywhere.
"""

from reticent.notices.bounces import Came, take_in
from reticent.notices.evergreen import Template, Templates, templates
from reticent.notices.sending import ROUNDS, Round, is_set_up, planned, run

__all__ = [
    "ROUNDS",
    "Came",
    "Round",
    "Template",
    "Templates",
    "is_set_up",
    "planned",
    "run",
    "take_in",
    "templates",
]
