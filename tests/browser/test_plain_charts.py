"""Does every chart say what its table says, to whoever sees it and to whoever does not, under the strict policy?"""

import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from reticent.doors.web import charts
from reticent.doors.web.charts import Figure
from tests.conftest import NOW, TODAY, Town

AMOUNTS = st.lists(
    st.tuples(st.none() | st.integers(0, 10**7), st.integers(0, 10**7)), min_size=1, max_size=12
)


def drawn(figures: list[tuple[int | None, int]]) -> charts.Chart | None:
    rows = [Figure(f"row {n}", str(solid), solid, outline) for n, (solid, outline) in enumerate(figures)]
    return charts.bars(rows, id="x", title="X", told="Y")


@given(AMOUNTS)
def test_no_bar_leaves_the_chart_and_none_that_has_an_amount_is_unseen(
    figures: list[tuple[int | None, int]],
) -> None:
    chart = drawn(figures)

    if chart is None:
        assert not any((solid or 0) + outline for solid, outline in figures)
        return
    for bar, (solid, outline) in zip(chart.bars, figures, strict=True):
        assert [part.drawn for part in bar.parts] == ["solid"] * bool(solid) + ["outline"] * bool(outline)
        assert all(part.x >= 0 and part.width >= charts.LEAST for part in bar.parts)
        assert all(part.x + part.width <= chart.width + charts.LEAST for part in bar.parts)
        assert bar.y + chart.thickness <= chart.height


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=12))
def test_a_greater_figure_never_has_the_shorter_bar(figures: list[int]) -> None:
    chart = drawn([(figure, 0) for figure in figures])
    widths = [sum(p.width for p in bar.parts) for bar in chart.bars] if chart else [0.0] * len(figures)

    for one, wide in zip(figures, widths, strict=True):
        for other, narrow in zip(figures, widths, strict=True):
            assert one <= other or wide >= narrow


def test_what_is_unknown_has_no_bar_and_is_called_so() -> None:
    chart = charts.bars(
        [Figure("Loans", "3", 3), Figure("Elsewhere", "unknown", None)], id="x", title="X", told="Y"
    )

    assert chart is not None
    assert [(bar.said, len(bar.parts)) for bar in chart.bars] == [("3", 1), ("unknown", 0)]


@pytest.fixture
def pages(mansfield: Town) -> dict[str, str]:
    """The public page in both languages, and the director's after some weeks."""
    person = mansfield.register("29030001", "Alice <b>Quillfeather</b>", pin="4711")
    for n in range(3):
        mansfield.lend(person, mansfield.item(f"3000{n}"), on=TODAY - timedelta(days=9 * n))
    mansfield.take_back(mansfield.item("30002"), fine=10)
    for week in (1, 2, 3, 4):
        mansfield.purge(now=NOW + timedelta(days=7 * week))
    mansfield.staff("director", "director")
    director = Client()
    director.post("/mansfield/staff", {"who": "director@mansfield", "secret": "reading-room-lamp"})
    return {
        "en": Client(headers={"accept-language": "en"}).get("/mansfield/").content.decode(),
        "es": Client(headers={"accept-language": "es"}).get("/mansfield/").content.decode(),
        "today": director.get("/mansfield/today").content.decode(),
    }


@pytest.mark.parametrize(("page", "so_many"), [("en", 1), ("es", 1), ("today", 3)])
def test_every_figure_in_a_chart_stands_in_a_table_of_the_same_page(
    pages: dict[str, str], page: str, so_many: int
) -> None:
    svgs = re.findall(r"<svg.*?</svg>", pages[page], re.S)
    cells = " ".join(re.findall(r"<t[hd][ >].*?</t[hd]>", pages[page], re.S))
    in_tables = {re.sub(r"<[^>]+>", "", cell).strip() for cell in re.split(r"</t[hd]>", cells)}

    assert len(svgs) == so_many
    for svg in svgs:
        assert re.search(
            r'role="img" aria-labelledby="(\S+) (\S+)"><title id="\1">[^<]+</title><desc id="\2">', svg
        )
        assert "style=" not in svg
        for name, figure in re.findall(r'<text x="0"[^>]*>([^<]+)</text><text[^>]*>([^<]+)</text>', svg):
            if "days" in figure:
                continue  # the day itself stands in the table
            assert {part.strip() for part in figure.split("·")} <= in_tables, name


def test_a_chart_is_called_the_same_as_nothing_else_on_its_page(pages: dict[str, str]) -> None:
    for page in pages.values():
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_where_nothing_is_held_yet_no_chart_is_drawn(mansfield: Town) -> None:
    mansfield.staff("director", "director")
    director = Client()
    director.post("/mansfield/staff", {"who": "director@mansfield", "secret": "reading-room-lamp"})

    page = director.get("/mansfield/today").content.decode()

    assert "<svg" not in page
    assert "Nothing here yet. After the first turn" in page
    assert "No record of anybody is held here yet" in page
