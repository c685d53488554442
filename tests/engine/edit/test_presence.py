"""Presence: how evidence becomes a probability over time, with its parts."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.presence import combined, held_spans, presence_of, ruled_presence, together
from engine.settings import Rules
from engine.timebase import Span
from engine.types import Evidence, Modality


def span(start: float, end: float) -> Span:
    return Span(Fraction(str(start)), Fraction(str(end)))


def claim(start: float, end: float, confidence: float = 0.9, modality: Modality = "face", who: str = "Ada") -> Evidence:
    return Evidence(who, span(start, end), modality, confidence)


claims = st.builds(
    lambda start, length, confidence, modality: claim(start, start + length, confidence, modality),
    st.integers(0, 20),
    st.integers(0, 6),
    st.sampled_from([0.0, 0.2, 0.4, 0.45, 0.5, 0.9, 1.0]),
    st.sampled_from(["face", "body", "voice", "caption"]),
)


def test_parts_are_kept() -> None:
    presence = presence_of("Ada", [claim(0, 2), claim(1, 3, 0.6, "voice")])
    assert [(level.span, level.parts) for level in presence.levels] == [
        (span(0, 1), (("face", 0.9),)),
        (span(1, 2), (("face", 0.9), ("voice", 0.6))),
        (span(2, 3), (("voice", 0.6),)),
    ]
    assert presence.at(Fraction(3, 2)) == pytest.approx(1 - 0.1 * 0.4)
    assert presence.at(Fraction(3)) == 0.0


def test_face_and_body_err_together_so_the_surer_counts() -> None:
    assert combined([("face", 0.4), ("body", 0.45)]) == 0.45


def test_sight_and_sound_err_apart_so_they_add_up() -> None:
    assert combined([("face", 0.4), ("voice", 0.4)]) == pytest.approx(0.64)


def test_one_modality_is_taken_as_given() -> None:
    for tenths in range(11):
        assert combined([("voice", tenths / 10)]) == tenths / 10


@given(st.lists(st.tuples(st.sampled_from(["face", "body", "voice", "caption"]), st.floats(0, 1)), min_size=1))
def test_more_evidence_never_lowers_the_result(parts: list[tuple[str, float]]) -> None:
    assert 0.0 <= combined(parts[:-1] or parts) <= combined(parts) + 1e-12
    assert combined(parts) <= 1.0


@given(st.lists(claims, max_size=10))
def test_levels_cover_exactly_the_evidence(evidence: list[Evidence]) -> None:
    presence = presence_of("Ada", evidence)
    for tenth in range(0, 280, 5):
        time = Fraction(tenth, 10)
        active = [one for one in evidence if one.span.contains(time)]
        here = [level for level in presence.levels if level.span.contains(time)]
        assert len(here) == bool(active)
        if here:
            assert here[0].probability == combined((one.modality, one.confidence) for one in active)
            assert here[0].modalities == {one.modality for one in active}


def test_other_persons_and_other_modalities_do_not_count() -> None:
    evidence = [claim(0, 1, who="Bob"), claim(2, 3, modality="voice")]
    assert presence_of("Ada", evidence, frozenset({"face"})).levels == ()


def test_confidence_outside_its_range_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"0\.\.1"):
        presence_of("Ada", [claim(0, 1, 1.5)])


def test_hysteresis_holds_through_a_dip_but_not_below_the_lower_level() -> None:
    presence = presence_of("Ada", [claim(0, 1, 0.9), claim(1, 2, 0.45), claim(2, 3, 0.9), claim(3, 4, 0.3)])
    assert held_spans(presence, 0.5, 0.4) == (span(0, 3),)
    assert held_spans(presence, 0.5, 0.5) == (span(0, 1), span(2, 3))


def test_weak_evidence_alone_never_enters() -> None:
    assert held_spans(presence_of("Ada", [claim(0, 9, 0.45)]), 0.5, 0.4) == ()


def test_a_gap_without_evidence_ends_the_hold() -> None:
    presence = presence_of("Ada", [claim(0, 1), claim(2, 3, 0.45)])
    assert held_spans(presence, 0.5, 0.4) == (span(0, 1),)


def test_nobody_is_there_without_evidence_even_at_threshold_zero() -> None:
    presence = presence_of("Ada", [claim(0, 1, 0.01), claim(2, 3, 0.0)])
    assert held_spans(presence, 0.0, 0.0) == (span(0, 1),)


@given(st.lists(claims, max_size=10))
def test_a_lower_threshold_never_keeps_less(evidence: list[Evidence]) -> None:
    presence = presence_of("Ada", evidence)
    times = [Fraction(half, 2) for half in range(56)]
    strict, loose = held_spans(presence, 0.9, 0.45), held_spans(presence, 0.45, 0.4)
    assert all(any(one.contains(time) for one in loose) for time in times if any(one.contains(time) for one in strict))


def test_thresholds_the_wrong_way_round_are_a_bug() -> None:
    with pytest.raises(ValueError, match="leave"):
        held_spans(presence_of("Ada", []), 0.4, 0.5)


def test_together_needs_sight_and_sound() -> None:
    evidence = [claim(0, 10, 0.9, "face"), claim(5, 15, 0.8, "voice")]
    presence = presence_of("Ada", evidence, combine=together)

    assert presence.at(Fraction(2)) == 0
    assert presence.at(Fraction(7)) == pytest.approx(0.72)
    assert presence.at(Fraction(12)) == 0


def test_weights_take_belief_away() -> None:
    evidence = [claim(0, 10, 0.9, "face"), claim(0, 10, 0.8, "voice")]
    presence = presence_of("Ada", evidence, weights={"voice": 0.0, "face": 0.5})

    assert presence.at(Fraction(2)) == pytest.approx(0.45)


def test_rules_say_how_modalities_are_combined() -> None:
    evidence = [claim(0, 10, 0.9, "face"), claim(5, 15, 0.8, "voice")]
    rules = Rules(modalities=frozenset({"face", "voice"}))

    assert ruled_presence("Ada", evidence, rules).at(Fraction(12)) == 0.8
    assert ruled_presence("Ada", evidence, replace(rules, together=True)).at(Fraction(12)) == 0
    assert ruled_presence("Ada", evidence, replace(rules, weights=(("voice", 0.5),))).at(Fraction(12)) == 0.4
