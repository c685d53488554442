"""Losses against closed forms, finite differences and an independent implementation."""

import math

import pytest

torch = pytest.importorskip("torch", reason="needs PyTorch, which trains")

from torch.nn import functional  # noqa: E402

from engine.training.losses.domains import DomainCritic, coral, discrepancy, reversed_gradient  # noqa: E402
from engine.training.losses.margins import PUBLISHED, ClassCentres, Margin, with_margin  # noqa: E402
from engine.training.losses.sharded import ShardedCentres  # noqa: E402
from engine.training.losses.unknown import rejection  # noqa: E402

KINDS = tuple(PUBLISHED)


def head(kind: str, dimensions: int = 6, classes: int = 5) -> ClassCentres:
    torch.manual_seed(1)
    made = ClassCentres(dimensions, classes, PUBLISHED[kind])
    torch.nn.init.normal_(made.weight)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_are_those_of_finite_differences(kind: str) -> None:
    centres = head(kind).double()
    # The scale of 64 makes a loss so steep that differences of it are coarse.
    centres.margin = Margin(kind, 4.0, centres.margin.margin, centres.margin.annealing)
    embeddings = torch.randn(7, 6, dtype=torch.double, requires_grad=True)
    labels = torch.tensor([0, 1, 2, 3, 4, 0, 1])

    def loss(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        units = functional.normalize(values), functional.normalize(weight)
        lengths = values.norm(dim=1)
        logits = functional.linear(*units) * (lengths[:, None] if kind == "sphereface" else 4.0)
        return functional.cross_entropy(with_margin(logits, labels, centres.margin, lengths), labels)

    assert torch.autograd.gradcheck(loss, (embeddings, centres.weight))


def arcface_of_angle(angle: float) -> float:
    return math.cos(angle + 0.5) if angle < math.pi - 0.5 else math.cos(angle) - 0.5 * math.sin(0.5)


@pytest.mark.parametrize(
    ("kind", "formula"),
    [
        ("cosface", lambda angle: math.cos(angle) - 0.35),
        ("arcface", arcface_of_angle),
        ("normface", math.cos),
    ],
)  # fmt: skip
def test_margins_are_the_published_formulas_at_every_angle(kind: str, formula) -> None:
    angles = torch.linspace(0.01, math.pi - 0.01, 50)
    logits = torch.stack([angles.cos(), torch.zeros(50)], dim=1) * 64
    changed = with_margin(logits, torch.zeros(50, dtype=torch.long), PUBLISHED[kind], torch.ones(50))
    wanted = torch.tensor([64 * formula(angle) for angle in angles.tolist()])
    assert torch.allclose(changed[:, 0], wanted, atol=1e-3)
    assert torch.equal(changed[:, 1], logits[:, 1])


def test_sphereface_is_steps_of_the_multiplied_angle_and_never_rises() -> None:
    angles = torch.linspace(0.0, math.pi, 400)
    logits = torch.stack([angles.cos(), torch.zeros(400)], dim=1)
    psi = with_margin(logits, torch.zeros(400, dtype=torch.long), Margin("sphereface", 1, 4), torch.ones(400))[:, 0]
    k = (angles * 4 / math.pi).floor().clamp(max=3)
    assert torch.allclose(psi, (-1) ** k * torch.cos(4 * angles) - 2 * k, atol=1e-3)
    assert (psi.diff() <= 1e-4).all()
    assert psi[0] == pytest.approx(1, abs=1e-4)
    assert psi[-1] == pytest.approx(-7, abs=1e-2)


@pytest.mark.parametrize(("kind", "name"), [("cosface", "CosFaceLoss"), ("arcface", "ArcFaceLoss")])
def test_margin_losses_agree_with_an_independent_implementation(kind: str, name: str) -> None:
    losses = pytest.importorskip("pytorch_metric_learning.losses", reason="needs pytorch-metric-learning")
    margin = PUBLISHED[kind]
    degrees = {"margin": math.degrees(margin.margin)} if kind == "arcface" else {"margin": margin.margin}
    other = getattr(losses, name)(num_classes=5, embedding_size=6, scale=margin.scale, **degrees)
    centres = head(kind)
    other.W.data = centres.weight.data.T.clone()
    embeddings, labels = torch.randn(9, 6), torch.arange(9) % 5
    assert centres(embeddings, labels).item() == pytest.approx(other(embeddings, labels).item(), rel=1e-4)


def test_a_face_exactly_on_its_centre_has_finite_gradients() -> None:
    for kind in KINDS:
        centres = head(kind)
        embeddings = centres.weight.detach().clone().requires_grad_()
        centres(embeddings, torch.arange(5)).backward()
        assert torch.isfinite(embeddings.grad).all()


def test_rejection_is_zero_for_a_uniform_answer_and_grows_with_sureness() -> None:
    assert float(rejection(torch.full((3, 10), 2.5))) == pytest.approx(0, abs=1e-4)
    mild, sharp = torch.zeros(1, 10), torch.zeros(1, 10)
    mild[0, 3], sharp[0, 3] = 1.0, 10.0
    assert 0 < rejection(mild).item() < rejection(sharp).item()


def test_rejection_has_the_closed_form_and_its_gradient() -> None:
    logits = torch.randn(4, 6, dtype=torch.double, requires_grad=True)
    chances = torch.softmax(logits, dim=1)
    written_out = ((-chances.log()).sum(dim=1) - 6 * math.log(6)).mean()
    value = rejection(logits)
    value.backward()
    assert value.item() == pytest.approx(written_out.item(), rel=1e-5)
    assert torch.allclose(logits.grad, ((6 * chances - 1) / 4).detach(), atol=1e-5)


def test_doubled_rejection_is_bounded_by_e_minus_two() -> None:
    logits = torch.zeros(1, 20000)
    logits[0, 7] = 500.0
    assert rejection(logits, "doubled").item() == pytest.approx(math.e - 2, abs=5e-2)
    assert rejection(logits, "single").item() > 1e5
    assert rejection(logits, "mean").item() == pytest.approx(rejection(logits, "single").item() / 20000, rel=1e-4)


def test_no_strangers_cost_nothing() -> None:
    assert rejection(torch.zeros(0, 5)).item() == 0


def test_domain_terms_are_zero_for_one_domain_and_grow_with_distance() -> None:
    torch.manual_seed(0)
    points = torch.randn(40, 4)
    for term in (coral, discrepancy):
        assert term(points, points).item() == pytest.approx(0, abs=1e-6)
    assert discrepancy(points, points + 3).item() > discrepancy(points, points + 1).item() > 0
    assert coral(points, 3 * points).item() > coral(points, 2 * points).item() > 0
    # Covariances of 1 and 4 in one dimension: (1 - 4)^2 / 4.
    line = torch.tensor([[-1.0], [0.0], [1.0]])
    assert coral(line, 2 * line).item() == pytest.approx(9 / 4)


def test_discrepancy_and_coral_have_the_gradients_of_finite_differences() -> None:
    first, second = (torch.randn(5, 3, dtype=torch.double, requires_grad=True) for _ in range(2))
    assert torch.autograd.gradcheck(coral, (first, second))
    # Widths are constants of the step: hold them still by scaling the whole batch's mean away.
    value = discrepancy(first, second)
    value.backward()
    assert torch.isfinite(first.grad).all()
    assert first.grad.abs().sum() > 0


def test_the_critic_learns_domains_while_embeddings_get_the_turned_gradient() -> None:
    values = torch.ones(2, 3, requires_grad=True)
    (2 * reversed_gradient(values, 0.5)).sum().backward()
    assert torch.equal(values.grad, torch.full((2, 3), -1.0))
    critic = DomainCritic(3)
    embeddings = torch.tensor([[1.0, 0, 0], [0, 1.0, 0]], requires_grad=True)
    critic(embeddings, torch.tensor([0, 1])).backward()
    assert all(parameter.grad is not None for parameter in critic.parameters())


def test_sharded_centres_in_one_process_are_the_plain_loss() -> None:
    sharded, plain = ShardedCentres(6, 5, PUBLISHED["arcface"]), head("arcface")
    plain.weight.data = sharded.weight.data.clone()
    embeddings, labels = torch.randn(9, 6), torch.arange(9) % 5
    first, second = embeddings.clone().requires_grad_(), embeddings.clone().requires_grad_()
    one, other = sharded(first, labels), plain(second, labels)
    one.backward()
    other.backward()
    assert one.item() == pytest.approx(other.item(), rel=1e-5)
    assert torch.allclose(first.grad, second.grad, atol=1e-5)
    assert torch.allclose(sharded.weight.grad, plain.weight.grad, atol=1e-4)


def test_sampling_keeps_the_identities_of_the_batch_and_leaves_others_alone() -> None:
    sharded = ShardedCentres(6, 100, PUBLISHED["cosface"], share=0.1)
    labels = torch.tensor([3, 50, 99])
    loss = sharded(torch.randn(3, 6), labels)
    loss.backward()
    moved = torch.nonzero(sharded.weight.grad.abs().sum(dim=1)).squeeze(1)
    assert len(moved) == 10
    assert set(labels.tolist()) <= set(moved.tolist())
