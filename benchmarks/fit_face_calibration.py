"""Fit how similarities of faces are to be read, and write engine/identify/face_calibration.toml.

Between photo and film: photos of Labeled Faces in the Wild, each shrunk, blurred, darkened and compressed at random as
films do it, found and described as the product does; logistic regression of "one person or two" on the cosine, the
quality and their product. Within a film: tracks that show in one frame are strangers to each other; the zero point for
a quality lies `FILM_SPREADS` standard deviations above their mean cosine. No clip of benchmarks/segments.py takes part.
"""

import argparse
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from engine.describe.chips import Chip, cut_chip
from engine.describe.face import PARTS, open_embedder
from engine.describe.face_tracks import crop_quality
from engine.detect.faces import CenterFace
from engine.identify.prints import prints_of
from engine.media.probe import probe
from engine.pipeline.photos import Picture
from engine.pipeline.scan import Scanner
from engine.pipeline.tools import KEEP_SCORE, Tools
from engine.settings import AnalysisSettings
from engine.store.scan import ScanState

SHARED = Path(__file__).resolve().parents[2] / "shared" / "media"
OUTPUT = Path(__file__).resolve().parents[1] / "engine" / "identify" / "face_calibration.toml"
FILM_CLIPS = (
    "avi_testhyland.mp4", "avi_testvideo.mp4", "facenetpytorch_video.mp4", "moviepy_chaplin.mp4",
    "psd_goldeneye-vfr-drop3.mp4", "psd_issue-195-aspect-ratio.mp4", "mmaction_demo_skeleton.mp4",
)  # fmt: skip
FILM_QUALITY = (0.05, 0.15, 0.25, 0.35)
FILM_SPREADS = 2.0
SEED = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--identities", type=int, default=900)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    args = parser.parse_args()
    rng = np.random.default_rng(SEED)
    detector = CenterFace.open(threshold=KEEP_SCORE)
    names, chips, qualities = _degraded_photos(detector, rng, args.identities)
    lines = ["# Written by benchmarks/fit_face_calibration.py; do not edit by hand."]
    for model in PARTS:
        embedder = open_embedder(model)  # type: ignore[arg-type]
        vectors = embedder.embed(chips)
        across = _fit_across(vectors, np.array(names), np.array(qualities), rng)
        zero = _film_zero(Tools(detector, embedder, None))
        lines += ["", f"[{model}]", *(f"{key} = {value:.3f}" for key, value in across.items())]
        lines += [f"film_quality = {list(FILM_QUALITY)}", f"film_zero = {zero}"]
        print("\n".join(lines[-8:]), flush=True)
    args.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _degraded_photos(
    detector: CenterFace, rng: np.random.Generator, identities: int
) -> tuple[list[int], list[Chip], list[float]]:
    names: list[int] = []
    chips: list[Chip] = []
    qualities: list[float] = []
    for number, photo in _photos(rng, identities):
        whole = detector.detect(photo, 0, 1.0)
        if not len(whole.scores):
            continue
        box = whole.boxes[np.argmax(whole.boxes[:, 2] * whole.boxes[:, 3])]
        for _ in range(2):
            small, scale = _degraded(photo, float(box[2:].max()), rng)
            found = detector.detect(small, 0, 1.0)
            target = (box[:2] + box[2:] / 2) * scale
            gaps = np.linalg.norm(found.boxes[:, :2] + found.boxes[:, 2:] / 2 - target, axis=1)
            if len(gaps) and gaps.min() < box[2:].max() * scale / 2:
                at = int(gaps.argmin())
                chips.append(cut_chip(Picture(small), found.boxes[at], found.landmarks[at]))
                qualities.append(crop_quality(chips[-1], float(found.scores[at])))
                names.append(number)
    return names, chips, qualities


def _photos(rng: np.random.Generator, identities: int) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    with zipfile.ZipFile(SHARED / "faces" / "lfw_part.zip") as archive:
        by_name: dict[str, list[str]] = defaultdict(list)
        for path in sorted(archive.namelist()):
            if path.lower().endswith((".jpg", ".png")):
                by_name[path.split("/")[-2]].append(path)
        # Those with several photos give the pairs of one person, so they come first.
        order = sorted(by_name, key=lambda name: (len(by_name[name]) < 2, rng.random()))
        several = [name for name in order if len(by_name[name]) > 1][: identities * 5 // 9]
        single = [name for name in order if len(by_name[name]) == 1][: identities - len(several)]
        for number, name in enumerate(several + single):
            for path in by_name[name][:4]:
                data = np.frombuffer(archive.read(path), np.uint8)
                yield number, np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1])


