"""Fit how drawn pictures, drawn faces and drawn heads are told, and write the three tables that the program reads.

    python benchmarks/fit_drawn.py

Needs the local test media in ../shared. Real: photos, and faces in films without drawn pictures. Drawn: pictures of
seven characters by many hands, two rendered films, and the program's own drawings. The figures printed are those of
what the fit has not seen: each film, photo collection and character is left out in turn.
"""

import argparse
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assets.anime.film import random_heads
from engine.describe.chips import Chip, cut_chip
from engine.describe.drawn import TABLE as FACES_TABLE
from engine.describe.drawn import drawn_faces, drawn_head
from engine.describe.face import PARTS, FaceEmbedder, open_embedder
from engine.describe.face_tracks import crop_quality
from engine.detect.drawn_faces import FacesOfAllKinds
from engine.detect.drawn_picture import TABLE as PICTURE_TABLE
from engine.detect.drawn_picture import DrawnPicture
from engine.identify.calibration import DRAWN_TABLE
from engine.models.ready import ready
from engine.pipeline.photos import DRAWN_PX, Picture

SHARED = Path(__file__).resolve().parents[2] / "shared"
RENDERED = ("moviepy_bbb_0_30", "moviepy_sintel_trailer")
DRAWN_FILMS = (*RENDERED, "psd_issue-236-split-copy")
EVERY_S = Fraction(1, 2)
MOST_FRAMES = 100
Array = NDArray[Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("pictures", "faces", "heads"), help="keep the other tables as they are")
    args = parser.parse_args()
    if not (SHARED / "media").is_dir():
        sys.exit("This fit needs the local test media in ../shared.")
    if args.only in (None, "pictures"):
        _fit_pictures()
    if args.only != "pictures":
        faces = _faces(real=args.only != "heads")
        if args.only != "heads":
            _fit_faces(faces)
            drawn_faces.cache_clear()
        _fit_heads(faces)


# ---- pictures --------------------------------------------------------------------------------------------------------


def _fit_pictures() -> None:
    tool = DrawnPicture(ready("drawn-picture", "cpu", threads=1), np.zeros(176, np.float32), 0.0)
    groups = {name: _features(tool, images) for name, images in _pictures()}
    groups = {name: rows for name, rows in groups.items() if len(rows)}
    for name in groups:
        others = {other: rows for other, rows in groups.items() if _family(other) != _family(name)}
        weights, bias = _logistic(*_balanced(others), 0.1)
        told = groups[name] @ weights + bias
        kind = "drawn" if _is_drawn(name) else "real"
        shares = f"looked at {np.mean(told > -1):.2f} surely {np.mean(told > 1):.2f}"
        print(f"picture {kind:5s} {name:30s} {len(told):4d} {shares}")
    weights, bias = _logistic(*_balanced(groups), 0.1)
    _write(PICTURE_TABLE, {"": {"bias": bias, "weights": weights}})


def _pictures() -> Iterator[tuple[str, Iterator[Array]]]:
    for path in sorted((SHARED / "media/clips").iterdir()):
        yield path.stem, _frames(path)
    for folder in sorted((SHARED / "media/cartoon").glob("*/*")):
        yield f"still {folder.name}", map(_read, sorted(folder.iterdir()))
    yield "photos", (image for _, image in _photos(40))
    yield "drawn here", (image for _, image, _ in random_heads(60, seed=3))


def _features(tool: DrawnPicture, images: Iterator[Array]) -> Array:
    found = [tool.features(image) for image in images]
    return np.array([one for one in found if one is not None])


def _frames(path: Path) -> Iterator[Array]:
    due, given = Fraction(-1), 0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.pts is None or frame.pts * frame.time_base < due or given == MOST_FRAMES:
                continue
            due, given = frame.pts * frame.time_base + EVERY_S, given + 1
            yield frame.to_ndarray(format="rgb24")


def _family(name: str) -> str:
    return "avi_test" if name.startswith("avi_test") else name


def _is_drawn(name: str) -> bool:
    return name.startswith(("still", "drawn")) or name in DRAWN_FILMS


def _balanced(groups: Mapping[str, Array]) -> tuple[Array, Array, Array]:
    """Rows, labels and weights: collections count by the root of their size, both kinds alike."""
    rows = np.concatenate(list(groups.values()))
    drawn = np.concatenate([np.full(len(part), _is_drawn(name)) for name, part in groups.items()])
    weights = np.concatenate([np.full(len(part), len(part) ** -0.5) for part in groups.values()])
    for kind in (True, False):
        weights[drawn == kind] /= weights[drawn == kind].sum()
    return rows, drawn, weights * len(rows) / 2


# ---- faces -----------------------------------------------------------------------------------------------------------


