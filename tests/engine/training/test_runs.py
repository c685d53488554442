"""Trainings from their settings to a network in the catalogue: taken up again, over two processes, and refused."""

import csv
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch, which trains")

import onnxruntime  # noqa: E402

from engine.cli.main import main  # noqa: E402
from engine.describe.face import MarkedFace, open_embedder  # noqa: E402
from engine.errors import ModelMissing, UserError  # noqa: E402
from engine.models.catalog import catalog, find, published  # noqa: E402
from engine.models.ready import ready  # noqa: E402
from engine.models.trained import register  # noqa: E402
from engine.progress import run  # noqa: E402
from engine.training.networks.backbones import backbone  # noqa: E402
from engine.training.networks.export import export_face  # noqa: E402
from engine.training.runs.config import Config, read_config  # noqa: E402
from engine.training.runs.loop import train  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests count the models of the catalogue."""
    monkeypatch.setenv("ONLYLOOK_HOME", str(tmp_path / "home"))


def crowd(path: Path, people: int = 12, each: int = 6, strangers: int = 20) -> Path:
    dice = np.random.default_rng(0)
    labels = np.append(np.repeat(np.arange(people), each), np.full(strangers, -1))
    centres = dice.normal(size=(people + 1, 16))
    # Half of the directions are noise that a head can learn to leave out.
    vectors = centres[labels] + np.concatenate([np.full(8, 0.3), np.full(8, 3.0)]) * dice.normal(size=(len(labels), 16))
    np.savez(path, vectors=vectors, labels=labels)
    return path


def head_config(folder: Path, steps: int = 30, name: str = "test-head", **run_settings: object) -> Path:
    crowd(folder / "crowd.npz")
    lines = [f"{key} = {json.dumps(value)}" for key, value in run_settings.items()]
    text = f"""
name = "{name}"
output = "out"
[data]
kind = "vectors"
path = "crowd.npz"
held_back = 0.3
[network]
name = "linear"
[loss]
kind = "cosface"
scale = 16.0
rejection_weight = 0.1
[run]
steps = {steps}
batch = 32
rate = 0.01
optimiser = "adam"
save_every = 10
""" + "\n".join(lines)
    path = folder / "head.toml"
    path.write_text(text)
    return path


def config(folder: Path, **settings: object) -> Config:
    return read_config(head_config(folder, **settings), "head")


def test_a_head_learns_and_stands_in_the_catalogue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "head", "--config", str(head_config(tmp_path, 120)), "--json", "--quiet"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["losses"][-1] < answer["losses"][0]
    assert answer["figures"]["equal error rate"] < answer["figures"]["equal error rate before"]
    assert find("test-head").role == "head on embeddings"
    assert "test-head" in catalog()
    vectors = np.eye(16, dtype=np.float32)
    assert np.linalg.norm(ready("test-head", "cpu").run(None, {"embedding": vectors})[0], axis=1) == pytest.approx(1)
    card = (tmp_path / "out" / "test-head.md").read_text()
    assert "equal error rate before" in card
    assert find("test-head").sha256 in card
    assert main(["models", "list"]) == 0
    assert "test-head" in capsys.readouterr().out


def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    whole = run(train(config(tmp_path))).losses
    (tmp_path / "again").mkdir()
    settings = config(tmp_path / "again")
    job = train(settings)
    for progress in job:
        if progress.done == 14:
            job.close()
    after = run(train(settings)).losses
    # Ten steps were kept.
    assert after == pytest.approx(whole[10:], abs=1e-6)
    with (settings.output / "curve.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == list(range(30))
    assert [float(row["loss"]) for row in rows] == pytest.approx(whole, rel=1e-5)


def test_half_precision_learns_nearly_as_full_precision_does(tmp_path: Path) -> None:
    whole = run(train(config(tmp_path))).losses
    (tmp_path / "half").mkdir()
    half = run(train(config(tmp_path / "half", precision="half"))).losses
    assert half == pytest.approx(whole, rel=0.05)
    assert half != whole


def test_two_processes_have_the_loss_curve_of_one(tmp_path: Path) -> None:
    one = run(train(config(tmp_path))).losses
    (tmp_path / "two").mkdir()
    path = head_config(tmp_path / "two")
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        "--nproc-per-node",
        "2",
        "--master-port",
        "0",
        "--rdzv-backend",
        "c10d",
        "--rdzv-endpoint",
        "127.0.0.1:0",
        "--no-python",
        sys.executable,
        "-m",
        "engine.cli",
        "train",
        "head",
        "--config",
        str(path),
        "--quiet",
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "two" / "out" / "curve.csv").open() as file:
        two = [float(row["loss"]) for row in csv.DictReader(file)]
    assert two == pytest.approx(one, abs=1e-4)
    assert (tmp_path / "two" / "out" / "checkpoint.1.pt").exists()


def test_the_events_for_tensorboard_hold_the_loss(tmp_path: Path) -> None:
    pytest.importorskip("tensorboardX", reason="needs tensorboardX, which writes events")
    settings = config(tmp_path, steps=5)
    run(train(settings))
    events = list((settings.output / "events").glob("events.out.tfevents.*"))
    assert len(events) == 1
    assert events[0].read_bytes().count(b"loss") == 5


def pictures(folder: Path, people: int, each: int, start: int = 0) -> Path:
    for person in range(people):
        base = np.random.default_rng(start + person).integers(0, 255, (4, 4, 3), np.uint8)
        for number in range(each):
            noise = np.random.default_rng((person, number)).integers(-20, 20, (32, 32, 3))
            image = np.clip(cv2.resize(base, (32, 32)).astype(int) + noise, 0, 255).astype(np.uint8)
            path = folder / f"p{person}" / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(path), image)
    return folder


def test_cartoons_and_faces_are_learnt_together_with_strangers_and_a_domain_term(tmp_path: Path) -> None:
    pictures(tmp_path / "toons", 4, 3)
    pictures(tmp_path / "people", 3, 3, 100)
    pictures(tmp_path / "crowd", 1, 5, 200)
    path = tmp_path / "toon.toml"
    path.write_text("""