def _degraded(photo: NDArray[np.uint8], face_px: float, rng: np.random.Generator) -> tuple[NDArray[np.uint8], float]:
    """The photo with a face of 12 to 100 pixels, maybe blurred, dark and noisy, compressed; and the scale."""
    wanted = float(np.exp(rng.uniform(np.log(12), np.log(100))))
    scale = wanted / face_px
    image = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.4:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 1.2) * wanted / 40 + 0.2)
    if rng.random() < 0.3:
        image = np.clip(image * rng.uniform(0.15, 0.6) + rng.normal(0, 3, image.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(40, 90))]
        image = cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR)
    canvas = np.zeros((max(image.shape[0], 160), max(image.shape[1], 160), 3), np.uint8)
    canvas[: image.shape[0], : image.shape[1]] = image
    return canvas, scale


def _fit_across(
    vectors: NDArray[np.float32], names: NDArray[np.int64], qualities: NDArray[np.float64], rng: np.random.Generator
) -> dict[str, float]:
    first, second = np.triu_indices(len(names), 1)
    same = names[first] == names[second]
    # Two versions of one photo are neighbours and too easy.
    genuine = np.flatnonzero(same & (second - first > 1))
    strangers = rng.choice(np.flatnonzero(~same), min(300_000, int((~same).sum())), replace=False)
    chosen = np.concatenate([genuine, strangers])
    truth = np.concatenate([np.ones(len(genuine)), np.zeros(len(strangers))])
    weight = np.concatenate([np.full(len(genuine), 0.5 / len(genuine)), np.full(len(strangers), 0.5 / len(strangers))])
    a, b = first[chosen], second[chosen]
    cosine = np.einsum("ij,ij->i", vectors[a], vectors[b])
    quality = np.sqrt(qualities[a] * qualities[b])
    inputs = np.stack([np.ones_like(cosine), cosine, quality, cosine * quality], axis=1).astype(np.float64)

    def loss(factors: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        nats = inputs @ factors
        error = weight * (1 / (1 + np.exp(-nats)) - truth)
        return float((weight * (np.logaddexp(0, nats) - truth * nats)).sum()), inputs.T @ error

    fitted = minimize(loss, np.zeros(4), jac=True, method="BFGS", options={"maxiter": 2000}).x
    return dict(zip(("bias", "slope", "quality", "slope_quality"), map(float, fitted), strict=True))


def _film_zero(tools: Tools) -> list[float]:
    cosines: list[NDArray[np.float32]] = []
    qualities: list[NDArray[np.float32]] = []
    for clip in FILM_CLIPS:
        scanner = Scanner(probe(SHARED / "clips" / clip), AnalysisSettings(), tools, ScanState(None, False, 0, "{}"))
        chunks = [chunk for chunk in scanner.chunks() if chunk is not None]
        faces = {f.track: f for c in chunks for f in c.features if f.model == tools.embedder.name}
        prints = prints_of([track for c in chunks for track in c.tracks], faces, faces)
        a, b = np.nonzero(np.triu(prints.conflicts))
        cosines.append(np.einsum("ij,ij->i", prints.vectors[a], prints.vectors[b]))
        qualities.append(np.sqrt(prints.qualities[a] * prints.qualities[b]))
    cosine, quality = np.concatenate(cosines), np.concatenate(qualities)
    zeros = []
    for centre in FILM_QUALITY:
        last = centre == FILM_QUALITY[-1]
        near = (quality >= centre - 0.05) & ((quality < centre + 0.05) | last)
        zeros.append(round(float(cosine[near].mean() + FILM_SPREADS * cosine[near].std()), 3))
    # Poorer faces are never told apart more easily.
    return [max(zeros[i:]) for i in range(len(zeros))]


if __name__ == "__main__":
    main()
