"""Whoever works at a library, walking through the pages of a visit: forms are read off a page and sent as they stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import Any, Self

from django.test import Client

from tests.conftest import Town


@dataclass
class Form:
    """One form of a page: where it goes, what it carries already, and what may be typed or chosen in it."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    text: str = ""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = self._area = ""
        self._button: dict[str, list[str]] | None = None
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
        elif tag == "button":
            self._button = {name: [given.get("value", "")]} if name else {}
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
        elif tag == "button":
            self._button = None
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.forms[-1].text += data
            if self._button is not None and data.strip():
                self.forms[-1].buttons[data.strip()] = self._button
            if self._area:
                self.forms[-1].values[self._area][0] += data.removeprefix("\n")


@lru_cache(maxsize=8)
def _forms_of(page: str) -> list[Form]:
    parser = _Forms()
    parser.feed(page)
    return parser.forms


class Pages:
    """Somebody in front of a page: what can be read on it, and which forms there are to be filled in.

    How a page is fetched and a form is sent, whoever walks says: by plain HTTP (`Visitor`), or in Chromium (chromium.py).
    """

    slug = ""
    status = 0
    page = url = ""
    account: Any = None

    def go(self, address: str) -> Self:
        """Open the page at this address."""
        raise NotImplementedError

    def send(self, do: str = "", **typed: Any) -> Self:
        """Fill a form in and send it: only what is there to be filled in, as a browser would."""
        raise NotImplementedError

    def send_for_file(self, do: str = "", **typed: Any) -> bytes:
        """The same, where what comes back is a file."""
        raise NotImplementedError

    def press(self, label: str) -> Self:
        """Press the first button that says this, its form as it stands."""
        raise NotImplementedError

    def read(self, address: str) -> str:
        """The text that lies at this address; the page stays where it is."""
        raise NotImplementedError

    def look(self, where: str) -> Self:
        """Open a page of this library."""
        return self.go(f"/{self.slug}/{where}")

    def link(self, part: str) -> str:
        """The first address on the page that has this in it."""
        found = re.search(rf'href="([^"]*{re.escape(part)}[^"]*)"', self.page)
        assert found, f"no link to {part}: {self.said}"
        return unescape(found[1])

    def follow(self, part: str) -> Self:
        """Go where the page's first link leads that has this in its address."""
        return self.go(self.link(part))

    @property
    def main(self) -> str:
        """The page's own part."""
        return self.page.split("<main")[1].split("</main>")[0]

    @property
    def said(self) -> str:
        """What a reader reads on the page."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.main)).split())

    @property
    def forms(self) -> list[Form]:
        """The forms in the page's own part."""
        return _forms_of(self.main)

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

    @staticmethod
    def filled(form: Form, typed: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is typed and chosen, by the names that this form has for it."""
        values = {}
        for name, value in typed.items():
            said = [str(each) for each in value] if isinstance(value, list) else [str(value)]
            own = f"f-{name.replace('__', '-')}"
            there = name if name in form.values or name in form.options else own
            assert there in form.values or set(said) <= set(form.options.get(there, ())), (
                f"{form.values.get('do')} does not ask for {name}={said}"
            )
            values[there] = said
        return values


class Visitor(Pages):
    """One account at the pages of a library, by plain HTTP; without one, somebody who has not signed in."""

    def __init__(self, town: Town, username: str = "clara", *duties: str, title: str = "desk") -> None:
        self.town = town
        self.slug = town.library.slug  # type: ignore[attr-defined]
        self.client = Client()
        if username:
            self.account = town.staff(username, *duties, title=title)
            self.client.force_login(self.account)

    @classmethod
    def director(cls, town: Town) -> "Visitor":
        """The director."""
        return cls(town, "director", "director", title="director")

    def go(self, address: str) -> Self:
        return self._took(self.client.get(address, follow=True))

    def read(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def _took(self, answer: Any) -> Self:
        self.status, self.page = answer.status_code, answer.content.decode()
        self.url = answer.redirect_chain[-1][0] if getattr(answer, "redirect_chain", None) else ""
        return self

    def send(self, do: str = "", **typed: Any) -> Self:
        form = self.form(do)
        return self.post(form.action, {**form.values, **self.filled(form, typed)})

    def send_for_file(self, do: str = "", **typed: Any) -> bytes:
        form = self.form(do)
        answer = self.client.post(form.action, {**form.values, **self.filled(form, typed)})
        assert "attachment" in answer.headers.get("Content-Disposition", ""), answer.content
        return bytes(answer.content)

    def press(self, label: str) -> Self:
        form = next(form for form in self.forms if label in form.buttons)
        return self.post(form.action, {**form.values, **form.buttons[label]})

    def post(self, action: str, values: dict[str, Any]) -> Self:
        """Send these values there."""
        return self._took(self.client.post(action, values, follow=True))
