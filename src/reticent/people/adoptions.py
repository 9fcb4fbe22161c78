"""Which policies has a library drafted, had reviewed and adopted; who did so, when, and where is it written down?

A row is about a text, never about a person: bodies and offices, days, hashes. The adopted bytes lie in the row and in
a file (`policy_files`); the ledger holds their hash. What decides is only ever bytes whose hash is the adopted one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from django.db import IntegrityError, models, transaction

from reticent import policy
from reticent.errors import Broken, Malformed, Refused
from reticent.ledger import log
from reticent.people import policy_files
from reticent.people.policy_files import FileState
from reticent.policy import adopting
from reticent.policy.adopting import Act, Before

# A library's own first text came before anybody drafted here: nobody's name is put to what the program did not see.
BEFORE_US = "as the text says; adopted before Reticent was set up"
REMIND_DAYS = 60


class NoSuchText(Malformed):
    """The library has no text of this id."""


class NotADraft(Refused):
    """What was adopted is never edited."""


class NotAdopted(Refused):
    """Something stands against recording this adoption."""


class AdoptedTextLost(Broken):
    """No copy of an adopted text is what was adopted, or none can be read."""


class PolicyAdoption(models.Model):
    """One text of a library: how far it has come, and by whom."""

    DRAFT, REVIEWED, ADOPTED = "draft", "reviewed", "adopted"
    STATES: ClassVar = [(state, state) for state in (DRAFT, REVIEWED, ADOPTED)]

    library = models.CharField(max_length=40)
    policy_id = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    text = models.BinaryField()
    state = models.CharField(max_length=10, choices=STATES)
    drafted_on = models.DateField()
    drafted_by = models.CharField(max_length=24)
    reviewed_by = models.CharField(max_length=24, blank=True)
    reviewed_on = models.DateField(null=True)
    adopted_by = models.CharField(max_length=80, blank=True)
    adopted_on = models.DateField(null=True)
    reference = models.CharField(max_length=160, blank=True)
    in_force_from = models.DateField(null=True)
    recorded_on = models.DateField(null=True)
    superseded_by = models.CharField(max_length=60, blank=True)
    review_due = models.DateField(null=True)

    class Meta:
        ordering = ["library", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["library", "policy_id"], name="a_text_stands_once"),
            models.UniqueConstraint(
                fields=["library", "in_force_from"],
                condition=models.Q(state="adopted"),
                name="one_policy_in_force_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} of {self.library}: {self.state}"

    @property
    def came_before_us(self) -> bool:
        """Whether it was adopted before Reticent was set up, so that all that is known of it is what it says."""
        return self.reference == BEFORE_US

    @property
    def own_bytes(self) -> bytes:
        """The text as this row has it."""
        return bytes(self.text)


@dataclass(frozen=True)
class Standing:
    """Where a library's policy stands on a day, for the pages: which one, since when, by whom, what must be done.

    `read_anew` says that this version of Reticent comes with another reading of a text that was adopted before us.
    """

    policy_id: str
    sha256: str
    since: date | None
    followed_since: date | None
    adopted_by: str
    adopted_on: date | None
    reference: str
    came_before_us: bool
    review_due: date | None
    review_is_near: bool
    review_overdue: bool
    coming: str
    coming_on: date | None
    read_anew: bool


# -- the texts themselves


def text_of(library: str, digest: str) -> policy.Policy:
    """The text with this hash, as frozen values: read once, from bytes whose hash it is, wherever those still lie."""
    if digest not in _READ:
        _READ[digest] = _read(library, digest)
    return _READ[digest]


_READ: dict[str, policy.Policy] = {}


def _read(library: str, digest: str) -> policy.Policy:
    row = PolicyAdoption.objects.filter(library=library, sha256=digest).first()
    name = row.policy_id if row else "the policy"
    content = _bytes_of(row) if row else None
    if content is None:
        raise AdoptedTextLost(
            f"{name} of {library} is in force, and no copy of it here is what was adopted: neither the database's nor "
            f"the file {policy_files.adopted_file(library, name).name}. Nothing is decided by another text. Put the "
            "file back from a backup or from the minutes, or run `reticent restore` with the last backup."
        )
    try:
        return policy.load(Path(f"{name}.toml"), content=content)
    except Malformed as no:
        how = (
            "Run `reticent init` again for this library: it takes the text as this version reads it."
            if row and row.came_before_us
            else "Go back to the version that read it, have the text brought up to this one, and let it be adopted."
        )
        raise AdoptedTextLost(
            f"{name} of {library} is in force, and this version of Reticent cannot read it. {how} Nothing is decided "
            f"meanwhile.\n{no}"
        ) from None


def _bytes_of(row: PolicyAdoption) -> bytes | None:
    """The adopted bytes: the database's, else the file's, else those that come with Reticent, if they are these."""
    shipped = policy.shipped_bytes(row.policy_id)
    candidates: tuple[Callable[[], bytes | None], ...] = (
        lambda: row.own_bytes,
        lambda: policy_files.read(policy_files.adopted_file(row.library, row.policy_id)),
        lambda: shipped,
    )
    for candidate in candidates:
        content = candidate()
        if content is not None and sha256(content).hexdigest() == row.sha256:
            return content
    return None


def bytes_of(library: str, policy_id: str) -> bytes:
    """The bytes of a text: of an adopted one those that were adopted, whatever lies in its file."""
    row = named(library, policy_id)
    content = _bytes_of(row)
    if content is None:
        raise AdoptedTextLost(f"No copy of {policy_id} of {library} here is what it was.")
    return content


def in_force(library: str, *, on: date) -> PolicyAdoption | None:
    """The one text that is in force at a library on a day; of the rows as they are now."""
    return in_force_of(adopted(library), on=on)


def in_force_of(rows: Iterable[PolicyAdoption], *, on: date) -> PolicyAdoption | None:
    """The same, of the library's adopted rows, in their order."""
    begun = [row for row in rows if row.in_force_from is None or row.in_force_from <= on]
    return begun[-1] if begun else None


