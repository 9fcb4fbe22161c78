"""What stands around every page, and on those that only ask who it is or say what went wrong."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, repr=False)
class Place:
    """One link of the main navigation."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, repr=False)
class Tongue:
    """One language in which this page can be read."""

    code: str
    name: str
    current: bool


@dataclass(frozen=True, repr=False)
class Here:
    """The frame around every page: which library, where one can go, and as what one is signed in."""

    library: str = ""
    slug: str = ""
    home: str = "/"
    places: tuple[Place, ...] = ()
    signed_in_as: str = ""
    sign_out: str = ""
    fresh: str = ""
    to_read: str = ""
    undecided: bool = False
    set_up: str = ""
    language: str = "en"
    tongues: tuple[Tongue, ...] = ()
    address: str = ""
    on: str = ""

    @property
    def is_english(self) -> bool:
        """Whether the page is in the language of the adopted texts."""
        return self.language == "en"


@dataclass(frozen=True, repr=False)
class Drawer:
    """One library on the front page."""

    name: str
    home: str
    my_record: str
    desk: str


@dataclass(frozen=True, repr=False)
class Problem:
    """One thing to mend, with the field it is about."""

    text: str
    field: str = ""


@dataclass(frozen=True, repr=False)
class Sign:
    """A sign-in form of one field and a secret."""

    title: str
    heading: str
    action: str
    who_label: str
    secret_label: str
    button: str
    who_hint: str = ""
    problems: tuple[Problem, ...] = ()
    digits_only: bool = False
    remark: str = ""
    link: str = ""
    link_says: str = ""
    kept: str = ""


@dataclass(frozen=True, repr=False)
class Trouble:
    """An error page: what happened, and what to do next. Never a trace, never data."""

    status: int
    title: str
    what: str
    next: str
    problems: tuple[str, ...] = ()
    tone: Literal["refused", "referred"] = "refused"
