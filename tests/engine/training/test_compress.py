"""Smaller networks answer as the larger ones: eight bits, fewer channels, straight bends, lessons."""

from pathlib import Path

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch, which trains")

import onnx  # noqa: E402
import onnxruntime  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402

from engine.errors import UserError  # noqa: E402
from engine.models.catalog import find  # noqa: E402
from engine.models.ready import available  # noqa: E402
from engine.models.weights import locate  # noqa: E402
from engine.progress import run  # noqa: E402
from engine.training.compress.distil import Lessons, agreement, distil, images  # noqa: E402
from engine.training.compress.prune import reduced  # noqa: E402
from engine.training.compress.quantise import quantised  # noqa: E402
from engine.training.networks.chain import Bend, Chain, chain_of_sface  # noqa: E402

SIDE = 24


def small() -> Chain:
    """A chain of two pairs, whose channels are alike enough that some can go."""
    torch.manual_seed(3)
    layers: list[nn.Module] = []
    for inputs, outputs, kernel, stride, groups in (
        (3, 16, 3, 1, 1),
        (16, 16, 3, 2, 16),
        (16, 32, 1, 1, 1),
        (32, 32, 3, 2, 32),
        (32, 24, 1, 1, 1),
    ):
        layers += [
            nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups),
            Bend(torch.rand(outputs) * 0.6 - 0.2),
        ]
    return Chain(layers, nn.Linear(24 * 36, 16)).eval()


def crops(count: int = 64, seed: int = 0) -> NDArray[np.uint8]:
    dice = np.random.default_rng(seed)
    return np.stack(
        [
            cv2.resize(dice.integers(0, 255, (5, 5, 3), np.uint8), (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
            for _ in range(count)
        ]
    )


def answers(network: nn.Module, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    with torch.no_grad():
        return functional.normalize(network(images(pictures))).numpy()


def cosine(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    return float(np.mean(np.sum(first * second, axis=1)))


def in_eight_bits(content: bytes, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    made = session.run(None, {"image": np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), np.float32)})[0]
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.mark.parametrize("straight", [0, 3, 5])
def test_eight_bits_answer_as_floats_and_are_a_quarter_of_the_size(straight: int) -> None:
    chain = small()
    chain.keep_bends(0, straight)
    content = quantised(chain, crops())
    seen = crops(16, seed=9)
    assert cosine(in_eight_bits(content, seen), answers(chain, seen)) > 0.99
    weights = [
        one for one in onnx.load_model_from_string(content).graph.initializer if one.data_type == onnx.TensorProto.INT8
    ]
    assert sum(int(np.prod(one.dims)) for one in weights) > 0.9 * sum(
        p.numel() for n, p in chain.named_parameters() if "bias" not in n
    )


def test_fitting_anew_saves_what_straightening_alone_would_lose() -> None:
    chain, seen = small(), crops(32, seed=5)
    made = run(reduced(chain, crops(96), 4, {0: 12, 2: 24}))
    assert [layer.out_channels for layer in made.layers if isinstance(layer, nn.Conv2d)] == [12, 12, 24, 24, 24]
    plain = small()
    plain.keep_bends(0, 4)
    fitted, lost = cosine(answers(made, seen), answers(chain, seen)), cosine(answers(plain, seen), answers(chain, seen))
    assert fitted > lost
    assert 1 - fitted < 0.6 * (1 - lost)
    # The original is left as it was.
    assert np.array_equal(answers(chain, seen), answers(small(), seen))
    assert cosine(in_eight_bits(quantised(made, crops()), seen), answers(made, seen)) > 0.99


def test_a_student_comes_nearer_to_its_teacher() -> None:
    teacher, student = small(), small()
    student.keep_bends(0)
    held, wanted = crops(24, seed=7), lambda pictures: answers(teacher, pictures)
    before = agreement(student, wanted, held)
    learnt = run(
        distil(student, wanted, crops(128), held, Lessons(epochs=6, batch=16, rate=2e-3, mixed=0.2, halves=False))
    )
    assert learnt.agreement[-1] > before
    assert 1 - learnt.agreement[-1] < 0.7 * (1 - before)


def test_too_little_is_told() -> None:
    with pytest.raises(UserError, match="too few to measure"):
        quantised(small(), crops(4))
    with pytest.raises(UserError, match="too few to teach"):
        run(distil(small(), lambda pictures: answers(small(), pictures), crops(4), crops(4), Lessons()))
    with pytest.raises(UserError, match="cannot keep 99"):
        run(reduced(small(), crops(16), 0, {2: 99}))


def test_sface_as_a_chain_answers_as_the_published_network(tmp_path: Path) -> None:
    if not available("sface"):
        pytest.skip("needs the SFace weights, which are not installed")
    chain = chain_of_sface(locate(find("sface"))).eval()
    pictures = np.stack([cv2.resize(one, (112, 112)) for one in crops(2)])
    from engine.models.ready import ready

    wanted = ready("sface", "cpu").run(
        None, {"image": np.ascontiguousarray(pictures.transpose(0, 3, 1, 2), np.float32)}
    )[0]
    with torch.no_grad():
        assert np.allclose(chain(images(pictures)).numpy(), wanted, atol=1e-3 * np.abs(wanted).max())
    other = tmp_path / "other.onnx"
    other.write_bytes(quantised(small(), crops()))
    with pytest.raises(UserError, match="is not SFace"):
        chain_of_sface(other)