def _faces(real: bool) -> dict[str, list[tuple[Chip, float]]]:
    """Chips with their quality by collection: characters, photos, and heads that the program draws."""
    detector = FacesOfAllKinds.open("cpu", 1, threshold=0.22)
    found: dict[str, list[tuple[Chip, float]]] = {}
    for folder in sorted((SHARED / "media/cartoon").glob("*/*")):
        found[f"still {folder.name}"] = [
            c for p in sorted(folder.iterdir()) for c in _chip(detector, _read(p), True, True)
        ]
    for name, image in _photos(12) if real else ():
        found.setdefault(f"photos {name}", []).extend(_chip(detector, image, False, False))
    for name, image, _ in random_heads(240, seed=5):
        found.setdefault(f"drawn {name}", []).extend(_chip(detector, image, False, True))
    print({name: len(chips) for name, chips in found.items() if not name.startswith("drawn")})
    return found


def _chip(detector: FacesOfAllKinds, image: Array, border: bool, drawn: bool) -> list[tuple[Chip, float]]:
    """The surest face of a picture."""
    edge = max(image.shape[:2]) // 3 if border else 0
    image = cv2.copyMakeBorder(image, edge, edge, edge, edge, cv2.BORDER_REPLICATE)
    for longest in DRAWN_PX if drawn else (480,):
        scale = max(image.shape[:2]) / longest
        size = (max(1, round(image.shape[1] / scale)), max(1, round(image.shape[0] / scale)))
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR)
        seek = detector.detect_drawn if drawn else detector.detect
        seen = seek(np.asarray(small, np.uint8), 0, scale)
        if len(seen.scores) and seen.scores.max() >= 0.5:
            best = int(seen.scores.argmax())
            chip = cut_chip(Picture(np.asarray(image)), seen.boxes[best], seen.landmarks[best])
            return [(chip, crop_quality(chip, float(seen.scores[best])))]
    return []


def _photos(step: int) -> Iterator[tuple[str, Array]]:
    faces = SHARED / "media/faces"
    for path in sorted(faces.glob("lfw_10x10_colour/**/*.jpg"))[::2]:
        yield "colour", _read(path)
    for path in sorted(faces.glob("bbt_8x5/**/*.jpg")):
        yield "television", _read(path)
    with zipfile.ZipFile(faces / "lfw_part.zip") as archive:
        for place, name in enumerate([n for n in sorted(archive.namelist()) if n.endswith((".jpg", ".png"))][::step]):
            image = cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1]
            yield "grey", _as_in_films(np.ascontiguousarray(image), place)


def _as_in_films(image: Array, place: int) -> Array:
    """Every other photo is blurred and packed as small faces of films are."""
    if place % 2 == 0:
        return image
    small = cv2.resize(
        image, None, fx=0.25 + 0.1 * (place % 3), fy=0.25 + 0.1 * (place % 3), interpolation=cv2.INTER_AREA
    )
    packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
    return np.asarray(cv2.resize(cv2.imdecode(packed, cv2.IMREAD_COLOR), image.shape[1::-1]))


def _fit_faces(faces: Mapping[str, list[tuple[Chip, float]]]) -> None:
    table = {}
    for model in PARTS:
        embedder = open_embedder(model, "cpu", 1)
        groups = {name: embedder.embed([chip for chip, _ in chips]) for name, chips in faces.items() if chips}
        merged = {name: rows for name, rows in groups.items() if not name.startswith("drawn")}
        merged["drawn here"] = np.concatenate([rows for name, rows in groups.items() if name.startswith("drawn")])
        for name in merged:
            weights, bias = _logistic(*_balanced({o: rows for o, rows in merged.items() if o != name}), 1.0)
            share = np.mean(merged[name] @ weights + bias > 0)
            print(f"face {model:7s} {name:30s} {len(merged[name]):4d} taken for drawn {share:.3f}")
        weights, bias = _logistic(*_balanced(merged), 1.0)
        drawn = np.stack([rows.mean(axis=0) for name, rows in merged.items() if _is_drawn(name)])
        table[model] = {"bias": bias, "weights": weights, "mean": drawn.mean(axis=0)}
    _write(FACES_TABLE, table)


# ---- heads -----------------------------------------------------------------------------------------------------------


def _fit_heads(faces: Mapping[str, list[tuple[Chip, float]]]) -> None:
    """Within a film: the program's drawings, and stills changed a little as light, place and packing change them."""
    table = {}
    chips = {name: [chip for chip, _ in found] for name, found in faces.items() if found}
    stills = {name: found for name, found in chips.items() if name.startswith("still")}
    for model in PARTS:
        embedder, rng = open_embedder(model, "cpu", 1), np.random.default_rng(7)
        own = {n: _heads(found, embedder, model) for n, found in chips.items() if n.startswith("drawn")}
        near = {
            f"{name} {i}": _heads([_changed(chip, rng) for _ in range(4)], embedder, model)
            for name, found in stills.items()
            for i, chip in enumerate(found[::3])
        }
        far = {name: _heads(found, embedder, model) for name, found in stills.items()}
        within = [_pairs(own, lambda name: None), _pairs(near, lambda name: name.rsplit(" ", 1)[0])]
        table[model] = _law(*(np.concatenate(both) for both in zip(*within, strict=True)))
        print(f"heads {model} within a film: {_said(table[model])}")
        print(f"heads {model} by many hands: {_said(_law(*_pairs(far, lambda name: None)))}", flush=True)
    _write(DRAWN_TABLE, table)


