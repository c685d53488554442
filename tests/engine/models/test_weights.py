import hashlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ModelMissing
from engine.models.catalog import ModelSpec, Source, find
from engine.models.folders import ModelFolders, model_folders
from engine.models.hashes import VerifiedHashes
from engine.models.weights import locate

CONTENT = b"the weights of a small network"


@pytest.fixture
def folders(tmp_path: Path) -> ModelFolders:
    return ModelFolders((tmp_path / "local",), tmp_path / "data" / "downloaded", tmp_path / "data" / "converted")


@pytest.fixture
def spec() -> ModelSpec:
    sources = (
        Source("package", distribution="made-weights", module="made_weights", file="data/net.onnx"),
        Source("folder"),
        Source("url", url="https://example.org/net.onnx"),
    )
    digest = hashlib.sha256(CONTENT).hexdigest()
    return replace(find("centerface"), name="net", file="net.onnx", sha256=digest, sources=sources)


def put(path: Path, content: bytes = CONTENT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_package_file_is_found_without_running_the_package(
    spec: ModelSpec, folders: ModelFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    put(site / "made_weights" / "__init__.py", b"raise RuntimeError('must not be imported')")
    expected = put(site / "made_weights" / "data" / "net.onnx")
    monkeypatch.syspath_prepend(site)
    put(folders.local[0] / "net.onnx")
    assert locate(spec, folders) == expected
    assert "made_weights" not in sys.modules


def test_wrong_file_in_one_place_does_not_hide_the_right_one_in_the_next(
    spec: ModelSpec, folders: ModelFolders
) -> None:
    put(folders.local[0] / "net.onnx", b"another network")
    expected = put(folders.downloaded / "net.onnx")
    assert locate(spec, folders) == expected


def test_alias_is_found_in_a_local_folder(spec: ModelSpec, folders: ModelFolders) -> None:
    expected = put(folders.local[0] / "old_name.onnx")
    assert locate(replace(spec, aliases=("old_name.onnx",)), folders) == expected


def test_missing_model_names_every_way_to_get_it(spec: ModelSpec, folders: ModelFolders) -> None:
    with pytest.raises(ModelMissing) as caught:
        locate(spec, folders)
    for way in ("pip install --no-deps made-weights", "onlylook models fetch net", "ONLYLOOK_MODELS"):
        assert way in caught.value.next_step


def test_changed_file_is_refused_and_named(spec: ModelSpec, folders: ModelFolders) -> None:
    path = put(folders.local[0] / "net.onnx", CONTENT + b"!")
    with pytest.raises(ModelMissing, match="sha256") as caught:
        locate(spec, folders)
    assert str(path) in caught.value.what


def test_hash_is_remembered_and_forgotten_when_the_file_changes(tmp_path: Path) -> None:
    path, table = put(tmp_path / "net.onnx"), tmp_path / "deep" / "verified.json"
    right = hashlib.sha256(CONTENT).hexdigest()
    assert VerifiedHashes(table).sha256(path) == right
    known = json.loads(table.read_text())
    known[str(path)][2] = "remembered"
    table.write_text(json.dumps(known))
    assert VerifiedHashes(table).sha256(path) == "remembered"
    os.utime(path, ns=(1, 1))
    assert VerifiedHashes(table).sha256(path) == right


@pytest.mark.parametrize("damage", [b"", b"[1, 2", b"[]", b"\xff\xfe"])
def test_damaged_table_of_hashes_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    path, table = put(tmp_path / "net.onnx"), put(tmp_path / "verified.json", damage)
    assert VerifiedHashes(table).sha256(path) == hashlib.sha256(CONTENT).hexdigest()
    assert str(path) in json.loads(table.read_text())


def test_environment_moves_the_folders(tmp_path: Path) -> None:
    one, two, home = tmp_path / "one", tmp_path / "two", tmp_path / "home"
    named = {"ONLYLOOK_MODELS": f"{one}{os.pathsep}{two}", "ONLYLOOK_HOME": str(home)}
    found = model_folders(named, extra=[tmp_path])
    assert found.local == (one, two, tmp_path)
    assert home in found.downloaded.parents
    assert home in found.converted.parents
    assert home in found.verified.parents
