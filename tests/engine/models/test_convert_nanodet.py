"""NanoDet with free sides answers as published, and at other sizes too."""

from pathlib import Path

import numpy as np
import onnx
import pytest

from engine.models.convert_nanodet import OUTPUTS, convert
from engine.models.session import open_session


@pytest.fixture(scope="module")
def published(shared: Path) -> onnx.ModelProto:
    """The file as its authors gave it, with its weights taken off the list of inputs."""
    model = onnx.load(shared / "models" / "nanodet_m.onnx")
    weights = {tensor.name for tensor in model.graph.initializer}
    image = [value for value in model.graph.input if value.name not in weights]
    del model.graph.input[:]
    model.graph.input.extend(image)
    return model


@pytest.fixture(scope="module")
def converted(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("nanodet") / "nanodet.onnx"
    target.write_bytes(convert((shared / "models" / "nanodet_m.onnx").read_bytes()))
    return target


def test_nanodet_answers_as_published(published: onnx.ModelProto, converted: Path, tmp_path: Path) -> None:
    onnx.save(published, tmp_path / "original.onnx")
    image = np.random.default_rng(3).normal(size=(1, 3, 416, 416)).astype(np.float32)
    expected = open_session(tmp_path / "original.onnx").run(list(OUTPUTS), {"input.1": image})
    for got, wanted in zip(
        open_session(converted).run(list(OUTPUTS.values()), {"image": image}), expected, strict=True
    ):
        np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-4)


def test_nanodet_takes_wide_pictures(converted: Path) -> None:
    image = np.zeros((1, 3, 256, 416), np.float32)
    scores = open_session(converted).run(["scores_8", "scores_16", "scores_32"], {"image": image})
    assert [part.shape for part in scores] == [(1, 52 * 32, 80), (1, 26 * 16, 80), (1, 13 * 8, 80)]
