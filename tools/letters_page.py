"""Draws the reference page of the letters: when each goes out, and on which clauses it rests under each policy."""

from collections.abc import Iterator
from pathlib import Path

from reticent.disclosure import letters, specimens
from reticent.policy.shelf import shipped, shipped_ids

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "letters.md"
LANGUAGES = {"en": "English", "es": "Spanish"}
BEGINS = """# The letters of a case

Seventeen letters, each written from the policy in force, its law and what was taken down in the case, as a tagged PDF and
with the same words as plain text. `reticent letter --list --policy ID` lists them; `reticent letter NAME --policy ID`
writes one about a case that never was, to be read with counsel before the day comes.

- What the law says is quoted from the [statute pack](statute-packs.md) in its words, below the signature, with its
  section; a section that does not bind the library is not cited, and a sentence that rests on it is left out.
- A letter has no room for the name of anybody whose records are asked for. A letter to a patron is addressed by hand.
  A paper's own words, notes and reasons are taken over into none.
- No letter to anybody outside says that somebody has a card, or that there is any record.
- Each is signed for the office that the policy names; whoever signs in its place signs for it.
- Where something is not known, the letter says *unknown* or leaves a line to write on. It makes nothing up.

The texts stand in `src/reticent/disclosure/letters.toml`. This page is drawn from it by `make case-pages`.
"""


def main() -> None:
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page."""
    return "\n".join([BEGINS, *(line for name in letters.names() for line in _letter(name))])


def _letter(name: str) -> Iterator[str]:
    letter = letters.text_of(name)
    yield f"## {letter.called} (`{name}`)\n"
    yield f"To {letter.for_whom}; {letter.when}. In {' and '.join(LANGUAGES[each] for each in letter.languages)}.\n"
    yield "| policy | signed | it rests on |"
    yield "|---|---|---|"
    for policy_id in shipped_ids():
        policy = shipped(policy_id)
        made = [specimens.specimen(name, policy, case=case) for case in specimens.cases(name, policy)]
        if not made:
            yield f"| {policy_id} | – | never under this policy |"
            continue
        signed = "; ".join(dict.fromkeys(each.signed for each in made))
        clauses = dict.fromkeys(clause for each in made for clause in each.clauses)
        yield f"| {policy_id} | {signed} | {', '.join(f'`{clause}`' for clause in clauses) or 'no clause'} |"
    yield ""


if __name__ == "__main__":
    main()
