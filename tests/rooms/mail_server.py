"""A small mail server, which takes mail, refuses it, or breaks off in the middle."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast


class MailServer(socketserver.ThreadingTCPServer):
    """Whatever it took, and how it behaves."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[tuple[str, EmailMessage]] = []
        self.knows_not: set[str] = set()
        # One of: nothing, "sender" (takes no mail from us), "before" (breaks off at a mail's beginning), "after" (takes
        # a mail and breaks off without saying so).
        self.does = ""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def told(self) -> list[str]:
        """To whom mail went."""
        return [recipient for recipient, _ in self.taken]

    def said_to(self, recipient: str) -> str:
        """The text of the last mail to this address."""
        mail = [mail for to, mail in self.taken if to == recipient][-1]
        return f"{mail['Subject']}\n\n{mail.get_content()}"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast(MailServer, self.server)
        recipient = ""
        self.say("220 here")
        for line in iter(self.rfile.readline, b""):
            word, given = line.decode().strip()[:4].upper(), line.decode().strip()
            if word == "MAIL" and server.does == "sender":
                self.say("451 not now")
            elif word == "RCPT":
                recipient = given.split("<")[1].split(">")[0]
                self.say("550 nobody of that name" if recipient in server.knows_not else "250 known")
            elif word == "DATA":
                if server.does == "before":
                    return
                self.say("354 go on")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                parsed: Any = message_from_bytes(mail, policy=policy.default)
                server.taken.append((recipient, parsed))
                if server.does == "after":
                    return
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 until then")
                return
            else:
                self.say("250 yes")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running() -> Iterator[MailServer]:
    """A server of its own, on a port of its own."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()
