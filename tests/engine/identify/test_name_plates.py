"""Name plates: a name is proposed where a plate leaves no doubt whose it is."""

from fractions import Fraction

import pytest

from engine.identify.name_plates import FaceSpan, proposals
from engine.identify.spoken_lines import found, speaker_of
from engine.timebase import Span
from engine.types import Caption

HEIGHT = 360


def span(start: float, end: float) -> Span:
    return Span(Fraction(start), Fraction(end))


def plate(text: str, start: float = 10, end: float = 14, y: float = 280, height: float = 20) -> Caption:
    return Caption(span(start, end), text, "picture", 0.95, (60.0, y, 180.0, height))


def face(person: int, start: float = 9, end: float = 15, height: float = 0.3) -> FaceSpan:
    return FaceSpan(person, span(start, end), height)


@pytest.mark.parametrize(
    "name", ["Mike Tirico", "Ludwig van Beethoven", "Jean-Luc O’Neill", "Åsa Öberg", "J. R. Ewing"]
)
def test_a_name_under_one_face_is_proposed(name: str) -> None:
    (one,) = proposals([plate(name)], [face(1)], HEIGHT)

    assert (one.person, one.name, one.share) == (1, name, 1.0)


@pytest.mark.parametrize("text", ["Hyland", "Learn more at the shop today now", "Callaway 72", "sportscaster for us",
                                  "www.film.com", "COMING SOON", "谢谢"])  # fmt: skip
def test_other_words_are_no_name(text: str) -> None:
    assert proposals([plate(text)], [face(1)], HEIGHT) == []


def test_capitals_need_a_second_line() -> None:
    title = plate("ANNA LARSSON")
    second = plate("Biologist", y=303, height=14)

    assert proposals([title], [face(1)], HEIGHT) == []
    assert [one.name for one in proposals([title, second], [face(1)], HEIGHT)] == ["Anna Larsson"]
    assert [one.name for one in proposals([plate("王小明"), second], [face(1)], HEIGHT)] == ["王小明"]


@pytest.mark.parametrize(
    "caption",
    [plate("Mike Tirico", y=20), plate("Mike Tirico", height=60), plate("Mike Tirico", height=5),
     plate("Mike Tirico", 0, 30)],
    ids=["above", "title", "writing in the scene", "too long"],
)  # fmt: skip
def test_what_does_not_look_like_a_plate_is_none(caption: Caption) -> None:
    assert proposals([caption], [face(1, 0, 40)], HEIGHT) == []


@pytest.mark.parametrize(
    "faces",
    [[], [face(1), face(2)], [face(1, 9, 11)], [face(1, height=0.05)], [face(1), face(2, 12, 15)]],
    ids=["nobody", "two", "soon gone", "small", "a second one comes"],
)
def test_no_name_where_it_could_be_another_or_nobody(faces: list[FaceSpan]) -> None:
    assert proposals([plate("Mike Tirico")], faces, HEIGHT) == []


def test_contradictions_propose_nothing() -> None:
    faces = [face(1), face(2, 29, 35), face(3, 49, 55)]
    twice = [plate("Mike Tirico"), plate("Mike Tirico", 30, 34), plate("Ada Berg", 50, 54)]
    two_names = [plate("Mike Tirico"), plate("Ada Berg", 11, 14)]

    assert [one.name for one in proposals(twice, faces, HEIGHT)] == ["Ada Berg"]
    assert proposals(two_names, faces, HEIGHT) == []


def test_what_comes_again_and_again_is_a_brand() -> None:
    often = [plate("Mike Tirico", start, start + 3) for start in range(0, 60, 10)]

    assert proposals(often, [face(1, 0, 60)], HEIGHT) == []


def test_who_speaks_a_line() -> None:
    line = Caption(span(10, 14), "Where were you?", "subtitle")

    assert speaker_of(line, [("Ada", span(9, 13)), ("Bruno", span(13, 14))]) == "Ada"
    assert speaker_of(line, [("Ada", span(10, 12)), ("Bruno", span(12, 14))]) == ""
    assert speaker_of(line, [("Ada", span(13, 20))]) == ""
    assert speaker_of(line, []) == ""


def test_search_finds_all_words_in_any_order() -> None:
    lines = [Caption(span(0, 1), "Where were you?", "subtitle"), Caption(span(2, 3), "You were here", "subtitle")]

    assert found(lines, "YOU where") == lines[:1]
    assert found(lines, "") == lines
