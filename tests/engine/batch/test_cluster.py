"""The batch on Ray: refusals in a sentence; on request, a node of two is killed in the middle."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.batch.parcel import Parcel, look_in, packed, unpack
from engine.errors import UserError
from engine.models.catalog import catalog
from engine.models.ready import ready_path
from engine.pipeline.tools import weights_here

ROOT = Path(__file__).resolve().parents[3]
HAS_RAY = importlib.util.find_spec("ray") is not None


@pytest.mark.skipif(HAS_RAY, reason="Ray is installed here")
def test_without_ray_it_is_said_how_to_install_it() -> None:
    from engine.batch.cluster import Cluster, Needs

    with pytest.raises(UserError, match="not installed") as said:
        Cluster("local", Needs())
    assert "[cluster]" in said.value.next_step


@pytest.mark.skipif(not HAS_RAY, reason="needs the extra `cluster`")
def test_driver_outside_of_the_cluster_is_refused() -> None:
    code = (
        "from engine.batch.cluster import Cluster, Needs\n"
        "from engine.errors import UserError\n"
        "try: Cluster('ray://nowhere:10001', Needs())\n"
        "except UserError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment())
    assert "cannot be driven from outside" in done.stdout


def test_networks_arrive_as_they_were_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONLYLOOK_MODELS", os.environ.get("ONLYLOOK_MODELS", ""))
    sent, here = packed(), weights_here()
    contents = {name: ready_path(name).read_bytes() for name in here if name in catalog()}
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path / "other"))
    files = unpack(sent, tmp_path / "other")
    assert all(file.is_relative_to(tmp_path / "other") for file in files)
    assert weights_here() == here
    assert {name: ready_path(name).read_bytes() for name in contents} == contents
    assert all(ready_path(name).is_relative_to(tmp_path / "other") for name in contents)
    before = {file: file.stat().st_mtime_ns for file in files}
    unpack(Parcel(sent.converted, sent.sources), tmp_path / "other")
    assert {file: file.stat().st_mtime_ns for file in files} == before
    assert look_in(tmp_path / "other").is_relative_to(tmp_path / "other")


@pytest.mark.slow
@pytest.mark.skipif(not HAS_RAY, reason="needs the extra `cluster`")
@pytest.mark.skipif(not os.environ.get("ONLYLOOK_TEST_CLUSTER"), reason="takes a minute: set ONLYLOOK_TEST_CLUSTER=1")
def test_films_survive_the_loss_of_a_node() -> None:
    program = ROOT / "benchmarks" / "cluster.py"
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, check=False, env=_environment()
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the same as in one piece" in done.stdout


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
