from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.identify.calibration import face_calibration
from engine.identify.evidence import FilmEvidence, Rows
from engine.identify.groundwork import Groundwork, groundwork
from engine.identify.limits import CastLimits
from engine.identify.prints import Prints
from engine.pipeline import kept_groundwork as kept
from engine.types import Floats

CORE: Rows = np.arange(60)
PHOTOS = {"Ada": np.linspace(-8, 8, 60, dtype=np.float32)}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path))
    monkeypatch.setattr(kept, "LEAST", 10)
    return tmp_path


def film(seed: int = 1) -> FilmEvidence:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(60, 8)).astype(np.float32) + np.repeat(rng.normal(size=(6, 8)), 10, axis=0) * 3
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    quality = rng.uniform(0.3, 0.8, 60).astype(np.float32)
    clash = np.zeros((60, 60), bool)
    clash[0, 1] = clash[1, 0] = True
    ids = tuple(range(60))
    prints = Prints(ids, vectors, vectors, quality, quality, quality, np.full(60, 9), clash)
    return FilmEvidence(prints, face_calibration("joined"))


def same(one: Groundwork, other: Groundwork) -> bool:
    return (
        one.names == other.names
        and len(one.groups) == len(other.groups)
        and all(map(np.array_equal, one.groups, other.groups))
        and np.array_equal(one.weights, other.weights)
        and np.array_equal(one.mean, other.mean)
    )


def never(*_: object) -> Groundwork:
    raise AssertionError("it was made before")


@pytest.mark.parametrize("photos", [{}, PHOTOS, {"Nobody": np.full(60, -8, np.float32)}])
def test_grouping_that_is_read_again_is_the_one_that_was_made(
    photos: dict[str, Floats], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = kept.kept_groundwork(film(), CORE, photos, CastLimits())
    assert same(made, groundwork(film(), CORE, photos, CastLimits()))
    monkeypatch.setattr(kept, "groundwork", never)
    assert same(kept.kept_groundwork(film(), CORE, photos, CastLimits()), made)


def test_other_tracks_photos_or_limits_are_grouped_anew() -> None:
    kept.kept_groundwork(film(), CORE, PHOTOS, CastLimits())
    clashing = film()
    clashing.prints.conflicts[4, 5] = clashing.prints.conflicts[5, 4] = True
    others = (
        (film(2), CORE, PHOTOS, CastLimits()),
        (clashing, CORE, PHOTOS, CastLimits()),
        (film(), CORE[:50], PHOTOS, CastLimits()),
        (film(), CORE, {"Ada": PHOTOS["Ada"][::-1]}, CastLimits()),
        (film(), CORE, {"Bob": PHOTOS["Ada"]}, CastLimits()),
        (film(), CORE, PHOTOS, replace(CastLimits(), merge_above=3.0)),
    )
    for one in others:
        assert same(kept.kept_groundwork(*one), groundwork(*one))
    assert len(list(kept.folder().iterdir())) == len(others) + 1


def test_damaged_file_is_replaced() -> None:
    made = kept.kept_groundwork(film(), CORE, PHOTOS, CastLimits())
    (path,) = kept.folder().iterdir()
    whole = path.read_bytes()
    for damaged in (b"", whole[:100], b"no archive"):
        path.write_bytes(damaged)
        assert same(kept.kept_groundwork(film(), CORE, PHOTOS, CastLimits()), made)
        assert path.read_bytes() == whole


def test_only_the_latest_files_stay() -> None:
    for seed in range(kept.FILES + 3):
        kept.kept_groundwork(film(seed), CORE, {}, CastLimits())
    assert len(list(kept.folder().iterdir())) == kept.FILES


def test_folder_that_cannot_be_written_costs_nothing_but_time(home: Path) -> None:
    (home / "cache").write_text("in the way")
    assert same(
        kept.kept_groundwork(film(), CORE, PHOTOS, CastLimits()), groundwork(film(), CORE, PHOTOS, CastLimits())
    )
