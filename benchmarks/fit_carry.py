"""Fit how sure it is that a followed person is still there (`CarryFit`), on faces that are hidden on purpose.

    python benchmarks/fit_carry.py [CLIP.mp4]...

Every face that is seen well for a while is hidden from some moment on, and followed by head and torso. Where the face
really is tells whether the figure was found: right within 0.6 face lengths, wrong beyond 1. Whoever is followed into
the next shot is gone, and all that is found there is wrong. Both classes weigh alike. Prints the weights of a logistic
regression and what they would let through; no identity and no truth table is used.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from engine.media.probe import probe
from engine.pipeline.pieces import Look, tracks_of_piece
from engine.pipeline.scan import Scanner
from engine.pipeline.tools import Tools, open_tools
from engine.settings import AnalysisSettings
from engine.store.scan import ScanState
from engine.track.carry import CarryLimits, Measured, carry
from engine.track.figure import Pictures, level_for
from engine.types import Track

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOOD, RIGHT, WRONG = 0.8, 0.6, 1.0
NEXT_LOOKS = 8
UNBOUNDED = CarryLimits(lost=-1.0)
Sample = tuple[Measured, bool]


@dataclass(frozen=True, slots=True)
class Piece:
    """The looks of a shot, or of a part of it, with its faces; `next_looks` are those of the shot after it."""

    looks: tuple[Look, ...]
    faces: tuple[Track, ...]
    next_looks: tuple[Look, ...]
    scale: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", type=Path)
    clips = parser.parse_args().clips or sorted((SHARED / "media" / "clips").glob("*.mp4"))
    if not clips:
        sys.exit("Name some films, or put the local test media into ../shared.")
    tools, rng = open_tools(), np.random.default_rng(0)
    samples = [
        sample for clip in clips for piece in _pieces(clip, tools) for face in piece.faces
        for sample in _hidden(piece, face, rng)
    ]  # fmt: skip
    _fit(samples)


def _pieces(clip: Path, tools: Tools) -> list[Piece]:
    media = probe(clip)
    scanner = Scanner(media, AnalysisSettings(), tools, ScanState(None, False, 0, "{}"))
    closed = [one for one in scanner._pieces() if not hasattr(one, "numerator")]
    pieces = []
    for one, after in zip(closed, [*closed[1:], None], strict=True):
        looks = one.looks  # type: ignore[union-attr]
        faces = tracks_of_piece(looks, one.span, one.shot, 0, tools.embedder).tracks  # type: ignore[union-attr]
        later = after.looks if after is not None and after.shot != one.shot else ()  # type: ignore[union-attr]
        if looks:
            scale = looks[0].small.shape[1] / media.video.display_size[0]  # type: ignore[union-attr]
            pieces.append(Piece(looks, faces, later[:NEXT_LOOKS], scale))
    return pieces


def _hidden(piece: Piece, face: Track, rng: np.random.Generator) -> list[Sample]:
    """The face is hidden from some moment on, forwards and backwards, and followed into the next shot."""
    at = {look.pts: number for number, look in enumerate(piece.looks)}
    looks = (*piece.looks, *piece.next_looks)
    level = level_for(float(np.median(face.boxes[:, 2:].max(axis=1))) * piece.scale)
    pictures = Pictures([look.small for look in looks if look.small is not None], level)
    times = [float(look.time) for look in looks]
    scale = np.float32(piece.scale * pictures.scale)
    good = [(at[int(p)], b * scale) for p, b, s in zip(face.pts, face.boxes, face.scores, strict=True) if s >= GOOD]
    if len(good) < 4:
        return []
    samples: list[Sample] = []
    for ordered in (good, good[::-1]):
        seen = ordered[: int(rng.integers(2, len(good) - 1))]
        rest = dict(ordered[len(seen) :])
        step = 1 if ordered is good else -1
        ahead = range(seen[-1][0] + step, ordered[-1][0] + step, step)
        for one in carry(pictures, times, seen[::-1], ahead, limits=UNBOUNDED):
            if one.look in rest:
                apart = one.face[:2] + one.face[2:] / 2 - rest[one.look][:2] - rest[one.look][2:] / 2
                distance = float(np.linalg.norm(apart) / max(rest[one.look][2:]))
                if distance < RIGHT or distance > WRONG:
                    samples.append((one.measured, distance < RIGHT))
    if good[-1][0] >= len(piece.looks) - 2:
        gone = carry(pictures, times, good[::-1], range(len(piece.looks), len(looks)), limits=UNBOUNDED)
        samples += [(one.measured, False) for one in gone]
    return samples


def _fit(samples: list[Sample]) -> None:
    right = np.array([is_right for _, is_right in samples])
    rows = np.array([(1, m.steady, m.support, m.like, np.log1p(m.elapsed_s)) for m, _ in samples])
    weights = np.where(right, 1 / right.sum(), 1 / (~right).sum())

    def loss(values: NDArray[np.float64]) -> float:
        wrongness = np.logaddexp(0, np.where(right, -1, 1) * (rows @ values))
        return float(weights @ wrongness + 1e-3 * (values[1:] ** 2).sum())

    fitted = minimize(loss, np.zeros(rows.shape[1])).x
    chances = 1 / (1 + np.exp(-rows @ fitted))
    print(f"{int(right.sum())} right, {int((~right).sum())} wrong")
    for name, value in zip(("bias", "steady", "support", "like", "elapsed"), fitted, strict=True):
        print(f"  {name:8s} {value:6.2f}")
    for least in (0.3, 0.5, 0.7):
        held, let = (chances[right] >= least).mean(), (chances[~right] >= least).mean()
        print(f"  from {least}: {held:.3f} of the right, {let:.3f} of the wrong")


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"({time.monotonic() - started:.0f} s)")
