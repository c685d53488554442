"""An analysis killed at any moment goes on and ends in the same persons and segments."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from engine.pipeline.tools import Tools

if TYPE_CHECKING:
    from tests.engine.pipeline.conftest import Film
else:
    Film = object

BENCHMARK = Path(__file__).resolve().parents[3] / "benchmarks" / "kill.py"


@pytest.fixture(scope="module")
def kill() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kill", BENCHMARK)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["kill"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a POSIX signal")
def test_killed_analyses_end_as_an_unbroken_one(film: Film, tools: Tools, kill: ModuleType, tmp_path: Path) -> None:
    whole, seconds = kill.unbroken(film.path, tmp_path)
    assert whole.persons
    assert whole.rows
    rounds = kill.killed_rounds(film.path, tmp_path, "fast", 2, 3, seconds)
    assert [one.outcome for one in rounds] == [whole, whole]
