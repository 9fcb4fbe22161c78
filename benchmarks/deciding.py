"""What does a decision with its explanation cost? Against building the request alone, in the same run."""

from time import perf_counter

Row = tuple[str, str, str]


def run(scale: float = 1.0) -> list[Row]:
    """Time the desk's commonest decision and the deepest one; microseconds each."""
    from reticent.policy import Instrument, Request, decide, shipped

    text = shipped("wolcott-2016")
    times = max(200, int(20_000 * scale))
    lend = {
        "capacity": "staff",
        "purpose": "lend",
        "duty": "circulation",
        "duties": frozenset({"circulation"}),
    }
    order = {
        "capacity": "third_party",
        "purpose": "case",
        "asker": "court",
        "instrument": Instrument(
            "court_order", signed_by="judge", in_form=True, names_fields=("loan.title",)
        ),
    }
    rows = []
    for what, fields in (("a desk look (lend)", lend), ("a judge's order before consultation", order)):
        begin = perf_counter()
        for _ in range(times):
            Request(**fields)
        bare = (perf_counter() - begin) / times
        begin = perf_counter()
        for _ in range(times):
            decide(Request(**fields), text)
        ours = (perf_counter() - begin) / times
        rows.append(
            (f"{what}, n={times:,}", f"{ours * 1e6:.1f} µs", f"{ours / bare:.1f} x building the request")
        )
    return rows
