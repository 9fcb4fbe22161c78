"""Draws the reference page of the linter's findings from the file that holds them."""

from collections.abc import Iterator
from pathlib import Path

from reticent.policy.findings import Known, known

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "findings.md"
CHAPTERS = {
    "1": "The policy beside its statute",
    "2": "Who decides, and when",
    "3": "Words",
    "4": "What is missing",
    "5": "The statute itself",
}
BEGINS = """# What the linter finds

`reticent policy lint ID|FILE` holds a policy against its statute, its own other clauses and good practice. A code keeps
its meaning for good: one that is given up is listed at the end and never used for anything else. `{words in braces}` are
filled in from the policy.

An **error** is against the statute, or nobody can keep to it. A **warning** will fail somebody one day. **Advice** is
good practice. Where a code applies is worked out from the tables of the policy file and from the few words that its
clauses quote (`words`); a clause that quotes nothing can only be judged by its tables. What is not decided is no finding:
a policy may be stricter than the statute, and two steps at two points (free to ask counsel before papers are shown,
bound to once they are) are no contradiction.

This page is drawn from `src/reticent/policy/findings.toml` by `make policy-pages`.
"""
ENDS = """
## Codes given up

None.
"""


def main() -> None:
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """The whole page."""
    return "\n".join([BEGINS, *_chapters(), ENDS.strip("\n")]) + "\n"


def _chapters() -> Iterator[str]:
    for number, heading in CHAPTERS.items():
        yield f"## {heading}\n"
        for code, entry in known().finding.items():
            if code.startswith(f"RL-{number}"):
                yield from _entry(code, entry)


def _entry(code: str, entry: Known) -> Iterator[str]:
    rests = [f"`{each.removeprefix('gate.').removeprefix('clock.')}`" for each in entry.law] + list(
        entry.sources
    )
    yield f"### {code} ({entry.severity}): {entry.title[0].lower()}{entry.title[1:]}\n"
    yield f"{entry.wrong}\n"
    yield f"*Why*: {entry.why}\n"
    yield f"*Rests on*: {'; '.join(rests)}.\n"
    yield (
        f"*Better words*: “{entry.adds}”\n"
        if not entry.mends
        else f"*Better words*: in place; else “{entry.adds}”\n"
    )


if __name__ == "__main__":
    main()
