"""Fit how much a cosine between two faces says, as a log-likelihood ratio, and write the table that ships.

The ratio of a pair is `slope * cosine + intercept` in nats: how much likelier the cosine is between two pictures of one
person than between two people. Fitted by logistic regression with both classes weighing the same, on every second
identity of LFW; the other half tells how good it is. The spread of the slope over face sizes is printed beside it.
"""

from pathlib import Path

import lfw
import numpy as np
from numpy.typing import NDArray
from verification import all_pairs

from engine.types import Floats

TABLE = Path(__file__).resolve().parents[1] / "engine" / "models" / "calibration.toml"
MODELS = ("sface", "dlib", "joined")
BINS = 4000
ROUNDS = 50

HEADER = """\
# Log-likelihood ratio in nats of a pair of faces: slope * cosine + intercept. Written by benchmarks/fit_calibration.py:
# logistic regression with both classes weighing the same. `cost_bits` is Cllr (Bruemmer and du Preez 2006) on people
# that the fit has not seen: 0 is perfect, 1 says nothing.
"""


def main() -> None:
    options = lfw.parser(__doc__.split("\n", 1)[0])
    options.add_argument("--face-px", type=int, default=0, help="scale photos to faces of this height")
    options.add_argument("--print-only", action="store_true", help="leave the table as it is")
    chosen = options.parse_args()
    faces = lfw.face_set(chosen, lfw.Conditions(chosen.face_px))
    sections = [section(name, faces) for name in MODELS]
    print("\n".join(sections))
    if not chosen.print_only:
        TABLE.write_text(HEADER + "".join(f"\n{text}" for text in sections), encoding="utf-8")


def section(name: str, faces: lfw.FaceSet) -> str:
    """The table's entry for one model."""
    seen = faces.identities % 2 == 0
    slope, intercept = fit(*histograms(faces, name, seen))
    cost = cost_bits(*histograms(faces, name, ~seen), slope, intercept)
    people = len(np.unique(faces.identities[seen]))
    return (
        f"[{name}]\nslope = {slope:.3f}\nintercept = {intercept:.3f}\ncost_bits = {cost:.4f}\n"
        f'fitted_on = "LFW in grey, {people} people, all pairs, landmarks refined"\n'
    )


def histograms(faces: lfw.FaceSet, name: str, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Cosines (bins,), and the shares (bins,) of genuine and of impostor pairs at each."""
    identities = np.unique(faces.identities[chosen], return_inverse=True)[1].astype(np.int64)
    pairs = all_pairs(faces.vectors[name][chosen], identities)
    edges = np.linspace(-1, 1, BINS + 1)
    own, strangers = (np.histogram(part, edges)[0] / len(part) for part in (pairs.own, pairs.strangers))
    return (edges[1:] + edges[:-1]) / 2, own, strangers


def fit(cosines: Floats, own: Floats, strangers: Floats) -> tuple[float, float]:
    """Slope and intercept by Newton's method on the weighted log loss."""
    design = np.stack([cosines, np.ones_like(cosines)], 1)
    weights = np.zeros(2)
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -50, 50)))
        gradient = design.T @ (chance * strangers - (1 - chance) * own)
        curvature = (design * ((own + strangers) * chance * (1 - chance))[:, None]).T @ design
        step = np.linalg.solve(curvature + 1e-9 * np.eye(2), gradient)
        # Damped, because a full step may leave the region where the curvature still says something.
        weights -= step * min(1.0, 10 / max(float(np.abs(step).max()), 1e-9))
    return float(weights[0]), float(weights[1])


def cost_bits(cosines: Floats, own: Floats, strangers: Floats, slope: float, intercept: float) -> float:
    """Cllr: the mean information that using these ratios loses, in bits, with both classes equally likely."""
    nats = slope * cosines + intercept
    loss = own @ np.logaddexp(0, -nats) + strangers @ np.logaddexp(0, nats)
    return float(loss / 2 / np.log(2))


if __name__ == "__main__":
    main()