name = "test-toon"
output = "out"
[data]
path = "toons"
strangers = "crowd"
held_back = 0.5
[faces]
path = "people"
[network]
name = "mobilefacenet"
side = 32
width = 0.25
dimensions = 16
[loss]
kind = "arcface"
rejection_weight = 0.1
domain = "critic"
[run]
steps = 6
batch = 16
rate = 0.02
save_every = 3
""")
    settings = read_config(path, "cartoon")
    result = run(train(settings))
    assert 0 <= result.figures["rank-1"] <= 1
    with (tmp_path / "out" / "curve.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert all(float(row["rejection"]) >= 0 and float(row["domain"]) > 0 for row in rows)
    session = onnxruntime.InferenceSession(str(result.network), providers=["CPUExecutionProvider"])
    assert session.run(None, {"image": np.zeros((2, 3, 32, 32), np.float32)})[0].shape == (2, 16)
    fine = path.with_name("fine.toml")
    start = 'width = 0.25\nstart = "out/checkpoint.0.pt"'
    fine.write_text(path.read_text().replace('"out"', '"fine"').replace("width = 0.25", start))
    assert math.isfinite(run(train(read_config(fine, "cartoon"))).losses[0])
    other = path.with_name("other.toml")
    other.write_text(fine.read_text().replace("dimensions = 16", "dimensions = 8"))
    with pytest.raises(UserError, match="of another network"):
        run(train(read_config(other, "cartoon")))


def test_fusion_learns_from_vectors_of_which_some_are_missing(tmp_path: Path) -> None:
    dice = np.random.default_rng(1)
    labels = np.repeat(np.arange(6), 8)
    face = dice.normal(size=(6, 12))[labels] + 0.5 * dice.normal(size=(48, 12))
    voice = dice.normal(size=(6, 8))[labels] + 0.5 * dice.normal(size=(48, 8))
    face[::3] = np.nan
    np.savez(
        tmp_path / "x.npz",
        labels=labels,
        face=face,
        face_quality=(np.arange(48) % 3 > 0) * 0.9,
        voice=voice,
        voice_quality=np.full(48, 0.5),
    )
    path = tmp_path / "fusion.toml"
    path.write_text("""
