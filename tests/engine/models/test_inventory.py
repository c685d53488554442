import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.models import inventory
from engine.models.catalog import ModelSpec, Source, catalog, find
from engine.models.folders import ModelFolders
from engine.models.hashes import VerifiedHashes
from engine.models.inventory import device_facts, model_facts, rows, verify
from engine.progress import run

CONTENT = b"weights"


@pytest.fixture
def places(tmp_path: Path) -> ModelFolders:
    return ModelFolders((tmp_path / "local",), tmp_path / "data" / "downloaded", tmp_path / "data" / "converted")


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> ModelSpec:
    """A catalogue of one model that lies in a local folder."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    spec = replace(find("yunet"), name="net", default=True, file="net.onnx", sha256=digest, sources=(Source("folder"),))
    monkeypatch.setattr(inventory, "catalog", lambda: {"net": spec})
    return spec


def test_every_model_of_the_catalogue_has_a_row(places: ModelFolders) -> None:
    listed = rows(places)
    assert [row.spec for row in listed] == list(catalog().values())
    for row in listed:
        assert (row.state == "here") == (row.path is not None and row.next_step == "")


def test_states_follow_the_file(net: ModelSpec, places: ModelFolders) -> None:
    assert [(row.state, row.path) for row in rows(places)] == [("missing", None)]
    path = places.local[0] / "net.onnx"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    assert [(row.state, row.path) for row in rows(places)] == [("here", path)]
    path.write_bytes(CONTENT + b"!")
    (row,) = rows(places)
    assert (row.state, row.path) == ("changed", path)
    assert "ONLYLOOK_MODELS" in row.next_step


def test_verify_reads_again_what_is_remembered_as_good(net: ModelSpec, places: ModelFolders) -> None:
    path = places.local[0] / "net.onnx"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    VerifiedHashes(places.verified).sha256(path)
    table = places.verified.read_text()
    path.write_bytes(CONTENT[::-1])
    status = path.stat()
    places.verified.write_text(
        table.replace(table.split("[")[1].split("]")[0], f'7, {status.st_mtime_ns}, "{net.sha256}"')
    )
    assert rows(places)[0].state == "here"
    (checked,) = run(verify(places))
    assert checked.state == "changed"
    assert checked.next_step


def test_doctor_knows_on_which_device_a_network_runs(model_file: Callable[[str], Path]) -> None:
    model_file("centerface")
    facts = {fact.name: fact for fact in device_facts()}
    assert facts["device cpu"].value == "runs"
    assert all(fact.good or fact.next_step for fact in facts.values())


def test_doctor_names_missing_defaults_and_folders(net: ModelSpec, places: ModelFolders) -> None:
    facts = {fact.name: fact for fact in model_facts(places)}
    assert not facts["net (face detection)"].good
    assert facts["net (face detection)"].next_step
    assert not facts["local models"].good