def earlier_than(library: str, digest: str) -> list[policy.Policy]:
    """The texts that the one with this hash superseded, the oldest first; without those that no version reads now."""
    digests = [row.sha256 for row in adopted(library)]
    return _readable(library, digests[: digests.index(digest)] if digest in digests else [])


def _readable(library: str, digests: Iterable[str]) -> list[policy.Policy]:
    found = []
    for digest in digests:
        try:
            found.append(text_of(library, digest))
        except AdoptedTextLost:
            continue  # it decides nothing any more; `policy status` says what became of it
    return found


def titles(library: str) -> dict[str, str]:
    """The titles of the library's adopted texts, by their hashes, as far as they can be read."""
    digests = {row.sha256 for row in adopted(library)}
    return {text.sha256: text.title for text in _readable(library, digests)}


def adopted(library: str) -> list[PolicyAdoption]:
    """The adopted texts, in the order in which they came or come into force."""
    rows = PolicyAdoption.objects.filter(library=library, state=PolicyAdoption.ADOPTED).defer("text")
    return sorted(rows, key=lambda row: (row.in_force_from or date.min, row.pk))


def history(library: str) -> list[PolicyAdoption]:
    """Every text of the library: those adopted in their order, then what is being written."""
    rows = PolicyAdoption.objects.filter(library=library).exclude(state=PolicyAdoption.ADOPTED)
    return [*adopted(library), *rows.defer("text")]


def named(library: str, policy_id: str) -> PolicyAdoption:
    """The library's text of this id; `NoSuchText` says which there are."""
    row = PolicyAdoption.objects.filter(library=library, policy_id=policy_id).first()
    if row is None:
        there = ", ".join(other.policy_id for other in history(library)) or "none yet"
        raise NoSuchText(
            f"{library} has no text “{policy_id}”. There are: {there}. A new one is begun with `reticent policy draft`."
        )
    return row


def standings(rows: Sequence[PolicyAdoption], *, on: date) -> list[str]:
    """How far each text of a library's history has come by a day: draft, reviewed, adopted (and not in force yet), in
    force, superseded."""
    current = in_force_of((row for row in rows if row.state == PolicyAdoption.ADOPTED), on=on)

    def standing(row: PolicyAdoption) -> str:
        if row.state != PolicyAdoption.ADOPTED:
            return row.state
        if row is current:
            return "in force"
        return "adopted" if row.in_force_from and row.in_force_from > on else "superseded"

    return [standing(row) for row in rows]


