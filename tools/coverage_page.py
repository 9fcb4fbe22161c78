"""Draws the reference page that says, for every clause of the five texts, what keeps it."""

from collections.abc import Iterator
from pathlib import Path

from reticent.policy.adopted import Policy
from reticent.policy.covering import coverage
from reticent.policy.shelf import shipped, shipped_ids

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "coverage.md"
BEGINS = """# What keeps each clause

Every clause of the five texts, in our words: how it is kept, which tables of its policy file rest on it, how many
situations cite it and how many tests carry its mark. `reticent policy coverage ID --clause ID` names the situations and
the tests. *Enforced* means that a test switches the rule off and sees a decision change; *evidenced*, that the program
leaves proof; *published*, that the public page says it; *reminded*, that people keep it and the program can only remind.

This page is drawn by `make policy-pages`.
"""


def main() -> None:
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page."""
    return "\n".join([BEGINS, *(line for id in shipped_ids() for line in _policy(shipped(id)))])


def _policy(policy: Policy) -> Iterator[str]:
    yield f"## {policy.library_name}: {policy.title} ({policy.effective_as_written})\n"
    yield "| clause | what it says | kept by | tables | situations | tests |"
    yield "|---|---|---|---|---|---|"
    for each in coverage(policy):
        tables = ", ".join(f"`{place}`" for place in each.tables) or "–"
        yield (
            f"| {each.id} | {each.text} | {each.kept_by} | {tables} | {len(each.situations)} | {len(each.tests)} |"
        )
    yield ""


if __name__ == "__main__":
    main()
