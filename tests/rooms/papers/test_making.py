"""A paper is a tagged PDF made from data alone: nothing in it can be markup, and nothing else is read."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from reticent import papers
from reticent.errors import Malformed
from reticent.papers import lettering, making

MARKUP = r"#sys.inputs #read(\"/etc/passwd\") $x^2$ *bold* _it_ @ref <label> `raw` = head // gone /* gone */ \ ~ -- '"


def letter(title: str = "What the library keeps", language: str = "en", made=None, **values) -> bytes:
    return papers.pdf(
        "letter", {"library": "Alder Library", **values}, title=title, language=language, made=made
    )


def read(paper: bytes) -> PdfReader:
    return PdfReader(BytesIO(paper))


def text(paper: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(paper).pages).split())


def tags(node) -> list[str]:
    """The structure types of a tagged PDF, from the top down."""
    node = node.get_object()
    if isinstance(node, list):
        return [tag for part in node for tag in tags(part)]
    if not hasattr(node, "get"):
        return []
    own = [node["/S"]] if "/S" in node else []
    return own + (tags(node["/K"]) if "/K" in node else [])


def test_a_paper_is_tagged_and_says_its_language_and_title():
    paper = read(letter("Lo que guarda la biblioteca", language="es", parts=[{"text": "Nada más."}]))

    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert paper.metadata.title == "Lo que guarda la biblioteca"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert "Página 1 de 1" in text(letter("Lo que guarda la biblioteca", language="es"))


def test_headings_lists_and_tables_are_tagged_as_such_in_the_order_of_reading():
    parts = [
        {"heading": "What is held"},
        {"columns": ["Kind", "Now"], "rows": [["Loans", "1,204"]]},
        {"list": ["one", "two"]},
    ]

    found = tags(read(letter(parts=parts)).trailer["/Root"]["/StructTreeRoot"])

    assert [tag for tag in found if tag in ("/Title", "/P", "/H1", "/Table", "/TH", "/TD", "/L", "/LI")][-9:] == [
        "/H1", "/Table", "/TH", "/TH", "/TD", "/TD", "/L", "/LI", "/LI",
    ]  # fmt: skip


@pytest.mark.parametrize("place", ["title", "to", "library", "foot", "text", "say", "list"])
def test_what_is_passed_in_is_never_markup(place):
    values = {place: MARKUP} if place in ("to", "library", "foot") else {}
    values |= (
        {"parts": [{place: [MARKUP] if place == "list" else MARKUP}]}
        if place in ("text", "say", "list")
        else {}
    )

    paper = letter(MARKUP) if place == "title" else letter(**values)

    # A line may break anywhere between words; what counts is that each sign is there.
    assert "".join(MARKUP.split()) in "".join(text(paper).split())


def test_equal_values_make_equal_papers():
    parts = [{"text": "The same."}]

    assert letter(parts=parts) == letter(parts=list(parts))
    assert letter(parts=parts) != letter(parts=[{"text": "Another."}])


def test_a_paper_bears_no_date_but_the_one_it_is_given():
    undated, dated = read(letter()), read(letter(made=date(2026, 11, 22)))

    assert undated.metadata.creation_date is None
    assert dated.metadata.creation_date.date() == date(2026, 11, 22)


@pytest.mark.parametrize(
    "name", ["Ñandú Łukasiewicz", "Đặng Thị Hương", "Željko Ђорђевић", "José Nuñez-Þórsson"]
)
def test_names_of_other_tongues_keep_their_letters(name):
    assert name in text(letter(to=name))


@pytest.mark.parametrize("name", ["שלום לביא", "فاطمة الزهراء"])
def test_names_written_from_right_to_left_are_drawn_with_their_own_letters(name):
    paper = text(letter(to=name))

    assert any(letter_ in paper for letter_ in name)
    assert "?" not in paper


def test_a_letter_that_no_font_has_is_a_question_mark_instead_of_an_error():
    assert "Ren ? ?" in text(letter(to="Ren 明 🙂"))


@given(st.text(max_size=40))
def test_any_text_makes_a_paper(said):
    assert letter(title="A letter" + said, to=said, parts=[{"text": said}]).startswith(b"%PDF")


def test_frozen_values_dates_and_nothing_are_said_as_they_are():
    @dataclass(frozen=True)
    class Part:
        text: str

    paper = text(letter(parts=[Part(text="As a value.")], date=date(2026, 11, 22)))

    assert "As a value." in paper
    assert "2026-11-22" in paper


def test_what_a_paper_cannot_say_is_an_error_and_not_a_guess():
    with pytest.raises(TypeError, match="cannot say a set"):
        letter(parts={"text"})


@pytest.mark.parametrize("name", ["house", "../making", "nothing"])
def test_an_unknown_paper_is_named_with_those_there_are(name):
    with pytest.raises(Malformed, match=r"There are: .*letter"):
        papers.pdf(name, {}, title="A title")


def test_no_template_reads_anything_or_asks_the_network():
    for path in making.TEMPLATES.glob("*.typ"):
        source = path.read_text(encoding="utf-8")
        imported = [line for line in source.splitlines() if "import" in line and not line.startswith("//")]
        assert all(line == '#import "house.typ": *' for line in imported), path.name
        assert not any(
            f"{verb}(" in source
            for verb in ("read", "csv", "yaml", "toml", "xml", "eval", "plugin", "include")
        )
        assert source.count("json(") == (path.stem == "house")


def test_each_face_has_its_licence_beside_it():
    licences = {
        path.name.removesuffix(".LICENSE.txt").replace("-", "") for path in lettering.FONTS.glob("*.txt")
    }
    faces = {path.name.partition("_")[0].lower() for path in lettering.FONTS.glob("*.ttf")}

    assert faces == licences