def standing_of(row: PolicyAdoption, *, on: date) -> str:
    """How far this text alone has come, among those of its library as they are now."""
    rows = history(row.library)
    return standings(rows, on=on)[rows.index(row)]


def _ships_otherwise(row: PolicyAdoption) -> bool:
    raw = policy.shipped_bytes(row.policy_id)
    return raw is not None and sha256(raw).hexdigest() != row.sha256


def in_brief(library: str, *, on: date) -> Standing | None:
    """Where the library's policy stands on a day; None where nothing is in force."""
    there = adopted(library)
    row = in_force_of(there, on=on)
    if row is None:
        return None
    after = [other for other in there if other.in_force_from and other.in_force_from > on]
    days = (row.review_due - on).days if row.review_due else None
    return Standing(
        policy_id=row.policy_id,
        sha256=row.sha256,
        since=row.in_force_from,
        followed_since=row.recorded_on,
        adopted_by=row.adopted_by,
        adopted_on=row.adopted_on,
        reference=row.reference,
        came_before_us=row.came_before_us,
        review_due=row.review_due,
        review_is_near=days is not None and 0 <= days <= REMIND_DAYS,
        review_overdue=days is not None and days < 0,
        coming=after[0].policy_id if after else "",
        coming_on=after[0].in_force_from if after else None,
        read_anew=row.came_before_us and _ships_otherwise(row),
    )


# -- what becomes of a text, step by step


def draft(
    library: str, source: Path, *, content: bytes | None = None, by: str, today: date
) -> PolicyAdoption:
    """Take a text in as the library's draft, strictly checked. Drafted again, it has to be reviewed again.

    `by` is the office at work here (administrator, director); `content` the bytes, where they came otherwise.
    """
    raw = source.read_bytes() if content is None and source.is_file() else content
    text = policy.load(source, content=raw)
    assert raw is not None
    if text.library != library:
        raise NotADraft(
            f"This text says that it is {text.library_name}'s (library = “{text.library}”). Put your own library into "
            f"it (library = “{library}”, library_name, id, and the clauses that are theirs alone), then draft it again."
        )
    with _alone(library):
        there = PolicyAdoption.objects.filter(library=library, policy_id=text.id).first()
        if there is not None and there.state == PolicyAdoption.ADOPTED:
            raise NotADraft(
                f"{text.id} was adopted already, and what was adopted is never edited. Give the new text an id of its "
                f'own, such as {library}-{today.year}, and write supersedes = "{text.id}" into it if it is to take its '
                "place."
            )
        facts = {
            "sha256": text.sha256,
            "text": raw,
            "state": PolicyAdoption.DRAFT,
            "drafted_on": today,
            "drafted_by": by,
            "reviewed_by": "",
            "reviewed_on": None,
        }
        policy_files.lay(policy_files.draft_file(library, text.id), raw, final=False)
        if there is not None and there.sha256 == text.sha256:
            row = there
        else:
            row, _ = PolicyAdoption.objects.update_or_create(
                library=library, policy_id=text.id, defaults=facts
            )
    write_down(library)
    return row


def review(library: str, policy_id: str, *, by: str, on: date, today: date) -> PolicyAdoption:
    """Note that an office looked a draft over on a day. Offices, never names."""
    office = adopting.office_named(by)
    if office is None:
        offices = ", ".join(adopting.REVIEWERS)
        raise Malformed(
            f"Say which office looked it over, and nobody's name; one of: {offices}. Nothing was noted."
        )
    with _alone(library):
        row = named(library, policy_id)
        if row.state == PolicyAdoption.ADOPTED:
            raise NotADraft(f"{policy_id} was adopted already; there is nothing to review before that.")
        _as_drafted(row)
        if on > today:
            raise Refused(f"{on:%-d %B %Y} has not come yet. Note the review once it was done.")
        if on < row.drafted_on:
            raise Refused(
                f"This text was drafted here on {row.drafted_on:%-d %B %Y}, after {on:%-d %B %Y}: what was looked over "
                "then was not this text. Have this one looked over, or put the day right."
            )
        row.state, row.reviewed_by, row.reviewed_on = PolicyAdoption.REVIEWED, office, on
        row.save(update_fields=["state", "reviewed_by", "reviewed_on"])
    write_down(library)
    return row


