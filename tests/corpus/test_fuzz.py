"""Broken files of the formats that are ours end in a reading or a sentence; here for seconds."""

import random
from pathlib import Path

import pytest

from tests.corpus.fuzz import fuzz
from tests.corpus.parsers import broken, parsers

SECONDS = 5


def test_no_broken_file_does_harm(tmp_path: Path) -> None:
    found = fuzz(tmp_path, SECONDS, seed=1)
    assert not found.bad, "\n".join(found.bad)
    assert len(found.tried) == len({parser.name for parser in parsers(tmp_path)})
    assert all(found.refused[name] for name in found.tried)
    assert sum(found.refused.values()) < sum(found.tried.values())


def test_whole_samples_are_read(tmp_path: Path) -> None:
    for parser in parsers(tmp_path):
        if parser.name != "projects":  # Nothing is analysed in this one, which is refused.
            for sample in parser.samples:
                parser.read(sample)


@pytest.mark.parametrize("seed", range(3))
def test_breaking_is_the_same_each_time(seed: int) -> None:
    data = bytes(range(256)) * 8
    assert broken(data, random.Random(seed)) == broken(data, random.Random(seed)) != data
