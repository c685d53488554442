"""iQIYI-VID-2019: features of face, head, body and voice of each clip, and who the clips show.

As published: a dictionary from a clip's name to a list of [frame, box, detection score, quality, feature], of which
head and body lack the quality or both scores; of the voice the feature alone. `train_gt.txt` says `clip identity` in
each line, `val_gt.txt` an identity and all its clips.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import UserError
from engine.training.data.plain_pickle import read_plain_pickle
from engine.types import Floats

DIMENSIONS = 512


@dataclass(frozen=True, slots=True, eq=False)
class ClipFeatures:
    """One modality of one clip: `vectors` (n, d) as stored; `scores` and `qualities` (n,), 1 where not given."""

    vectors: Floats
    scores: Floats
    qualities: Floats


def read_features(path: Path) -> dict[str, ClipFeatures]:
    """By clip, without the ending .mp4; clips in which nothing was found are left out. Raises UserError."""
    table = read_plain_pickle(path)
    if not isinstance(table, dict):
        raise UserError(f"{path} is no table of features by clip.", "Name a file such as face_train_v2.pickle.")
    found = {}
    for name, rows in table.items():
        features = _features(rows, f"{_text(name)} in {path}")
        if features is not None:
            found[_clip(_text(name))] = features
    return found


def read_truth(path: Path) -> dict[str, list[str]]:
    """Clips by identity, of either form of the file. Raises UserError."""
    truth: dict[str, list[str]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read.", "Name train_gt.txt, val_gt.txt or a file like them.") from error
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words:
            continue
        if len(words) < 2:
            raise UserError(
                f"Line {number} of {path} names no clip.", "A line is `CLIP IDENTITY` or `IDENTITY CLIP...`."
            )
        identity, clips = (words[1], words[:1]) if words[0].lower().endswith(".mp4") else (words[0], words[1:])
        truth.setdefault(identity, []).extend(map(_clip, clips))
    if not truth:
        raise UserError(f"{path} is empty.", "Name train_gt.txt, val_gt.txt or a file like them.")
    return truth


def read_results(path: Path) -> dict[str, list[str]]:
    """What was found, as handed in to the challenge: an identity and its clips, the likeliest first, in each line."""
    return read_truth(path)


def joined_by_clip(
    modalities: Mapping[str, Mapping[str, ClipFeatures]], truth: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[str], dict[str, Floats], dict[str, Floats]]:
    """Clips, identities, and by modality (n, d) mean vectors weighted by quality and (n,) qualities, 0 = missing."""
    rows = [(clip, identity) for identity, clips in truth.items() for clip in clips]
    vectors, qualities = {}, {}
    for name, features in modalities.items():
        size = next((one.vectors.shape[1] for one in features.values()), DIMENSIONS)
        vectors[name] = np.zeros((len(rows), size), np.float32)
        qualities[name] = np.zeros(len(rows), np.float32)
        for place, (clip, _) in enumerate(rows):
            if clip in features:
                vectors[name][place], qualities[name][place] = _mean(features[clip])
    return [clip for clip, _ in rows], [identity for _, identity in rows], vectors, qualities


def _mean(features: ClipFeatures) -> tuple[Floats, float]:
    units = features.vectors / np.maximum(np.linalg.norm(features.vectors, axis=1, keepdims=True), 1e-9)
    weights = np.maximum(features.qualities * features.scores, 1e-3)
    whole = (weights[:, None] * units).sum(axis=0)
    # Published qualities reach 200.
    return whole / max(float(np.linalg.norm(whole)), 1e-9), float(np.clip(features.scores.mean(), 0.01, 1))


def _features(rows: Any, where: str) -> ClipFeatures | None:
    if isinstance(rows, np.ndarray):
        rows = [[rows]] if rows.ndim == 1 else [[row] for row in rows]
    if not len(rows):
        return None
    try:
        vectors = np.array([np.asarray(row[-1], np.float32).ravel() for row in rows], np.float32)
        scores = np.array([row[2] if len(row) > 3 else 1.0 for row in rows], np.float32)
        qualities = np.array([row[3] if len(row) > 4 else 1.0 for row in rows], np.float32)
    except (ValueError, TypeError, IndexError) as error:
        raise UserError(
            f"The features of {where} have another form than iQIYI-VID-2019's.", "Check the file."
        ) from error
    if not np.isfinite(vectors).all():
        raise UserError(f"The features of {where} are no numbers (NaN).", "Take the clip out, or copy the file again.")
    return ClipFeatures(vectors, scores, qualities)


def _text(name: Any) -> str:
    return name.decode("utf-8") if isinstance(name, bytes) else str(name)


def _clip(name: str) -> str:
    return name.removesuffix(".mp4")
