"""Bodies go to the persons whose faces they carry; clothes decide among those who were just seen, and no further."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from engine.identify.bodies import NO_TRACK, BodyCast, KnownPerson, body_facts, join_bodies
from engine.identify.body_tracks import BodyCalibration, BodyTrack, body_calibration, chains
from engine.identify.bonds import bonds_of
from engine.identify.corrections import Said
from engine.timebase import Span
from engine.types import Floats, Kind, Track

CALIBRATION = BodyCalibration(bias=-10.0, slope=20.0, most=6.0)
"""Zero nats at a cosine of one half."""
RED, BLUE, GREEN = (np.eye(3, dtype=np.float32)[i] for i in range(3))
HEIGHT = 360.0


def track(number: int, kind: Kind, start: float, end: float, x: float = 0, shot: int = 0) -> Track:
    """A face or the body below it, looked at four times a second (`pts` in quarters)."""
    pts = np.arange(round(start * 4), round(end * 4), dtype=np.int64)
    box = (x + 40, 60, 20, 26) if kind == "face" else (x, 50, 100, 300)
    return Track(
        number,
        kind,
        shot,
        Span(Fraction(start), Fraction(end)),
        pts,
        np.tile(np.array(box, np.float32), (len(pts), 1)),
        np.ones(len(pts), np.float32),
        np.zeros((len(pts), 5, 2), np.float32),
    )


def body(number: int, start: float, end: float, looks: Floats | None = None, x: float = 0, shot: int = 0) -> BodyTrack:
    made = track(number, "body", start, end, x, shot)
    return BodyTrack(made, (made.span,), looks)


def joined(
    persons: Sequence[KnownPerson], faces: Sequence[Track], bodies: Sequence[BodyTrack], told: Said | None = None
) -> BodyCast:
    facts = body_facts(faces, bodies)
    return join_bodies(facts, persons, {face.id: 1.0 for face in faces}, HEIGHT, CALIBRATION, told)


def spans(cast: BodyCast, person: int) -> list[tuple[int, float, float]]:
    found = [(claim.track, float(claim.span.start), float(claim.span.end)) for claim in cast.claims.get(person, ())]
    return sorted(found)


ANNA, BERT = KnownPerson("Anna", (0,)), KnownPerson("Bert", (1,))


def test_a_body_holds_its_person_from_entering_to_leaving() -> None:
    faces = [track(0, "face", 3, 5)]
    cast = joined([ANNA], faces, [body(9, 0, 10)])
    assert spans(cast, 0) == [(9, 0, 10)]
    assert all(claim.chance > 0.8 for claim in cast.claims[0])
    assert cast.others == ()


def test_a_body_track_that_changes_persons_is_parted_between_their_faces() -> None:
    faces = [track(0, "face", 0, 3), track(1, "face", 7, 10)]
    cast = joined([ANNA, BERT], faces, [body(9, 0, 10)])
    assert spans(cast, 0) == [(9, 0, 5)]
    assert spans(cast, 1) == [(9, 5, 10)]


def test_a_body_goes_on_where_a_long_shot_was_read_in_two_pieces() -> None:
    faces = [track(0, "face", 0, 5)]
    cast = joined([ANNA], faces, [body(8, 0, 30), body(9, 30, 40)])
    assert spans(cast, 0) == [(8, 0, 30), (9, 30, 40)]


def test_a_body_from_behind_goes_to_the_one_just_seen_in_such_clothes() -> None:
    faces = [track(0, "face", 0, 5), track(1, "face", 5, 10, shot=1)]
    bodies = [body(7, 0, 5, RED), body(8, 5, 10, BLUE, shot=1), body(9, 10, 15, RED, shot=2)]
    assert spans(joined([ANNA, BERT], faces, bodies), 0) == [(7, 0, 5), (9, 10, 15)]


def test_clothes_alone_do_not_join_people_in_like_clothes() -> None:
    faces = [track(0, "face", 0, 5), track(1, "face", 0, 5, x=300)]
    bodies = [body(7, 0, 5, RED), body(8, 0, 5, RED, x=300), body(9, 5, 10, RED, shot=1)]
    cast = joined([ANNA, BERT], faces, bodies)
    assert spans(cast, 0) == [(7, 0, 5)]
    assert spans(cast, 1) == [(8, 0, 5)]


def test_clothes_seen_long_ago_tell_nothing() -> None:
    faces = [track(0, "face", 0, 5)]
    cast = joined([ANNA], faces, [body(7, 0, 5, RED), body(9, 300, 305, RED, shot=9)])
    assert spans(cast, 0) == [(7, 0, 5)]


def test_nobody_is_in_one_picture_twice() -> None:
    faces = [track(0, "face", 0, 10)]
    cast = joined([ANNA], faces, [body(7, 0, 10, RED), body(9, 2, 8, RED, x=400)])
    assert spans(cast, 0) == [(7, 0, 10)]
    assert [claim.track for claims in cast.others for claim in claims] == [9]


def test_people_without_faces_are_persons_of_their_own_one_after_another() -> None:
    cast = joined([], [], [body(1, 0, 8, RED), body(2, 10, 18, BLUE), body(3, 20, 28, GREEN)])
    assert [[claim.track for claim in claims] for claims in cast.others] == [[1], [2], [3]]


def test_a_glimpse_or_a_small_figure_is_no_person() -> None:
    small = body(2, 0, 20)
    small.track.boxes[:, 3] = 40
    assert joined([], [], [body(1, 0, 1), small]).others == ()


def test_a_person_hidden_for_a_moment_is_held_less_surely() -> None:
    faces = [track(0, "face", 0, 4), track(1, "face", 5, 9)]
    cast = joined([KnownPerson("Anna", (0, 1))], faces, [])
    (claim,) = cast.claims[0]
    assert (claim.track, claim.span) == (NO_TRACK, Span(Fraction(4), Fraction(5)))
    assert 0.5 < claim.chance < 0.8
    far = joined([KnownPerson("Anna", (0, 1))], [track(0, "face", 0, 4), track(1, "face", 8, 9)], [])
    assert far.claims[0] == ()


def test_what_the_user_said_of_a_body_is_obeyed() -> None:
    faces = [track(0, "face", 0, 5)]
    bodies = [body(8, 0, 5, RED), body(9, 6, 12, BLUE, shot=1)]
    named = joined([ANNA], faces, bodies, Said(names={"Anna": frozenset({9})}))
    assert (9, 6, 12) in spans(named, 0)
    denied = joined([ANNA], faces, bodies, Said(not_names={"Anna": frozenset({8})}))
    assert spans(denied, 0) == []
    dropped = joined([ANNA], faces, bodies, Said(dropped=frozenset({9})))
    assert dropped.others == ()


def test_a_body_whose_face_is_none_is_no_new_person() -> None:
    faces = [track(0, "face", 0, 5)]
    rejected = Said(dropped=frozenset({0}))
    # Seen from behind as well, in the next shot, in the same clothes.
    bodies = [body(8, 0, 5, RED), body(9, 6, 12, RED, shot=1)]
    cast = joined([], faces, bodies, rejected)
    assert cast.others == ()
    assert [claim.track for claim in cast.orphans] == [8, 9]
    alone = joined([], faces, [bodies[1]], rejected)
    assert len(alone.others) == 1
    assert alone.orphans == ()


def test_a_body_whose_face_is_none_goes_to_whom_its_clothes_fit_or_another_face_of_it() -> None:
    faces = [track(0, "face", 0, 5), track(1, "face", 6, 12, shot=1)]
    bodies = [body(8, 0, 5, RED), body(9, 6, 12, RED, shot=1)]
    by_clothes = joined([ANNA], faces, bodies, Said(dropped=frozenset({1})))
    assert spans(by_clothes, 0) == [(8, 0, 5), (9, 6, 12)]
    assert by_clothes.orphans == ()
    two = [track(0, "face", 0, 4), track(1, "face", 5, 8)]
    by_face = joined([ANNA], two, [body(9, 0, 8)], Said(dropped=frozenset({1})))
    assert spans(by_face, 0) == [(9, 0, 8)]


def test_a_short_or_small_body_whose_face_is_none_is_gone_with_it() -> None:
    cast = joined([], [track(0, "face", 0, 2)], [body(8, 0, 2, RED)], Said(dropped=frozenset({0})))
    assert (cast.others, cast.orphans) == ((), ())


def test_a_body_whose_face_is_none_can_still_be_named() -> None:
    told = Said(dropped=frozenset({0}), names={"Bert": frozenset({8})})
    cast = joined([KnownPerson("Bert", ())], [track(0, "face", 0, 5)], [body(8, 0, 5, RED)], told)
    assert spans(cast, 0) == [(8, 0, 5)]
    assert cast.orphans == ()


def test_a_body_said_to_be_the_person_of_a_face_is_that_person_and_otherwise_not() -> None:
    faces = [track(0, "face", 0, 5), track(1, "face", 0, 5, x=300)]
    bodies = [body(8, 0, 5, RED), body(9, 6, 12, RED, shot=1)]
    assert (9, 6, 12) in spans(joined([ANNA, BERT], faces, bodies), 0)
    other = joined([ANNA, BERT], faces, bodies, Said(bonds=bonds_of(same=((1, 9),))))
    assert (9, 6, 12) in spans(other, 1)
    assert (9, 6, 12) not in spans(other, 0)
    assert (9, 6, 12) not in spans(joined([ANNA, BERT], faces, bodies, Said(bonds=bonds_of(different=((0, 9),)))), 0)


def test_two_bodies_said_to_be_one_person_or_two_are_so() -> None:
    faces = [track(0, "face", 0, 5)]
    bodies = [body(8, 0, 5, RED), body(9, 100, 106, BLUE, shot=1)]
    assert (9, 100, 106) in spans(joined([ANNA], faces, bodies, Said(bonds=bonds_of(same=((8, 9),)))), 0)
    strangers = [body(8, 0, 5, RED), body(9, 6, 12, RED, shot=1), body(10, 90, 99, BLUE, shot=2)]
    assert [len(group) for group in joined([], [], strangers).others] == [2, 1]
    assert len(joined([], [], strangers, Said(bonds=bonds_of(different=((8, 9),)))).others) == 3
    assert [len(group) for group in joined([], [], strangers, Said(bonds=bonds_of(same=((8, 10),)))).others] == [3]


def test_the_fitted_calibrations_can_be_read_and_fade_with_time() -> None:
    for model in ("osnet-x0-25", "clothes"):
        fit = body_calibration(model)
        cosines, gaps = np.array([0.1, 0.1, 0.95, 0.95], np.float32), np.array([0, 30, 0, 30], np.float32)
        unlike, unlike_later, like, like_later = fit.nats(cosines, gaps)
        assert unlike == unlike_later < 0 <= like_later < like
    with pytest.raises(KeyError):
        body_calibration("unheard of")


def test_a_chain_needs_the_same_place() -> None:
    assert [len(c) for c in chains([body(1, 0, 30), body(2, 30, 40)], 0.5)] == [2]
    assert [len(c) for c in chains([body(1, 0, 30), body(2, 30, 40, x=300)], 0.5)] == [1, 1]
    assert [len(c) for c in chains([body(1, 0, 30), body(2, 30, 40, shot=1)], 0.5)] == [1, 1]
