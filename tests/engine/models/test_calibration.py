import tomllib
from importlib.resources import files

import pytest

from engine.describe.face import PARTS

TABLE = tomllib.loads(files("engine.models").joinpath("calibration.toml").read_text(encoding="utf-8"))


def test_every_face_embedding_is_calibrated() -> None:
    assert set(TABLE) == set(PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_likelier_than_not_lies_between_the_similarities_of_strangers_and_of_one_person(name: str) -> None:
    row = TABLE[name]
    even = -row["intercept"] / row["slope"]
    assert row["slope"] > 0
    assert 0 < even < 1
    assert row["cost_bits"] < 0.1
    assert row["fitted_on"]
