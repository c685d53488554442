"""Lines of single frames become captions with a beginning and an end."""

from fractions import Fraction

from engine.timebase import Span
from engine.track.captions import Glance, Reading, join, spans_of_looks

BOX = (100.0, 300.0, 200.0, 20.0)


def span(start: float, end: float) -> Span:
    return Span(Fraction(start), Fraction(end))


def glance(start: float, end: float, *texts: str, confidence: float = 0.9) -> Glance:
    lines = [
        Reading(text, (BOX[0], BOX[1] + 30 * place, BOX[2], BOX[3]), confidence) for place, text in enumerate(texts)
    ]
    return Glance(span(start, end), tuple(lines))


def test_a_line_stays_as_long_as_it_is_read() -> None:
    found = join([glance(0, 1), glance(1, 2, "Mike Tirico"), glance(2, 3, "Mike Tirico"), glance(3, 4)])

    assert [(one.text, one.span, one.source) for one in found] == [("Mike Tirico", span(1, 3), "picture")]
    assert found[0].box == BOX


def test_the_reading_that_comes_most_often_counts() -> None:
    found = join([glance(0, 1, "Mlke Tirico"), glance(1, 2, "Mike Tirico"), glance(2, 3, "Mike Tirico")])

    assert [(one.text, one.span) for one in found] == [("Mike Tirico", span(0, 3))]


def test_other_words_in_the_same_place_are_another_caption() -> None:
    found = join([glance(0, 1, "Good evening"), glance(1, 2, "How are you?")])

    assert [one.text for one in found] == ["Good evening", "How are you?"]


def test_two_lines_of_one_plate_stay_apart() -> None:
    found = join([glance(0, 1, "Anna", "Biologist"), glance(1, 2, "Anna", "Biologist")])

    assert {(one.text, one.span) for one in found} == {("Anna", span(0, 2)), ("Biologist", span(0, 2))}


def test_what_is_hardly_read_and_what_is_no_word_is_left_out() -> None:
    assert join([glance(0, 1, "Somewhere", confidence=0.5), glance(1, 2, "|"), glance(2, 3, "-- 7 --")]) == []


def test_a_pause_parts_two_captions() -> None:
    found = join([glance(0, 1, "Hello there"), glance(1, 2), glance(2, 3, "Hello there")])

    assert [one.span for one in found] == [span(0, 1), span(2, 3)]


def test_looks_stand_for_the_time_around_them_within_their_shot() -> None:
    shots = [span(0, 4), span(4, 5), span(5, 10)]
    times = [Fraction(1), Fraction(2), Fraction(9, 2), Fraction(6)]

    assert spans_of_looks(times, shots) == [span(0, 1.5), span(1.5, 4), span(4, 5), span(5, 10)]
