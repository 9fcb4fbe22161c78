"""Which sentences the readers' pages and our mails say, and the catalogues of their translations (`make words`).

The sentences are found where they are marked (`gettext`, `{% translate %}`) and where kinds of record say what they
are for. A catalogue keeps what is translated and gets what is new; its compiled twin is written beside it.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "reticent"
LOCALE = SOURCE / "locale"
MARKS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
Sentence = str | tuple[str, ...]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)  # so that an unchanged catalogue is written unchanged


def sentences() -> dict[Sentence, list[str]]:
    """Every sentence with the files that say it."""
    found: dict[Sentence, list[str]] = {}
    for path, sentence in (
        *_in_code(),
        *_in_templates(),
        *_in_kinds(),
        *_in_counts(),
        *_in_questions(),
        *_in_signups(),
        *_in_permissions(),
    ):
        where = found.setdefault(sentence, [])
        if path not in where:
            where.append(path)
    return found


def catalogue(language: str) -> Catalog:
    """What is translated, as it lies in the repository."""
    with (_folder(language) / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def bring_up_to_date(language: str) -> list[Sentence]:
    """Write the catalogue with every sentence that is said now; those that want translating."""
    folder = _folder(language)
    folder.mkdir(parents=True, exist_ok=True)
    there = catalogue(language) if (folder / "django.po").exists() else Catalog(locale=language)
    now = Catalog(
        locale=language,
        project="Reticent",
        version="1",
        copyright_holder="the Reticent authors",
        msgid_bugs_address="the library",
        last_translator="the Reticent authors",
        language_team="the Reticent authors",
        creation_date=LONG_AGO,
        revision_date=LONG_AGO,
        fuzzy=False,
        header_comment="# What readers' pages say. Spanish of Connecticut's libraries: usted, préstamo, reserva, cargo.",
    )
    for sentence, where in sorted(sentences().items(), key=lambda item: str(item[0])):
        known = there.get(sentence[0] if isinstance(sentence, tuple) else sentence)
        said = known.string if known else ""
        now.add(sentence, said, locations=[(path, 0) for path in where])
    with (folder / "django.po").open("wb") as file:
        write_po(file, now, width=110, include_lineno=False)
    (folder / "django.mo").write_bytes(compiled(now))
    return [m.id for m in now if m.id and not all([m.string] if isinstance(m.string, str) else m.string)]


def _folder(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES"


def _in_code() -> Iterator[tuple[str, Sentence]]:
    rooms = (SOURCE / "doors" / "web", SOURCE / "notices", SOURCE / "reminders")
    for path in sorted(path for room in rooms for path in room.rglob("*.py")):
        yield from _extracted(path, path.read_text(encoding="utf-8"))


def _in_templates() -> Iterator[tuple[str, Sentence]]:
    from django.utils.translation.template import templatize

    for path in sorted((SOURCE / "doors" / "web" / "templates").rglob("*.html")):
        yield from _extracted(path, templatize(path.read_text(encoding="utf-8"), origin=path.name))


def _in_kinds() -> Iterator[tuple[str, Sentence]]:
    """What each kind of record says of itself, and the names of a registration's fields."""
    from reticent.access.records import LABELS
    from reticent.drawer import kinds

    for kind in kinds.declared():
        for said in (kind.title, kind.why, kind.need, *(field.purpose for field in kind.fields)):
            yield f"the kind “{kind.name}”", said
    for label in LABELS.values():
        yield "access/records.py", label
    yield "access/records.py", "Your library's policy does not say. Ask the director."
    yield "access/records.py", "Your library's policy does not say. The days are this program's default."


def _in_signups() -> Iterator[tuple[str, Sentence]]:
    """What somebody is told who signs up for a program."""
    from reticent.records.signups import SAYS

    for said in SAYS.values():
        yield "records/signups.py", said


def _in_permissions() -> Iterator[tuple[str, Sentence]]:
    """What is said to a patron who lets somebody be told of her records."""
    from reticent.people.permissions import SAID

    for said in SAID:
        yield "people/permissions.py", said


def _in_counts() -> Iterator[tuple[str, Sentence]]:
    """What came, and what came of it, as the public figures name it."""
    from reticent.disclosure.counts import KINDS, OUTCOMES

    for said in (*KINDS.values(), *OUTCOMES.values()):
        yield "disclosure/counts.py", said


def _in_questions() -> Iterator[tuple[str, Sentence]]:
    """What is said to whoever asks or suggests of what she typed, and what was decided."""
    from reticent.records import interlibrary, questions, suggestions

    for said in (*questions.SAID, *suggestions.SAID, *suggestions.DECISIONS.values(), *interlibrary.SAID):
        yield "records/numbered.py", said


def _extracted(path: Path, text: str) -> Iterator[tuple[str, Sentence]]:
    for _, said, _, _ in extract(
        "python", io.BytesIO(text.encode()), keywords=MARKS, options={"encoding": "utf-8"}
    ):
        yield str(path.relative_to(SOURCE)), said


if __name__ == "__main__":
    import django

    import reticent.settings  # noqa: F401  names itself as Django's settings

    django.setup()
    missing = [
        f"{folder.name}: {each}"
        for folder in sorted(LOCALE.iterdir())
        for each in bring_up_to_date(folder.name)
    ]
    print("\n".join(missing) or "Every sentence is translated.")
    sys.exit(1 if missing else 0)
