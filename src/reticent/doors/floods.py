"""How much may be tried at a sign-in from one address and at one library; and when a refusal leaves.

Counted in memory, under keyed marks: no table learns who tried. What holds a card or an account itself is in the
people room and lasts; this only keeps a flood from it.
"""

import ipaddress
import secrets
import threading
import time
from datetime import datetime, timedelta
from hashlib import blake2b

from django.http import HttpRequest

from reticent.people import pauses

MOST_REMEMBERED = 10_000
# A refusal leaves at whole steps after it came in: what was done for it meanwhile cannot be told from the time.
STEP = 0.1
# Tries a minute. A library's is what six addresses have: one or two do not keep everybody out.
OF_AN_ADDRESS = 20
OF_A_LIBRARY = 120


class Bound:
    """At most so many tries for one name within so many seconds. Each process counts for itself."""

    def __init__(self, *, most: int, seconds: int) -> None:
        self.most = most
        self.seconds = seconds
        self._key = secrets.token_bytes(32)
        self._tried: dict[bytes, list[float]] = {}
        self._lock = threading.Lock()

    def take(self, name: str) -> bool:
        """Count one more; whether it may be made."""
        now = time.monotonic()
        mark = self._mark(name)
        with self._lock:
            if len(self._tried) >= MOST_REMEMBERED and mark not in self._tried:
                self._tried = {m: at for m, at in self._tried.items() if at[-1] > now - self.seconds}
                if len(self._tried) >= MOST_REMEMBERED:
                    return False
            tried = [at for at in self._tried.get(mark, ()) if at > now - self.seconds]
            if len(tried) >= self.most:
                return False
            self._tried[mark] = [*tried, now]
            return True

    def give_back(self, name: str) -> None:
        """The last one was right: it does not count."""
        mark = self._mark(name)
        with self._lock:
            tried = self._tried.pop(mark, [])[:-1]
            if tried:
                self._tried[mark] = tried

    def _mark(self, name: str) -> bytes:
        return blake2b(name.encode(), key=self._key, digest_size=16).digest()


class Gate:
    """What stands before a sign-in: so many tries a minute from one address, so many at one library."""

    def __init__(self, *, of_an_address: int = OF_AN_ADDRESS, of_a_library: int = OF_A_LIBRARY) -> None:
        self.of_an_address = Bound(most=of_an_address, seconds=60)
        # One PIN tried over many cards is a guess too.
        self.of_a_library = Bound(most=of_a_library, seconds=60)

    def take(self, request: HttpRequest, library: str) -> bool:
        """Count one more; whether it may be made. What its address refuses does not count against the library."""
        return self.of_an_address.take(address(request)) and self.of_a_library.take(library)

    def give_back(self, request: HttpRequest, library: str) -> None:
        """It was right: it does not count."""
        self.of_an_address.give_back(address(request))
        self.of_a_library.give_back(library)


class Pauses:
    """Five wrong tries under one name, then a wait that doubles, as at a sign-in.

    In memory alone, for where a count that lasts would itself tell something. Each process counts for itself.
    """

    def __init__(self, *, first: timedelta) -> None:
        self.first = first
        self._counted: dict[str, tuple[int, datetime, datetime | None]] = {}
        self._lock = threading.Lock()

    def take(self, name: str, *, now: datetime) -> bool:
        """Count one more; whether it may be made."""
        with self._lock:
            many, last, waits = self._counted.get(name, (0, now, None))
            if waits and now < waits:
                return False
            many = 1 if last + pauses.REMEMBERED < now else many + 1
            until = pauses.until(many, now=now, first=self.first)
            self._counted[name] = (many, until or now, until)
            return True

    def forget(self, name: str) -> None:
        """It was right: what was counted is over."""
        with self._lock:
            self._counted.pop(name, None)


def address(request: HttpRequest) -> str:
    """Where a request comes from, as it is bound: of the newer addresses, the network that one household has."""
    there: str = request.META.get("REMOTE_ADDR", "")
    try:
        known = ipaddress.ip_address(there)
    except ValueError:
        return there
    return there if known.version == 4 else str(ipaddress.ip_network((known, 64), strict=False))


def leave_in_step(came: float) -> None:
    """Wait until a whole number of steps after a request came (by `time.monotonic`)."""
    time.sleep(-(time.monotonic() - came) % STEP)