def why_not(library: str, policy_id: str, *, act: Act, today: date) -> list[str]:
    """Everything that stands against recording this adoption; empty if nothing does."""
    row = named(library, policy_id)
    if row.state == PolicyAdoption.ADOPTED:
        return [f"{policy_id} was adopted already, and what was adopted is never edited."]
    if row.state == PolicyAdoption.DRAFT or row.reviewed_on is None:
        return [
            f"{policy_id} was not reviewed yet. Have it looked over, then note who did: `reticent policy review "
            f"{library} {policy_id} --by OFFICE --on DAY`."
        ]
    try:
        _as_drafted(row)
    except Refused as no:
        return [str(no)]
    text = policy.load(Path(f"{policy_id}.toml"), content=row.own_bytes)
    before, coming = _around(library, adopting.begins_on(text, act))
    reasons = adopting.why_not(
        text, act, reviewed_on=row.reviewed_on, before=before, coming=coming, today=today
    )
    law = signed_by_counsel(library, text)
    if not law.allowed:
        where = policy_files.signature_file(library, text.statute_pack)
        reasons.append(f"{law.say} {law.next_step} Its place is {where}.")
    return reasons


def signed_by_counsel(library: str, text: policy.Policy) -> policy.Adoptable:
    """Whether the law that the text names lets it be adopted here, and what to bear in mind."""
    path = policy_files.signature_file(library, text.statute_pack)
    return policy.may_be_adopted(text.statute, policy.read_signature(path) if path.exists() else None)


def draft_text(library: str, policy_id: str) -> policy.Policy:
    """A text of the library as it was taken in, whatever its state."""
    row = named(library, policy_id)
    if row.state == PolicyAdoption.ADOPTED:
        return text_of(library, row.sha256)
    return policy.load(Path(f"{policy_id}.toml"), content=row.own_bytes)


def adopt(library: str, policy_id: str, *, act: Act, today: date) -> PolicyAdoption:
    """Record that the body which the text names adopted it. From its day on it decides; the one before is superseded.

    One transaction: killed anywhere, the old policy is in force or the new one is, whole. The file is laid first: one
    that no row knows does nothing.
    """
    with _alone(library):
        if reasons := why_not(library, policy_id, act=act, today=today):
            raise NotAdopted("\n".join([f"{policy_id} was not adopted.", *reasons]))
        row = named(library, policy_id)
        text = policy.load(Path(f"{policy_id}.toml"), content=row.own_bytes)
        policy_files.lay(policy_files.adopted_file(library, policy_id), row.own_bytes, final=True)
        row.state = PolicyAdoption.ADOPTED
        row.adopted_by = (adopting.body_of(text, act.by) or act.by).strip()[:80]
        row.adopted_on, row.reference = act.on, act.reference.strip()[:160]
        row.in_force_from, row.recorded_on = adopting.begins_on(text, act), today
        row.review_due = adopting.next_review(text, adopted_on=act.on)
        _supersede(library, by=row)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise NotAdopted(
                f"{policy_id} was not adopted: another policy was adopted for the same day at the same moment. See "
                f"`reticent policy history {library}`."
            ) from None
    return row


def take_over(library: str, policy_id: str, *, today: date) -> PolicyAdoption:
    """Take a text that comes with Reticent as what the library had adopted before: all that is known is what it says.

    With it come the texts in whose place it says it stands. Taken over again, it is read as this version has it.
    """
    text = policy.shipped(policy_id)
    if text.supersedes and text.supersedes in policy.shipped_ids():
        take_over(library, text.supersedes, today=today)
    raw = policy.shipped_bytes(policy_id)
    assert raw is not None
    there = PolicyAdoption.objects.filter(library=library, policy_id=policy_id).first()
    if there is not None and there.state == PolicyAdoption.ADOPTED and not there.came_before_us:
        return there
    policy_files.lay(policy_files.adopted_file(library, policy_id), raw, final=True)
    row, _ = PolicyAdoption.objects.update_or_create(
        library=library,
        policy_id=policy_id,
        defaults={
            "sha256": text.sha256,
            "text": raw,
            "state": PolicyAdoption.ADOPTED,
            "drafted_on": there.drafted_on if there else today,
            "drafted_by": "administrator",
            "adopted_by": (text.approved_by or "")[:80],
            "adopted_on": text.adopted_on or text.effective,
            "reference": BEFORE_US,
            "in_force_from": text.effective,
            "recorded_on": there.recorded_on if there and there.recorded_on else today,
            "review_due": adopting.next_review(text, adopted_on=text.adopted_on),
        },
    )
    if text.supersedes:
        PolicyAdoption.objects.filter(library=library, policy_id=text.supersedes).update(
            superseded_by=policy_id
        )
    return row


