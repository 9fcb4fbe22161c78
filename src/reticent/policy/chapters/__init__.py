"""The tables of a policy file, by chapter; each key's description stands on it and nowhere else."""

# The order of a policy file, of its model and of its reference page.
CHAPTERS: dict[str, tuple[str, ...]] = {
    "Who answers, who decides, whom it binds": ("flags", "custodian", "decider", "referral", "bound"),
    "Inside the library": (
        "staff",
        "own",
        "guardian",
        "insiders",
        "vendor",
        "vendors",
        "contracts",
        "designated",
    ),
    "Outside the library": (
        "outsiders",
        "release",
        "instruments",
        "steps",
        "form",
        "showing",
        "response",
        "permission",
        "foi",
        "patron_notice",
        "gag",
        "clocks",
        "costs",
        "interlibrary",
        "consortium",
    ),
    "What a record may be opened for, and how long each kind is kept": ("purposes", "keep", "collect"),
    "How people are written to, and what lies open": ("wishes", "messages", "display", "notes"),
    "What is asked besides a look at a record": ("complaints", "friends", "donors"),
    "What can be counted and checked": ("ledger", "statistics", "breach", "amendment"),
    "What the text says": ("notices", "clauses"),
}
