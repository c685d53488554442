"""A cast that is corrected step by step is the one that all corrections make at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.identify.calibration import FaceCalibration
from engine.identify.cast import Casting, Member, cast_of
from engine.identify.corrections import said
from engine.identify.prints import Prints
from engine.types import Correction

TRACKS = tuple(range(10, 40))


def plain(members: list[Member]) -> list[tuple[str, list[int], dict[int, float], bool]]:
    return [(member.name, sorted(member.rows), member.chances, member.known) for member in members]


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    kind = draw(st.sampled_from(["is", "is not", "same", "different", "not a face"]))
    some = st.lists(st.sampled_from(TRACKS), min_size=1, max_size=6, unique=True).map(tuple)
    tracks = draw(some)
    others = draw(some) if kind in ("same", "different") else ()
    return Correction(kind, tracks, others, draw(st.sampled_from(["Ada", "Bruno"])) if "is" in kind else "")  # type: ignore[arg-type]


@pytest.fixture
def film(prints: Callable[..., Prints]) -> Prints:
    """Thirty tracks of five persons, a third of them poor, and some of them in one shot."""
    rng = np.random.default_rng(5)
    rows = [(int(rng.integers(5)), n // 2, float(rng.choice([0.8, 0.5, 0.1]))) for n in range(len(TRACKS))]
    return prints(rows, noise=0.9)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoken=st.lists(corrections(), min_size=1, max_size=5), with_photo=st.booleans())
def test_step_by_step_and_at_once_are_the_same(
    film: Prints, calibration: FaceCalibration, faces: Any, spoken: list[Correction], with_photo: bool
) -> None:
    photos = {"Ada": faces.photos(1)} if with_photo else None
    casting = Casting(film, calibration, photos)
    for count in range(len(spoken) + 1):
        warm = casting.cast(said(spoken[:count]))
    assert plain(warm) == plain(cast_of(film, calibration, photos, said(spoken)))
    assert plain(casting.cast()) == plain(cast_of(film, calibration, photos))


def test_a_merge_leaves_all_others_as_they_are(film: Prints, calibration: FaceCalibration) -> None:
    casting = Casting(film, calibration)
    before = [{film.tracks[row] for row in member.rows} for member in casting.cast() if len(member.rows) > 1]
    one, other, *rest = before
    after = casting.cast(said([Correction("same", tuple(sorted(one)), tuple(sorted(other)))]))
    groups = [{film.tracks[row] for row in member.rows} for member in after]
    assert any(one | other <= group for group in groups)
    assert all(group in groups for group in rest)