def forget_wrong_beginning(library: str, *, but: str) -> None:
    """The administrator set the library up with the wrong text, and says so before any body has adopted one here."""
    kept, name = {but}, but
    while (text := policy.shipped(name)).supersedes in policy.shipped_ids():
        name = str(text.supersedes)
        kept.add(name)
    wrong = PolicyAdoption.objects.filter(library=library, reference=BEFORE_US).exclude(policy_id__in=kept)
    for row in wrong:
        policy_files.adopted_file(library, row.policy_id).unlink(missing_ok=True)
    wrong.delete()


def _supersede(library: str, *, by: PolicyAdoption) -> None:
    begins = by.in_force_from or date.min
    earlier = [row for row in adopted(library) if (row.in_force_from or date.min) < begins]
    if earlier:
        PolicyAdoption.objects.filter(pk=earlier[-1].pk).update(superseded_by=by.policy_id)


def _around(library: str, day: date) -> tuple[Before | None, Before | None]:
    """The text in force on a day, and the next one that was adopted for a later day."""
    rows = [(row.in_force_from or date.min, row) for row in adopted(library)]
    before = [row for since, row in rows if since <= day]
    after = [row for since, row in rows if since > day]
    return (
        Before(before[-1].policy_id, before[-1].in_force_from) if before else None,
        Before(after[0].policy_id, after[0].in_force_from) if after else None,
    )


def _as_drafted(row: PolicyAdoption) -> None:
    """Stop where the draft's file, or the row, is not what was checked."""
    there = policy_files.read(policy_files.draft_file(row.library, row.policy_id))
    if there is not None and sha256(there).hexdigest() != row.sha256:
        raise Refused(
            f"drafts/{row.policy_id}.toml was changed since it was drafted. Run `reticent policy draft {row.library} "
            "FILE` with it, and have it looked over again."
        )
    if sha256(row.own_bytes).hexdigest() != row.sha256:
        raise Refused(f"The draft {row.policy_id} is not what it was. Draft it again.")


@contextmanager
def _alone(library: str) -> Iterator[None]:
    """One transaction that changes the texts of a library at a time."""
    with transaction.atomic():
        # SQLite lets one writer in at a time anyhow; PostgreSQL holds who comes second until we are done.
        list(PolicyAdoption.objects.select_for_update().filter(library=library).values_list("pk"))
        yield


# -- the files


def files(library: str) -> list[FileState]:
    """What became of the file of every adopted text, and which files no adoption knows."""
    return _files(library, _with_text(library))


def _with_text(library: str) -> list[PolicyAdoption]:
    return list(PolicyAdoption.objects.filter(library=library, state=PolicyAdoption.ADOPTED).order_by("pk"))


def _files(library: str, rows: Sequence[PolicyAdoption]) -> list[FileState]:
    return policy_files.looked_over(library, [(row.policy_id, row.sha256, row.own_bytes) for row in rows])


def _damaged(rows: Sequence[PolicyAdoption]) -> list[PolicyAdoption]:
    """Those whose bytes in the database are not the adopted ones."""
    return [row for row in rows if sha256(row.own_bytes).hexdigest() != row.sha256]