name = "test-fusion"
output = "out"
[data]
kind = "vectors"
path = "x.npz"
held_back = 0.25
[network]
name = "attention"
dimensions = 16
[loss]
kind = "normface"
scale = 16.0
[run]
steps = 80
batch = 24
strangers = 0.0
rate = 0.01
optimiser = "adam"
""")
    result = run(train(read_config(path, "fusion")))
    assert result.figures["MAP@100"] > 0.8
    session = onnxruntime.InferenceSession(str(result.network), providers=["CPUExecutionProvider"])
    assert [one.name for one in session.get_outputs()] == ["embedding", "scores"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("optimiser =", "optimizer ="), "'optimizer', which is not known"),
        (('[loss]\nkind = "cosface"', '[loss]\nkind = "x"'), "kind is 'x'"),
        (("batch = 32", 'batch = "many"'), "must be a int"),
        (("steps = 30", "steps = 0"), "at least 1"),
        (('name = "test-head"\n', ""), "lacks 'name'"),
        (('name = "test-head"', "name = test"), "not right TOML"),
        (('kind = "vectors"', 'kind = "folder"'), "head cannot be taught"),
        (("crowd.npz", "nowhere.npz"), "cannot be read"),
    ],
)
def test_settings_that_cannot_be_are_told(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = head_config(tmp_path)
    old, new = change
    text = path.read_text()
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(UserError, match=said):
        run(train(read_config(path, "head")))


def test_vectors_that_are_no_numbers_are_told(tmp_path: Path) -> None:
    settings = config(tmp_path)
    with np.load(settings.data.path) as stored:
        vectors, labels = stored["vectors"], stored["labels"]
    vectors[7] = np.nan
    np.savez(settings.data.path, vectors=vectors, labels=labels)
    with pytest.raises(UserError, match=r"Row 7 .* no direction"):
        run(train(settings))
    np.savez(settings.data.path, vectors=vectors[:6], labels=labels[:6])
    with pytest.raises(UserError, match="1 persons"):
        run(train(settings))


def test_a_loss_that_is_no_number_stops_and_leaves_the_earlier_network(tmp_path: Path) -> None:
    settings = config(tmp_path, steps=10)
    earlier = run(train(settings)).network
    assert earlier is not None
    content = earlier.read_bytes()
    path = head_config(tmp_path, steps=10)
    path.write_text(path.read_text().replace("rate = 0.01", "rate = 1e30"))
    with pytest.raises(UserError, match="other settings"):
        run(train(read_config(path, "head")))
    with pytest.raises(UserError, match="no number any more"):
        run(train(read_config(path, "head"), fresh=True))
    assert earlier.read_bytes() == content


def test_a_damaged_checkpoint_is_told(tmp_path: Path) -> None:
    settings = config(tmp_path, steps=10)
    run(train(settings))
    (settings.output / "checkpoint.0.pt").write_bytes(b"x" * 50)
    with pytest.raises(UserError, match="damaged or no checkpoint"):
        run(train(settings))


def test_a_name_of_a_published_model_is_refused_before_hours_are_spent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "head", "--config", str(head_config(tmp_path, name="sface"))]) == UserError.exit_code
    assert "published model called 'sface'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_face_network_of_this_machine_is_opened_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "own.onnx"
    export_face(backbone("mobilefacenet", 16, 32, 0.25), 32, path)
    row = {
        "name": "own-faces",
        "role": "face embedding",
        "licence": "mine",
        "input": "crops",
        "output": "x",
        "measured": "",
    }
    register(path, row, frozenset(published()))
    embedder = open_embedder("own-faces", "cpu", threads=1, refine=False)
    assert embedder.dimensions == 16
    face = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    landmarks = np.array([[22, 28], [42, 28], [32, 38], [24, 48], [40, 48]], np.float32)
    assert embedder.embed([MarkedFace(face, landmarks)]).shape == (1, 16)
    with pytest.raises(UserError, match="no face embedding"):
        open_embedder("nobodys-faces")
    with pytest.raises(UserError, match="published model"):
        register(path, {**row, "name": "sface"}, frozenset(published()))
    (tmp_path / "home" / "models" / "trained" / "own-faces.onnx").write_bytes(b"changed")
    with pytest.raises(ModelMissing, match="not the file that was tested"):
        open_embedder("own-faces")
