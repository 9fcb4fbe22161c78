"""How often somebody may try to sign in. Counted in memory, under keyed marks: no table learns who tried."""

import secrets
import threading
import time
from hashlib import blake2b

MOST_REMEMBERED = 10_000


class Tries:
    """So many wrong tries for one name, then a pause. Each process counts for itself."""

    def __init__(self, *, most: int, seconds: int) -> None:
        self.most = most
        self.seconds = seconds
        self._key = secrets.token_bytes(32)
        self._wrong: dict[bytes, list[float]] = {}
        self._lock = threading.Lock()

    def wait(self, name: str) -> int:
        """Minutes to wait before the next try; 0 when it is open."""
        now = time.monotonic()
        with self._lock:
            wrong = [at for at in self._wrong.get(self._mark(name), ()) if at > now - self.seconds]
        if len(wrong) < self.most:
            return 0
        return max(1, round((wrong[-self.most] + self.seconds - now) / 60))

    def count(self, name: str) -> None:
        """One more wrong try."""
        now = time.monotonic()
        with self._lock:
            if len(self._wrong) >= MOST_REMEMBERED:
                self._wrong = {mark: at for mark, at in self._wrong.items() if at[-1] > now - self.seconds}
            wrong = self._wrong.setdefault(self._mark(name), [])
            wrong[:] = [at for at in wrong if at > now - self.seconds] + [now]

    def forgive(self, name: str) -> None:
        """The right word was given: start anew."""
        with self._lock:
            self._wrong.pop(self._mark(name), None)

    def _mark(self, name: str) -> bytes:
        return blake2b(name.encode(), key=self._key, digest_size=16).digest()
