"""How well each face embedding tells people apart on LFW, over all pairs, and how long the product takes for a face.

python benchmarks/faces.py                                   photos as they are
python benchmarks/faces.py --face-px 64 --found-at 0.33      small faces, found in a scaled-down frame
python benchmarks/faces.py --face-px 64 --found-at 0.33 --no-refine
"""

import argparse
import platform
import time

import lfw
import numpy as np
from verification import FALSE_ACCEPT_RATES, Score, all_pairs, score

from engine.describe.face import MarkedFace, open_embedder
from engine.models.session import default_threads

REPEATS = 25


def main() -> None:
    options = arguments()
    conditions = lfw.Conditions(options.face_px, options.found_at, not options.no_refine)
    faces = lfw.face_set(options, conditions)
    print(f"{platform.machine()}, {default_threads()} threads, {conditions}")
    print(f"{len(faces.identities)} photos of {faces.identities.max() + 1} people; {faces.missed} without a face")
    for position, name in enumerate(lfw.VARIANTS):
        pairs = all_pairs(faces.vectors[name], faces.identities)
        if position == 0:
            print(f"{len(pairs.own):,} genuine pairs, {len(pairs.strangers):,} impostor pairs")
        print(report(name, score(pairs)))
    if not options.no_speed:
        print_speed(options)


def arguments() -> argparse.Namespace:
    options = lfw.parser(__doc__.split("\n", 1)[0])
    options.add_argument("--face-px", type=int, default=0, help="scale photos to faces of this height")
    options.add_argument("--found-at", type=float, default=1.0, help="look for faces in the photo times this")
    options.add_argument("--no-refine", action="store_true", help="align by the landmarks as they were found")
    options.add_argument("--no-speed", action="store_true", help="leave the timing out")
    return options.parse_args()


def report(name: str, result: Score) -> str:
    rates = "  ".join(
        f"{100 * tar:.2f} [{100 * low:.2f}, {100 * high:.2f}] @ {far:.0e}"
        for tar, (low, high), far in zip(result.tar, result.interval, FALSE_ACCEPT_RATES, strict=True)
    )
    own, strangers = (f"{mean:.3f} +- {deviation:.3f}" for mean, deviation in (result.own, result.strangers))
    similar = f"same {own}, strangers {strangers}"
    return f"{name:12s} TAR % {rates}  accuracy {100 * result.accuracy:.2f} %  {similar}"


def print_speed(options: argparse.Namespace) -> None:
    """Time for one face with refining, aligning and embedding, alone and eight at once."""
    _, faces, _ = lfw.load_faces(options.zip, lfw.Conditions(refine=False), limit=8)
    for name in lfw.VARIANTS:
        for refine in (True, False):
            alone, eight = (cost(name, faces[:count], refine) for count in (1, 8))
            print(f"{name:12s} refine={refine!s:5s} a face alone {alone}, in eights {eight}")


def cost(variant: str, faces: list[MarkedFace], refine: bool) -> str:
    """Median milliseconds a face: as it took, and of all processors together, which other programs disturb less."""
    name, _, flip = variant.partition("+")
    embedder = open_embedder(name, flip=bool(flip), refine=refine)  # type: ignore[arg-type]
    embedder.embed(faces)
    times = []
    for _ in range(REPEATS):
        started, processor = time.perf_counter(), time.process_time()
        embedder.embed(faces)
        times.append((time.perf_counter() - started, time.process_time() - processor))
    taken, used = np.median(times, axis=0) * 1e3 / len(faces)
    return f"{taken:.1f} ms ({used:.1f} ms of processors)"


if __name__ == "__main__":
    main()
