import re

import pytest

from engine.errors import ModelMissing
from engine.models.catalog import ModelSpec, find, published
from engine.models.convert import CONVERTERS
from engine.models.folders import model_folders
from engine.models.hashes import sha256_of
from engine.models.weights import candidates

ROWS = list(published().values())
INSTALLED = [spec for spec in ROWS if candidates(spec, model_folders({}))]


@pytest.mark.parametrize("spec", ROWS, ids=lambda spec: spec.name)
def test_every_row_can_be_verified_and_says_what_it_is(spec: ModelSpec) -> None:
    assert re.fullmatch("[0-9a-f]{64}", spec.sha256)
    assert spec.bytes > 0
    assert spec.role
    assert spec.licence
    assert spec.input
    assert spec.output
    assert spec.sources
    assert bool(spec.published) == bool(spec.published_source)
    assert spec.converter in {"", *CONVERTERS}
    assert all(url.startswith("https://") for url in spec.urls)


def test_no_default_forbids_commercial_use() -> None:
    assert all(spec.commercial for spec in ROWS if spec.default)


def test_hashes_are_unique() -> None:
    # One file may hold two networks, which two converters make of it.
    assert len({(spec.sha256, spec.converter) for spec in ROWS}) == len(ROWS)


@pytest.mark.parametrize("spec", INSTALLED, ids=lambda spec: spec.name)
def test_installed_weights_are_those_of_the_catalogue(spec: ModelSpec) -> None:
    path = candidates(spec, model_folders({}))[0]
    assert path.stat().st_size == spec.bytes
    assert sha256_of(path) == spec.sha256


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ModelMissing, match="centerface"):
        find("centreface")
