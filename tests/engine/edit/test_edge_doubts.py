"""Where a face fades at the edge of what shows, and only there, somebody is asked."""

from fractions import Fraction

import numpy as np

from engine.edit.edge_doubts import body_doubts, edge_doubts
from engine.identify.answers import corrections_of
from engine.identify.bodies import NO_TRACK, Claim
from engine.identify.doubts import Group
from engine.timebase import Clock, Span
from engine.track.spans import showing
from engine.types import Track

F = Fraction
CLOCK = Clock(F(1, 10))


def track_of(scores: list[float], number: int = 7) -> Track:
    """A track looked at every 0.2 s from zero on."""
    n = len(scores)
    pts = np.arange(n, dtype=np.int64) * 2
    marks = np.zeros((n, 5, 2), np.float32)
    return Track(number, "face", 0, Span(F(0), F(n, 5)), pts,
                 np.zeros((n, 4), np.float32), np.array(scores, np.float32), marks)  # fmt: skip


def test_a_face_that_is_sure_to_its_end_is_not_asked_about() -> None:
    assert edge_doubts([track_of([0.9] * 8)], CLOCK, 0, []) == []


def test_fading_within_and_beyond_the_edge_are_two_questions() -> None:
    track = track_of([0.9, 0.9, 0.9, 0.5, 0.45, 0.3, 0.25, 0.0])
    (shown,) = showing(track, CLOCK)
    within, beyond = sorted(edge_doubts([track], CLOCK, 0, []), key=lambda doubt: doubt.span.start)
    assert within.span.end == shown.end == beyond.span.start
    assert within.chance > beyond.chance
    assert within.kind == beyond.kind == "there"


def test_unsure_samples_in_the_middle_are_not_an_edge() -> None:
    assert edge_doubts([track_of([0.9, 0.9, 0.5, 0.5, 0.9, 0.9])], CLOCK, 0, []) == []


def test_what_was_said_or_is_shown_by_another_track_is_not_asked() -> None:
    fading = track_of([0.9, 0.9, 0.9, 0.5, 0.5, 0.5])
    assert len(edge_doubts([fading], CLOCK, 0, [])) == 1
    assert edge_doubts([fading], CLOCK, 0, [Span(F(0), F(5))]) == []
    assert edge_doubts([fading, track_of([0.9] * 8, number=8)], CLOCK, 0, []) == []


def test_the_answer_is_a_stretch_of_time() -> None:
    (doubt,) = edge_doubts([track_of([0.9, 0.9, 0.9, 0.5, 0.5, 0.5])], CLOCK, 0, [])
    for yes, kind in ((True, "present"), (False, "absent")):
        (correction,) = corrections_of(doubt, yes, [Group((7,), "Ada")])
        assert (correction.kind, correction.name, correction.span) == (kind, "Ada", doubt.span)


def test_bodies_are_asked_about_where_no_face_shows_and_they_are_not_sure() -> None:
    claims = [
        Claim(3, Span(F(0), F(4)), 0.6),
        Claim(4, Span(F(5), F(9)), 0.99),
        Claim(NO_TRACK, Span(F(10), F(12)), 0.5),
    ]
    (doubt,) = body_doubts(claims, [Span(F(1), F(4))], 0, [])
    assert (doubt.tracks, doubt.others, doubt.span) == ((3,), (), Span(F(0), F(1)))
    assert body_doubts(claims, [Span(F(1), F(4))], 0, [Span(F(0), F(1))]) == []
