"""Are two ways to write a name, a number or an address the same to somebody who looks, and no others?"""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reticent.people import spelling
from reticent.people.spelling import Wanted

LATIN = "aàâãåæbcçdđeéëfgğhiíïıjklłmnñoóöøpqrsßştuúüvwxyýzž"
ALPHABETS = (LATIN, LATIN.upper(), "абвгдеёжзийклмнопрстуфхцчшщъыьэюяєі", "αάβγδεέζηήθιίκλμνξοόπρστυύφχψως",
             "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآةى", "אבגדהוזחטיכלמנסעפצקרשת", "कखगघचजटडतदनपबमयरलवशसहािीुूेो")  # fmt: skip
DENSE = "王李張小明国田中山김민수이영희박やまだたろうガク"


@st.composite
def words(draw: st.DrawFn, *, fewest: int = 1, most: int = 9) -> str:
    if draw(st.integers(0, 6)) == 0:
        return draw(st.text(DENSE, min_size=1, max_size=4))
    return draw(st.text(draw(st.sampled_from(ALPHABETS)), min_size=fewest, max_size=most))


names = st.lists(words(), min_size=1, max_size=5)
ways = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
cases = st.sampled_from([str, str.lower, str.upper, str.title])


def fits(typed: str, name: str) -> bool:
    return Wanted(spelling.plain(typed)).fits(spelling.plain(name))


def is_found(typed: str, name: str) -> bool:
    """Fits, and lies under one of the heads that are looked under."""
    wanted, plain = Wanted(spelling.plain(typed)), spelling.plain(name)
    assert not wanted.fits(plain) or spelling.heads(plain) & set(wanted.heads)
    return wanted.fits(plain)


# -- plain names


@given(name=st.text(max_size=60))
def test_a_plain_name_is_plain_already(name: str) -> None:
    plain = spelling.plain(name)

    assert spelling.plain(plain) == plain
    assert len(plain.encode()) <= spelling.MOST_BYTES


@given(name=st.text(st.characters(categories=["L", "M"]) | st.sampled_from(" '’-."), max_size=40), way=ways)
def test_a_name_is_plain_alike_in_every_normal_form(name: str, way: str) -> None:
    assert spelling.plain(unicodedata.normalize(way, name)) == spelling.plain(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quillfeather, Alice", "Alice Quillfeather"),
        ("ALICE  QUILLFEATHER", "alice quillfeather"),
        ("Müller", "Mu\u0308ller"),
        ("Straße", "STRASSE"),
        ("Ørsted", "Orsted"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Đặng", "Dang"),
        ("Ægir Þór", "Aegir Thor"),
        ("İpek Işık", "Ipek Isik"),
        ("Фёдор", "Федор"),
        ("Παπαδοπούλου", "ΠΑΠΑΔΟΠΟΥΛΟΥ"),
        ("أحمد", "احمد"),
        ("فاطمة", "فاطمه"),
        ("علی", "علي"),
        ("מֹשֶׁה", "משה"),
        ("ｶﾞｸ", "ガク"),
        ("J. R. Roe", "J R Roe"),
        ("“Bob” Roe", "Bob Roe"),
    ],
)  # fmt: skip
def test_names_that_are_the_same_to_a_reader_are_plain_alike(one: str, other: str) -> None:
    assert spelling.plain(one) == spelling.plain(other)


@pytest.mark.parametrize(
    ("one", "other"), [("がく", "かく"), ("राम", "रम"), ("김", "ㄱㅣㅁ"), ("Roe", "Rose")]
)
def test_marks_that_make_another_letter_are_kept(one: str, other: str) -> None:
    assert spelling.plain(one) != spelling.plain(other)


@pytest.mark.parametrize(
    "writings",
    [
        ("O'Brien", "O’Brien", "OʼBrien", "o brien", "OBRIEN", "O-Brien"),
        ("García Márquez", "Garcia-Marquez", "garcía márquez", "Marquez, García"),
        ("Ana de la Cruz", "de la Cruz, Ana", "ana delacruz", "Ana De La-Cruz"),
        ("Kaʻahumanu", "Ka'ahumanu", "kaahumanu"),
        ("J.R. Roe", "J. R. Roe", "JR Roe", "j r roe"),
        ("Mac Donald", "MacDonald", "Macdonald"),
        ("Van der Berg", "VanderBerg", "van derberg", "Vanderberg"),
        ("Jean-Luc", "Jean Luc", "jean-luc"),
        ("D'Angelo", "dangelo", "D Angelo"),
        ("王小明", "王 小明"),
    ],
)
def test_every_writing_of_a_name_finds_every_other(writings: tuple[str, ...]) -> None:
    for typed in writings:
        for name in writings:
            assert is_found(typed, name), (typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mar", "Alice Marlowe"),
        ("marl", "Marlowe, Alice"),
        ("a marlowe", "Alice Marlowe"),
        ("marlowe al", "Alice Marlowe"),
        ("brien", "Siobhán O'Brien"),
        ("cruz", "Ana de la Cruz"),
        ("li", "Wei Li"),
        ("jo li", "Li Jo"),
        ("suharto", "Suharto"),
        ("王", "王小明"),
        ("王 jo", "Joanna 王"),
        ("小明", "王小明"),
        ("민수", "김민수"),
        ("достоев", "Достоевский, Фёдор"),
        ("امين", "محمد الأمين"),
    ],
)
def test_a_beginning_of_any_word_finds_the_name(typed: str, name: str) -> None:
    assert is_found(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "Alice Marlowe"),
        ("   ", "Alice Marlowe"),
        ("ma", "Alice Marlowe"),
        ("m a", "Alice Marlowe"),
        ("a", "Alice A Marlowe"),
        ("arlowe", "Alice Marlowe"),
        ("marlowe bob", "Alice Marlowe"),
        ("alice marlowes", "Alice Marlowe"),
        ("li", "Ann Lind"),
        ("%", "Alice Marlowe"),
        ("*", "Alice Marlowe"),
        ("alicemarlowe", "Alice Marlowe"),
    ],
)
def test_nothing_else_finds_it(typed: str, name: str) -> None:
    assert not is_found(typed, name)


