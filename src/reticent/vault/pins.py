"""PINs: kept only as Argon2id hashes, and those only inside a sealed registration."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's first choice for Argon2id (19 MiB, two passes): about 20 ms, so a stolen hash of four digits still
# falls in minutes. The seal is what protects it; the hash is for whoever can open seals.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody's PIN")


def hash_of(pin: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(pin)


def fits(pin: str, kept: str | None) -> bool:
    """Whether the PIN fits. Takes as long when there is nobody (`kept` is None), so the time tells nothing."""
    nobody = _nobody()
    try:
        return _HASHER.verify(kept or nobody, pin) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
