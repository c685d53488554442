"""The cast of made films: known answers, strangers kept out, and the user's word obeyed."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from engine.identify.calibration import FaceCalibration
from engine.identify.cast import Member, cast_of
from engine.identify.corrections import said
from engine.identify.prints import Prints
from engine.types import Correction

MakePrints = Callable[..., Prints]
GOOD, POOR = 0.8, 0.05


def tracks_of(members: Sequence[Member], prints: Prints) -> list[tuple[str, set[int]]]:
    return [(member.name, {prints.tracks[row] for row in member.rows}) for member in members]


def groups(members: Sequence[Member], prints: Prints) -> list[set[int]]:
    return sorted((tracks for _, tracks in tracks_of(members, prints) if tracks), key=min)


def named(members: Sequence[Member], prints: Prints) -> dict[str, set[int]]:
    return {name: tracks for name, tracks in tracks_of(members, prints) if name}


def test_a_film_without_faces_has_no_cast_and_every_name_is_without_tracks(
    prints: MakePrints, calibration: FaceCalibration, faces: Any
) -> None:
    nobody = prints([])
    assert cast_of(nobody, calibration) == []
    (ada,) = cast_of(nobody, calibration, {"Ada": faces.photos(1)})
    assert (ada.name, ada.rows) == ("Ada", [])


def test_tracks_of_one_person_are_one_member_of_the_cast(prints: MakePrints, calibration: FaceCalibration) -> None:
    film = prints([(1, 0, GOOD), (2, 0, GOOD), (1, 1, GOOD), (2, 2, GOOD), (1, 3, GOOD), (3, 4, GOOD)])
    assert groups(cast_of(film, calibration), film) == [{10, 12, 14}, {11, 13}, {15}]


def test_every_track_is_in_one_member_at_most_and_has_a_chance(
    prints: MakePrints, calibration: FaceCalibration
) -> None:
    film = prints([(i % 4, i, GOOD if i % 3 else POOR) for i in range(24)])
    members = cast_of(film, calibration)
    rows = [row for member in members for row in member.rows]
    assert len(rows) == len(set(rows))
    for member in members:
        assert set(member.chances) == set(member.rows)
        assert all(0 < chance <= 1 for chance in member.chances.values())


def test_photos_name_their_person_and_nobody_else(prints: MakePrints, calibration: FaceCalibration, faces: Any) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (1, 2, GOOD), (3, 3, GOOD)])
    members = cast_of(film, calibration, {"Ada": faces.photos(1), "Bruno": faces.photos(2)})
    assert named(members, film) == {"Ada": {10, 12}, "Bruno": {11}}
    assert groups(members, film) == [{10, 12}, {11}, {13}]


def test_a_photo_of_somebody_who_is_not_there_finds_nobody(
    prints: MakePrints, calibration: FaceCalibration, faces: Any
) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (1, 2, POOR), (4, 3, POOR)])
    members = cast_of(film, calibration, {"Stranger": faces.photos(9)})
    assert named(members, film) == {"Stranger": set()}


def test_a_poor_track_follows_its_person(prints: MakePrints, calibration: FaceCalibration, faces: Any) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (1, 2, POOR), (2, 3, POOR)])
    assert groups(cast_of(film, calibration), film) == [{10, 12}, {11, 13}]
    members = cast_of(film, calibration, {"Ada": faces.photos(1), "Bruno": faces.photos(2)})
    assert named(members, film) == {"Ada": {10, 12}, "Bruno": {11, 13}}


def test_a_poor_track_of_a_stranger_follows_nobody(prints: MakePrints, calibration: FaceCalibration) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (7, 2, POOR)])
    assert {10} in groups(cast_of(film, calibration), film)
    assert all(12 not in tracks or tracks == {12} for tracks in groups(cast_of(film, calibration), film))


def test_a_person_of_whom_only_poor_crops_exist_is_not_known(prints: MakePrints, calibration: FaceCalibration) -> None:
    film = prints([(1, 0, GOOD), (2, 1, POOR)])
    known = {track for member in cast_of(film, calibration) if member.known for track in
             (film.tracks[row] for row in member.rows)}  # fmt: skip
    assert known == {10}


def test_two_faces_of_one_frame_are_two_persons_unless_very_alike(
    prints: MakePrints, calibration: FaceCalibration
) -> None:
    """Noise makes the pair alike enough for one person, were they not seen at once."""
    apart = prints([(1, 0, GOOD), (1, 1, GOOD)], noise=1.0)
    assert groups(cast_of(apart, calibration), apart) == [{10, 11}]
    at_once = prints([(1, 0, GOOD), (1, 0, GOOD)], noise=1.0)
    assert groups(cast_of(at_once, calibration), at_once) == [{10}, {11}]


def test_what_the_user_called_a_track_is_obeyed_without_photos(
    prints: MakePrints, calibration: FaceCalibration
) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (1, 2, GOOD), (5, 3, POOR)])
    told = said([Correction("is", (10,), name="Ada"), Correction("is", (13,), name="Ada")])
    members = cast_of(film, calibration, None, told)
    ada = named(members, film)["Ada"]
    assert {10, 12, 13} <= ada
    assert 11 not in ada


def test_a_name_given_by_the_user_outweighs_a_photo(
    prints: MakePrints, calibration: FaceCalibration, faces: Any
) -> None:
    film = prints([(1, 0, GOOD), (1, 1, GOOD), (1, 2, GOOD), (2, 3, GOOD)])
    told = said([Correction("is", (10,), name="Bruno")])
    members = cast_of(film, calibration, {"Ada": faces.photos(1)}, told)
    assert 10 in named(members, film)["Bruno"]
    assert named(members, film)["Ada"] == {11, 12}


@pytest.mark.parametrize("with_photo", [True, False])
def test_is_not_takes_that_track_away_and_leaves_the_others(
    prints: MakePrints, calibration: FaceCalibration, faces: Any, with_photo: bool
) -> None:
    film = prints([(1, shot, GOOD) for shot in range(6)])
    told = said([Correction("is", (15,), name="Ada"), Correction("is not", (10,), name="Ada")])
    photos = {"Ada": faces.photos(1)} if with_photo else None
    assert named(cast_of(film, calibration, photos, told), film)["Ada"] == {11, 12, 13, 14, 15}


def test_is_not_holds_for_a_poor_track(prints: MakePrints, calibration: FaceCalibration, faces: Any) -> None:
    film = prints([(1, 0, GOOD), (1, 1, GOOD), (1, 2, POOR)])
    told = said([Correction("is not", (12,), name="Ada")])
    assert named(cast_of(film, calibration, {"Ada": faces.photos(1)}, told), film)["Ada"] == {10, 11}


def test_different_is_obeyed_however_many_tracks_look_alike(prints: MakePrints, calibration: FaceCalibration) -> None:
    film = prints([(1, shot, GOOD) for shot in range(40)])
    told = said([Correction("different", (10,), (30,))])
    found = groups(cast_of(film, calibration, None, told), film)
    assert not any({10, 30} <= tracks for tracks in found)
    assert max(map(len, found)) >= 38


def test_same_joins_what_looks_different(prints: MakePrints, calibration: FaceCalibration) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (3, 2, POOR)])
    told = said([Correction("same", (10,), (11, 12))])
    assert {10, 11, 12} in groups(cast_of(film, calibration, None, told), film)


def test_named_members_come_first_and_then_the_weightiest(
    prints: MakePrints, calibration: FaceCalibration, faces: Any
) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (2, 2, GOOD), (2, 3, GOOD), (3, 4, GOOD), (3, 5, GOOD)])
    members = cast_of(film, calibration, {"Ada": faces.photos(1)})
    assert [tracks for _, tracks in tracks_of(members, film)] == [{10}, {11, 12, 13}, {14, 15}]


def test_a_photo_finds_its_person_under_whatever_name_the_user_gave(
    prints: MakePrints, calibration: FaceCalibration, faces: Any
) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (1, 2, POOR), (2, 3, GOOD), (1, 4, GOOD)])
    told = said([Correction("is", (10, 12), name="Ada"), Correction("is", (11,), name="Bruno")])
    members = cast_of(film, calibration, {"A. Lovelace": faces.photos(1)}, told)
    assert named(members, film) == {"A. Lovelace": {10, 12, 14}, "Bruno": {11, 13}}


def test_a_photo_of_somebody_else_takes_no_name_that_the_user_gave(
    prints: MakePrints, calibration: FaceCalibration, faces: Any
) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD), (1, 2, GOOD)])
    told = said([Correction("is", (10, 12), name="Ada"), Correction("is", (11,), name="Bruno")])
    members = cast_of(film, calibration, {"Stranger": faces.photos(9), "Bruno": faces.photos(2)}, told)
    assert named(members, film) == {"Stranger": set(), "Ada": {10, 12}, "Bruno": {11}}


def test_a_photo_does_not_find_whom_the_user_said_it_is_not(
    prints: MakePrints, calibration: FaceCalibration, faces: Any
) -> None:
    film = prints([(1, 0, GOOD), (1, 1, GOOD)])
    told = said([Correction("is", (10, 11), name="Ada"), Correction("is not", (10, 11), name="Beth")])
    members = cast_of(film, calibration, {"Beth": faces.photos(1)}, told)
    assert named(members, film) == {"Ada": {10, 11}, "Beth": set()}


def test_a_name_with_a_photo_of_its_own_is_not_taken_by_another_photo(
    prints: MakePrints, calibration: FaceCalibration, faces: Any
) -> None:
    film = prints([(1, 0, GOOD), (2, 1, GOOD)])
    told = said([Correction("is", (10,), name="Ada")])
    photos = {"Beth": faces.photos(1), "Ada": faces.photos(1)}
    assert named(cast_of(film, calibration, photos, told), film) == {"Ada": {10}, "Beth": set()}