def put_back(library: str, *, only_missing: bool = False) -> list[FileState]:
    """Put the adopted bytes back wherever a file, or the database's own copy, is something else; what was put back.

    A changed file is kept beside, with “.changed” at its end: somebody may want to know what was changed.
    """
    done = []
    rows = {row.policy_id: row for row in _with_text(library)}
    for found in _files(library, list(rows.values())):
        if found.whole or found.state == "unknown" or (only_missing and found.state != "missing"):
            continue
        content = _bytes_of(rows[found.policy_id])
        if content is None:
            raise AdoptedTextLost(
                f"No copy of {found.policy_id} of {library} here is what was adopted. Put the file back from a backup, "
                "or run `reticent restore` with the last one."
            )
        if found.state != "missing":
            found.path.replace(found.path.with_name(f"{found.path.name}.changed"))
        policy_files.lay(found.path, content, final=True)
        done.append(found)
    for row in [] if only_missing else _damaged(list(rows.values())):
        content = _bytes_of(row)
        if content is not None:
            PolicyAdoption.objects.filter(pk=row.pk).update(text=content)
            path = policy_files.adopted_file(library, row.policy_id)
            done.append(FileState(row.policy_id, path, "database"))
    return done


@dataclass(frozen=True)
class Trouble:
    """Something about a library's texts that is not as it should be, and what to do."""

    policy_id: str
    what: str
    next: str
    is_mendable: bool = False

    @property
    def on_page(self) -> str:
        """What to do on the director's page."""
        return "Put back what was adopted." if self.is_mendable else self.next


def troubles(library: str) -> list[Trouble]:
    """Everything that is not as it was adopted: files, the database's own copies, texts that nobody can read."""
    found = []
    rows = _with_text(library)
    restore = f"Run `reticent policy restore {library}` to put back what was adopted."
    going_on = "Decisions go on with what was adopted."
    for file in _files(library, rows):
        if file.state == "unknown":
            what = f"{file.path.name} lies among the adopted policies, and no adoption knows it. It decides nothing."
            advice = (
                "If a body adopted it and a backup from before was put back, record it again: `reticent policy draft`, "
                "`review`, `adopt`. Else take the file away."
            )
            found.append(Trouble(file.policy_id, what, advice))
        elif not file.whole:
            what = f"{file.path.name} is {file.said}. {going_on}"
            found.append(Trouble(file.policy_id, what, restore, is_mendable=True))
    for row in _damaged(rows):
        if _bytes_of(row) is None:
            what = f"No copy of {row.policy_id} here is what was adopted."
            advice = "Put its file back, or run `reticent restore` with a backup."
            found.append(Trouble(row.policy_id, what, advice))
        else:
            what = f"The database's own copy of {row.policy_id} is not what was adopted. {going_on}"
            found.append(Trouble(row.policy_id, what, restore, is_mendable=True))
    for row in rows:
        try:
            text_of(library, row.sha256)
        except AdoptedTextLost as no:
            if row.policy_id not in {trouble.policy_id for trouble in found}:
                found.append(Trouble(row.policy_id, f"{row.policy_id} cannot be read.", str(no)))
    return found


# -- the ledger


def write_down(library: str) -> None:
    """Write what was done into the library's ledger, from the rows: a crash may have come between the deed and its
    leaf. Each act stands there once."""
    wanted = [entry for row in history(library) for entry in _acts(row)]
    log.append_many(library, [entry for _, entry in wanted], once=[name for name, _ in wanted])


def write_down_put_back(
    library: str, done: list[FileState], *, today: date, role: str = "administrator"
) -> None:
    """That adopted bytes were put back where something else lay."""
    for found in done:
        entry = log.Entry(
            day=today,
            action="policy-put-back",
            role=role,
            basis=("S-2",),
            policy=named(library, found.policy_id).sha256,
        )
        log.append(library, entry)


def _acts(row: PolicyAdoption) -> list[tuple[str, log.Entry]]:
    found = []

    def act(action: str, role: str, day: date) -> None:
        name = f"{action} {row.library} {row.sha256} {role} {day}"
        entry = log.Entry(day=day, action=action, role=role, basis=("S-2",), policy=row.sha256)
        found.append((name, entry))

    if row.came_before_us:
        return found  # nothing of it was seen here; that it is in force stands there
    act("policy-drafted", row.drafted_by, row.drafted_on)
    if row.reviewed_on:
        act("policy-reviewed", row.reviewed_by, row.reviewed_on)
    if row.adopted_on:
        act("policy-adopted", adopting.as_role(row.adopted_by), row.adopted_on)
    return found
