"""Values between stages survive the way through rows exactly, times to the fraction."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.store.rows import person_of, person_row, segment_of, segment_row, shot_of, shot_row
from engine.timebase import Span
from engine.types import Person, Segment, Shot

TIMES = st.fractions() | st.builds(Fraction, st.integers(-(2**70), 2**70), st.just(90000 * 1001))
SPANS = st.tuples(TIMES, TIMES).map(lambda pair: Span(min(pair), max(pair)))
SHARES = st.floats(0, 1)
NAMES = st.text(st.characters(exclude_categories=["Cs"]))


@settings(deadline=None)
@given(st.builds(Shot, st.integers(0, 2**40), SPANS, SHARES))
def test_shot_comes_back_equal(shot: Shot) -> None:
    assert shot_of(shot_row(shot)) == shot


@settings(deadline=None)
@given(
    st.builds(Segment, NAMES, SPANS, SHARES, st.frozensets(st.sampled_from(["face", "body", "voice"])), st.booleans())
)
def test_segment_comes_back_equal(segment: Segment) -> None:
    assert segment_of(segment_row(segment)) == segment


@settings(deadline=None)
@given(st.builds(Person, st.integers(0, 2**40), NAMES, st.lists(st.integers(0, 2**40)).map(tuple), st.booleans()))
def test_person_comes_back_equal(person: Person) -> None:
    assert person_of(person_row(person), person.tracks) == person
