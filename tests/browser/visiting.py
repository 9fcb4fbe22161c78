"""Whoever works at a library, walking through the pages of a visit: forms are read off a page and sent as they stand."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from tests.conftest import Town


@dataclass
class Form:
    """One form of a page: where it goes, what it carries already, and what may be typed or chosen in it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    text: str = ""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = self._area = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
            self._inside = True
        elif not self._inside:
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and given.get("value"):
            self.forms[-1].options.setdefault(self._select, []).append(given["value"])
            if "selected" in given:
                self.forms[-1].values[self._select] = [given["value"]]
        elif tag == "textarea":
            self._area = name
            self.forms[-1].values[name] = [""]
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            self.forms[-1].options.setdefault(name, []).append(given["value"])
            if "checked" in given:
                self.forms[-1].values.setdefault(name, []).append(given["value"])
        elif tag == "input":
            self.forms[-1].values[name] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.forms[-1].text += data
            if self._area:
                self.forms[-1].values[self._area][0] += data.removeprefix("\n")


class Visitor:
    """One account at the pages of a visit."""

    def __init__(self, town: Town, username: str = "clara", *duties: str, title: str = "desk") -> None:
        self.town = town
        self.slug = town.library.slug  # type: ignore[attr-defined]
        self.account = town.staff(username, *duties, title=title)
        self.client = Client()
        self.client.force_login(self.account)
        self.status = 0
        self.page = self.url = ""

    @classmethod
    def director(cls, town: Town) -> "Visitor":
        """The director."""
        return cls(town, "director", "director", title="director")

    def look(self, where: str) -> "Visitor":
        """Open a page of this library."""
        return self._took(self.client.get(f"/{self.slug}/{where}", follow=True))

    def _took(self, answer: Any) -> "Visitor":
        self.status, self.page = answer.status_code, answer.content.decode()
        self.url = answer.redirect_chain[-1][0] if getattr(answer, "redirect_chain", None) else ""
        return self

    @property
    def said(self) -> str:
        """What a reader reads on the page."""
        main = self.page.split("<main")[1].split("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    @property
    def forms(self) -> list[Form]:
        """The forms in the page's own part."""
        parser = _Forms()
        parser.feed(self.page.split("<main")[1].split("</main>")[0])
        return parser.forms

    @property
    def offered(self) -> list[str]:
        """The steps that the page offers now."""
        steps = [form.values.get("do", [""])[0] for form in self.forms]
        return list(dict.fromkeys(step for step in steps if step))

    def form(self, do: str = "") -> Form:
        """The form of a step; without one, the page's only form."""
        found = [form for form in self.forms if form.values.get("do", [""])[0] == do]
        assert found, f"the page offers {self.offered}"
        return found[-1]

    def send(self, do: str = "", **typed: Any) -> "Visitor":
        """Fill a form in and send it: only what is there to be filled in, as a browser would."""
        form = self.form(do)
        values = dict(form.values)
        for name, value in typed.items():
            said = [str(each) for each in value] if isinstance(value, list) else [str(value)]
            there = f"f-{name.replace('__', '-')}"
            assert there in form.values or set(said) <= set(form.options.get(there, ())), (
                f"{do} does not ask for {name}={said}"
            )
            values[there] = said
        return self.post(form.action, values)

    def post(self, action: str, values: dict[str, Any]) -> "Visitor":
        """Send these values there."""
        return self._took(self.client.post(action, values, follow=True))
