"""What the text itself says: its clauses in our words, and what the public page says beside the rules."""

from typing import Annotated

from pydantic import Field

from reticent.policy.chapters.lists import Clauses
from reticent.policy.reading import Strictly, one_of


class Clause(Strictly):
    """One promise of the text, in our words, and how it is kept here."""

    heading: str = Field(description="The section of the text in which it stands.", examples=["Approval"])
    text: str = Field(
        description="What it says, in one line of our words.", examples=["The board adopted this policy."]
    )
    kept_by: Annotated[str, one_of("enforced", "evidenced", "published", "reminded")] = Field(
        description="enforced: the program decides by it, and of the texts that come with Reticent a test proves it."
        " evidenced: it leaves proof. published: the public page says it. reminded: only people can keep it, and the"
        " custodian is asked about it every year.",
        examples=["published"],
    )
    words: str = Field(
        default="",
        description="A few words of the text itself, as it has them; … for what is left out. The linter reads them.",
        examples=["approved by the Library Board"],
    )


class Notice(Strictly):
    """A sentence or two for the public page, in our words."""

    heading: str = Field(description="The heading.", examples=["Shared computers"])
    text: str = Field(
        description="What it says.", examples=["Take care on shared computers and on the wireless network."]
    )
    clauses: Clauses = ()