def _heads(chips: Sequence[Chip], embedder: FaceEmbedder, model: str) -> Array:
    vectors = embedder.embed(chips)
    return np.stack([drawn_head(chip.image, one, model) for chip, one in zip(chips, vectors, strict=True)])


def _law(cosines: Array, same: Array) -> dict[str, float]:
    """Two normal laws: strangers' by its middle and upper tail, one person's by its middle and lower tail."""
    strangers, person = cosines[~same], cosines[same]
    middle, person_middle = float(np.median(strangers)), float(np.median(person))
    return {
        "strangers": middle,
        "strangers_spread": (float(np.quantile(strangers, 0.99)) - middle) / 2.326,
        "same": person_middle,
        "same_spread": (person_middle - float(np.quantile(person, 0.1))) / 1.282,
    }


def _said(law: Mapping[str, float]) -> str:
    return " ".join(f"{name} {value:.2f}" for name, value in law.items())


def _pairs(groups: Mapping[str, Array], family: Callable[[str], str | None]) -> tuple[Array, Array]:
    """Cosines of all pairs and whether each is one person; pairs of two groups of one family are left out."""
    rows = np.concatenate(list(groups.values()))
    who = np.concatenate([np.full(len(part), i) for i, part in enumerate(groups.values())])
    families = [family(name) for name in groups]
    kin = np.array([[a is not None and a == b for b in families] for a in families])
    one, other = np.triu_indices(len(rows), 1)
    same = who[one] == who[other]
    kept = same | ~kin[who[one], who[other]]
    return (rows @ rows.T)[one, other][kept], same[kept]


def _changed(chip: Chip, rng: Any) -> Chip:
    """The same drawing under another light, a little moved, and packed anew."""
    image = chip.image.astype(np.float32) * rng.uniform(0.7, 1.15) * rng.uniform(0.9, 1.1, 3)
    side = image.shape[0]
    zoom, (dx, dy) = rng.uniform(0.88, 1.15), rng.uniform(-0.06, 0.06, 2) * side
    matrix = cv2.getRotationMatrix2D((side / 2, side / 2), float(rng.uniform(-8, 8)), float(zoom))
    matrix[:, 2] += dx, dy
    mirror = rng.random() < 0.3
    warped = cv2.warpAffine(
        np.clip(image, 0, 255).astype(np.uint8), matrix, (side, side), borderMode=cv2.BORDER_REPLICATE
    )
    points = chip.landmarks @ matrix[:, :2].T.astype(np.float32) + matrix[:, 2].astype(np.float32)
    if mirror:
        warped, points = warped[:, ::-1], (points * [-1, 1] + [side, 0])[[1, 0, 2, 4, 3]]
    packed = cv2.imencode(".jpg", np.ascontiguousarray(warped), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 90))])[
        1
    ]
    return Chip(np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR)), points.astype(np.float32), chip.face_px)


# ---- both ------------------------------------------------------------------------------------------------------------


def _logistic(rows: Array, labels: Array, weights: Array, strength: float) -> tuple[Array, float]:
    """Weights and bias of a logistic regression on standardised rows; `strength`: inverse of the ridge's."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled, signs = (rows - mean) / deviation, np.where(labels, 1.0, -1.0)

    def loss(wanted: Array) -> tuple[float, Array]:
        margin = signs * (scaled @ wanted[:-1] + wanted[-1])
        pull = -signs * weights / (1 + np.exp(np.clip(margin, -50, 50)))
        value = float(weights @ np.logaddexp(0, -margin) + wanted[:-1] @ wanted[:-1] / (2 * strength))
        return value, np.append(scaled.T @ pull + wanted[:-1] / strength, pull.sum())

    best = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    slopes = best[:-1] / deviation
    return slopes, float(best[-1] - slopes @ mean)


def _read(path: Path) -> Array:
    return np.ascontiguousarray(cv2.imread(str(path))[:, :, ::-1])


def _write(path: Path, table: Mapping[str, Mapping[str, Any]]) -> None:
    lines = ["# Written by benchmarks/fit_drawn.py."]
    for name, row in table.items():
        lines += [f"\n[{name}]"] if name else []
        for key, value in row.items():
            values = np.atleast_1d(np.asarray(value, float))
            told = [f"{one:.5g}" if "e" in f"{one:.5g}" or "." in f"{one:.5g}" else f"{one:.1f}" for one in values]
            lines.append(
                f"{key} = {told[0]}"
                if np.ndim(value) == 0
                else f"{key} = [\n    "
                + ",\n    ".join(", ".join(told[i : i + 12]) for i in range(0, len(told), 12))
                + ",\n]"
            )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name} is written.")


if __name__ == "__main__":
    main()
