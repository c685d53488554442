"""What is said of networks and of the machine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.models.catalog import catalog

Onlylook = Callable[..., Any]


def test_list_names_all_with_licence_and_state(onlylook: Onlylook) -> None:
    said = onlylook("models", "list")
    assert said.code == 0
    assert all(f"\n{name} " in said.out for name in catalog())
    models = onlylook("models", "list", "--json").json["models"]
    assert {model["name"]: model["licence"] for model in models} == {n: s.licence for n, s in catalog().items()}


def test_where_names_the_file_that_is_used(onlylook: Onlylook) -> None:
    (model,) = onlylook("models", "where", "centerface", "--json").json["models"]
    assert Path(model["path"]).name == "centerface.onnx"
    assert Path(model["path"]).is_file()


def test_verify_reads_every_file_again(onlylook: Onlylook) -> None:
    said = onlylook("models", "verify", "centerface", "dlib")
    assert said.code == 0, said.err
    assert [line.split(":")[0] for line in said.out.splitlines()] == ["centerface", "dlib"]


def test_file_that_is_not_the_tested_one_fails(
    onlylook: Onlylook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "face_recognition_sface_2021dec.onnx").write_bytes(b"something else")
    monkeypatch.setenv("ONLYLOOK_MODELS", str(tmp_path))
    said = onlylook("models", "verify", "sface-full", "--json")
    assert said.code == 5
    assert [model["state"] for model in said.json["models"]] == ["changed"]


def test_unknown_model_is_answered_with_the_names(onlylook: Onlylook) -> None:
    said = onlylook("models", "where", "nosuch")
    assert said.code == 5
    assert "centerface" in said.err


def test_licence_that_forbids_commercial_use_asks_first(onlylook: Onlylook) -> None:
    said = onlylook("models", "fetch", "arcface-buffalo-l")
    assert said.code == 2
    assert "--accept-licence" in said.err


def test_doctor_finds_this_machine_fit(onlylook: Onlylook, home: Path) -> None:
    said = onlylook("doctor", "--json")
    assert said.code == 0
    assert said.json["works"]
    facts = {fact["name"]: fact for section in said.json["sections"] for fact in section["facts"]}
    assert facts["device cpu"]["good"]
    assert facts["libx264"]["good"]
    assert facts["data folder"]["value"] == str(home)
    assert all(fact["good"] or fact["next_step"] for fact in facts.values())


def test_doctor_says_what_to_do_without_the_face_detector(onlylook: Onlylook, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.pipeline import doctor

    monkeypatch.setattr(doctor, "available", lambda name: name != "centerface")
    said = onlylook("doctor")
    assert said.code == 5
    assert "!  face detection" in said.out
