"""Where permits are minted. The import contract lets no room but `access` come here."""

from collections.abc import Iterable

from reticent.drawer.permits import MINT, Permit


def mint(
    *,
    library: str,
    purpose: str,
    kinds: Iterable[str],
    subject: str | None = None,
    thing: str | None = None,
    fields: Iterable[str] | None = None,
    also_kept: bool = False,
) -> Permit:
    """A permit to open these kinds (and only these `kind.field`s, unless None) of this subject or thing."""
    return Permit(
        library=library,
        purpose=purpose,
        kinds=frozenset(kinds),
        subject=subject,
        thing=thing,
        fields=None if fields is None else frozenset(fields),
        also_kept=also_kept,
        mint=MINT,
    )
