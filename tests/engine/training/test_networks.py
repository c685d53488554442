"""Networks: their shapes, what masks and gates promise, and equal answers after export."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch, which trains")

import onnxruntime  # noqa: E402
from torch.nn import functional  # noqa: E402

from engine.errors import UserError  # noqa: E402
from engine.training.networks.backbones import backbone, ir50, mobilefacenet  # noqa: E402
from engine.training.networks.export import check_equal, export_face, export_fusion, export_head  # noqa: E402
from engine.training.networks.fusion import Fusion, Modalities, dropped_at_random  # noqa: E402
from engine.training.networks.heads import Aggregation, LinearHead, ResidualHead  # noqa: E402

MODALITIES = Modalities(("face", "head", "body", "voice"), (8, 8, 6, 5))


def run(path: Path, **feeds: np.ndarray) -> np.ndarray:
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, feeds)[0]


@pytest.mark.parametrize("name", ["mobilefacenet", "ir18"])
def test_a_backbone_answers_as_onnx_what_it_answers_as_itself(name: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = backbone(name, 32, 32, 0.25)
    network.train()
    network(torch.rand(4, 3, 32, 32) * 255)
    export_face(network, 32, tmp_path / "net.onnx")
    network.eval()
    pictures = torch.rand(3, 3, 32, 32) * 255
    with torch.no_grad():
        wanted = network(pictures).numpy()
    assert np.allclose(run(tmp_path / "net.onnx", image=pictures.numpy()), wanted, atol=1e-3)


def test_backbones_have_the_published_sizes() -> None:
    # MobileFaceNet's paper says 0.99 million weights; IR-50 with 512 outputs is said to have some 43.6 million.
    count = sum(parameter.numel() for parameter in mobilefacenet().parameters())
    assert count == pytest.approx(0.99e6, rel=0.1)
    assert sum(parameter.numel() for parameter in ir50().parameters()) == pytest.approx(43.6e6, rel=0.02)


def test_sizes_and_names_that_there_are_not_are_told() -> None:
    with pytest.raises(UserError, match="side of 50"):
        backbone("mobilefacenet", 128, 50, 1.0)
    with pytest.raises(UserError, match="no backbone"):
        backbone("vgg", 128, 112, 1.0)


@pytest.mark.parametrize("head", [ResidualHead(16), LinearHead(16)])
def test_a_head_starts_as_the_identity(head: torch.nn.Module, tmp_path: Path) -> None:
    vectors = functional.normalize(torch.randn(5, 16))
    head.eval()
    with torch.no_grad():
        assert torch.allclose(head(vectors), vectors, atol=1e-6)
    export_head(head, 16, tmp_path / "head.onnx")
    assert np.allclose(run(tmp_path / "head.onnx", embedding=vectors.numpy()), vectors.numpy(), atol=1e-6)


def test_aggregation_starts_as_the_mean_weighted_by_quality_and_leaves_out_what_is_absent() -> None:
    network = Aggregation(4)
    vectors = functional.normalize(torch.randn(2, 3, 4), dim=2)
    qualities = torch.tensor([[0.9, 0.1, 0.5], [0.2, 0.8, 0.3]])
    present = torch.tensor([[1.0, 1, 0], [1, 1, 1]])
    wanted = functional.normalize(((qualities * present)[..., None] * vectors).sum(dim=1))
    assert torch.allclose(network(vectors, qualities, present), wanted, atol=1e-6)
    network.gate.data.fill_(1.0)
    other = vectors.clone()
    other[0, 2] = 7.0
    assert torch.allclose(network(other, qualities, present)[0], network(vectors, qualities, present)[0], atol=1e-5)


def fusion(gate: float = 0.5) -> Fusion:
    torch.manual_seed(0)
    network = Fusion(MODALITIES, 8, 12)
    network.gate.data.fill_(gate)
    return network.eval()


def inputs(count: int = 3) -> list[torch.Tensor]:
    return [functional.normalize(torch.randn(count, size)) for size in MODALITIES.dimensions]


def test_a_missing_modality_changes_nothing_whatever_its_vector_holds() -> None:
    network, vectors = fusion(), inputs()
    present = torch.tensor([[1.0, 0, 1, 0]]).repeat(3, 1)
    first = network(vectors, torch.ones(3, 4), present)
    vectors[1] = torch.full_like(vectors[1], float("nan"))
    vectors[3] = vectors[3] + 5
    second = network(vectors, torch.tensor([[1.0, 0.3, 1, 0.1]]).repeat(3, 1), present)
    assert torch.isfinite(first).all()
    assert torch.equal(first, second)


def test_the_gate_starts_at_zero_so_that_attention_adds_nothing_at_first() -> None:
    network, vectors = fusion(gate=0.0), inputs()
    plain = Fusion(MODALITIES, 8, 12, attention=False).eval()
    plain.load_state_dict(network.state_dict())
    present = torch.ones(3, 4)
    assert torch.equal(network(vectors, present, present), plain(vectors, present, present))
    assert Fusion(MODALITIES).gate.item() == 0
    opened = fusion(gate=1.0)
    assert not torch.allclose(opened(vectors, present, present), plain(vectors, present, present))


def test_quality_is_heard() -> None:
    network, vectors = fusion(), inputs()
    present = torch.ones(3, 4)
    assert not torch.allclose(network(vectors, present, present), network(vectors, present * 0.1, present))


def test_fusion_answers_as_onnx_what_it_answers_as_itself(tmp_path: Path) -> None:
    network, vectors = fusion(), inputs(5)
    export_fusion(network, tmp_path / "fusion.onnx")
    present = torch.tensor([[1.0, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 1]])
    with torch.no_grad():
        wanted = network(vectors, present * 0.7, present).numpy()
    feeds = dict(zip(MODALITIES.names, (vector.numpy() for vector in vectors), strict=True))
    answer = run(tmp_path / "fusion.onnx", **feeds, qualities=(present * 0.7).numpy(), present=present.numpy())
    assert np.allclose(answer, wanted, atol=1e-5)


def test_dropping_modalities_never_leaves_a_row_without_any() -> None:
    dice = torch.Generator().manual_seed(0)
    kept = dropped_at_random(torch.ones(200, 4), 0.7, dice)
    assert (kept.sum(dim=1) > 0).all()
    assert 0.2 < kept.mean().item() < 0.6


def test_an_export_that_answers_otherwise_is_not_written(tmp_path: Path) -> None:
    export_head(LinearHead(4), 4, tmp_path / "head.onnx")
    vectors = np.eye(4, dtype=np.float32)[:1]
    with pytest.raises(UserError, match="otherwise"):
        check_equal((tmp_path / "head.onnx").read_bytes(), {"embedding": vectors}, [vectors * 2])