@given(parts=names, data=st.data(), way=ways, case=cases)
def test_every_name_finds_itself_by_long_enough_beginnings_of_its_words_in_any_order(
    parts: list[str], data: st.DataObject, way: str, case: "type[str]"
) -> None:
    name = " ".join(parts)
    theirs = spelling.plain(name).split()
    some = data.draw(st.lists(st.sampled_from(theirs), min_size=1, unique=True))
    typed = [word[: data.draw(st.integers(min(spelling.PREFIX, len(word)), len(word)))] for word in some]
    assume(any(spelling.is_enough(word) for word in typed) or (typed == some and max(map(len, typed)) > 1))

    # Typed in capitals, “ß” is “SS” and “ŉ” has its apostrophe: plain letters are what remains the same.
    assert is_found(unicodedata.normalize(way, case(" ".join(typed))), name)


@given(parts=names, others=names)
def test_nobody_is_found_by_words_that_begin_none_of_theirs(parts: list[str], others: list[str]) -> None:
    """Held against letters alone, without the code's own notion of words: no word begins where none of theirs does."""
    typed, name = spelling.plain(" ".join(parts)), spelling.plain(" ".join(others))
    letters = name.replace(" ", "")
    assume(any(word not in letters for word in typed.split()) and typed.replace(" ", "") not in letters)
    joined = {"".join(typed.split()[a:b]) for a in range(9) for b in range(a + 1, 9)}

    found = is_found(typed, name)

    assert not found or any(len(w) > 1 and w in letters for w in joined)
    if not any(word in letters for word in joined):
        assert not found


@given(name=st.lists(words(), min_size=1, max_size=4), other=st.lists(words(), min_size=1, max_size=4))
def test_a_whole_name_is_whole_both_ways_and_fits_what_it_is_the_whole_of(
    name: list[str], other: list[str]
) -> None:
    one, two = spelling.plain(" ".join(name)), spelling.plain(" ".join(other))

    assert Wanted(one).is_whole(one)
    assert Wanted(one).is_whole(" ".join(reversed(one.split())))
    assert Wanted(one).is_whole(two) == Wanted(two).is_whole(one)


def test_a_name_of_absurd_length_is_found_by_its_first_words_and_takes_few_slips() -> None:
    name = " ".join(f"word{chr(97 + n)}" for n in range(26))

    assert is_found("wordl", name)
    assert not is_found("wordm", name)
    assert len(spelling.forms(spelling.plain("ab " * 60 + "x" * 2000))) < 60


# -- numbers and addresses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("860 555 0100", {"8605550100"}),
        ("+1 (860) 555-0100", {"8605550100"}),
        ("1-860-555-0100 x12", {"8605550100"}),
        ("860.555.0100 ext. 7", {"8605550100"}),
        ("555-0100", {"5550100"}),
        ("+44 20 7946 0958", {"2079460958"}),
        ("٨٦٠ ٥٥٥ ٠١٠٠", {"8605550100"}),
        ("860 555 0100 / 860 555 0101", {"8605550100", "8605550101"}),
        ("860-555-0100 or 203-555-0100", {"8605550100", "2035550100"}),
        ("0100", set()),
        ("", set()),
        ("none", set()),
    ],
)
def test_telephone_numbers_are_compared_by_their_digits(text: str, found: set[str]) -> None:
    assert spelling.numbers(text) == found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("8605550100", "8605550100", True),
        ("8605550100", "5550100", True),
        ("5550100", "8605550100", True),
        ("8605550100", "2035550100", False),
    ],
)
def test_a_number_without_its_area_code_is_the_same_as_far_as_it_goes(
    one: str, other: str, same: bool
) -> None:
    assert spelling.is_same_number(one, other) is same
    assert spelling.local(one) == spelling.local(other)


@pytest.mark.parametrize(
    ("text", "number"), [("0100", True), ("(860) 555", True), ("Ann 2", False), ("Ann", False)]
)
def test_digits_alone_are_a_number(text: str, number: bool) -> None:
    assert spelling.is_number(text) is number


def test_e_mail_addresses_are_the_same_in_any_case() -> None:
    assert spelling.mail(" Zoë@Example.ORG ") == spelling.mail("zoe\u0308@example.org")
