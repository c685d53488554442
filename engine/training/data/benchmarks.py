"""Lists of the field's face benchmarks: LFW's pairs, IJB-C's templates, iCartoonFace's test."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.training.data.pictures import FilePictures

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LfwPairs:
    """Rows of `paths` (in LFW's folder) that are compared (n, 2), whether they are one person, and their folds."""

    paths: tuple[str, ...]
    pairs: Ints
    same: NDArray[np.bool_]
    fold: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Templates:
    """IJB-C's pictures: the template and the medium (one photo or video) that each belongs to; (n,) each."""

    names: tuple[str, ...]
    templates: Ints
    media: Ints


@dataclass(frozen=True, slots=True, eq=False)
class CartoonTest:
    """iCartoonFace's recognition test: pictures with boxes, -1 for distractors, and which one each probe must find."""

    pictures: FilePictures
    pairs: Ints


def lfw_pairs(path: Path) -> LfwPairs:
    """`pairs.txt`: folds and pairs of each kind in the first line, then `NAME A B` or `NAME A OTHER B`."""
    rows = list(_rows(path))
    places: dict[str, int] = {}
    pairs, same = [], []
    try:
        folds, each = int(rows[0][0]), int(rows[0][1])
        for row in rows[1:]:
            first, second = (row[0], row[1]), (row[0] if len(row) == 3 else row[2], row[-1])
            pairs.append([places.setdefault(_lfw_path(*one), len(places)) for one in (first, second)])
            same.append(len(row) == 3)
    except (ValueError, IndexError) as error:
        raise UserError(f"{path} is not LFW's list of pairs.", "It begins with a line such as `10 300`.") from error
    if len(pairs) != 2 * folds * each:
        raise UserError(f"{path} holds {len(pairs)} pairs instead of {2 * folds * each}.", "Copy it again.")
    return LfwPairs(tuple(places), np.array(pairs), np.array(same), np.repeat(np.arange(folds), 2 * each))


def ijbc_templates(path: Path) -> Templates:
    """`ijbc_face_tid_mid.txt`: a picture, its template and its medium in each line."""
    rows = list(_rows(path, 3))
    return Templates(tuple(row[0] for row in rows), _numbers(path, rows, 1), _numbers(path, rows, 2))


def ijbc_pairs(path: Path) -> tuple[Ints, NDArray[np.bool_]]:
    """`ijbc_template_pair_label.txt`: (n, 2) templates and whether they are one person."""
    rows = list(_rows(path, 3))
    pairs = np.stack([_numbers(path, rows, 0), _numbers(path, rows, 1)], axis=1)
    return pairs, _numbers(path, rows, 2) == 1


def ijbc_subjects(path: Path) -> tuple[Ints, Ints]:
    """Templates and subjects of `ijbc_1N_gallery_G1.csv`, `..._G2.csv` or `ijbc_1N_probe_mixed.csv`, each once."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = {int(row["TEMPLATE_ID"]): int(row["SUBJECT_ID"]) for row in csv.DictReader(file)}
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}).", "Check the name.") from error
    except (KeyError, ValueError, TypeError) as error:
        raise UserError(f"{path} has no columns TEMPLATE_ID and SUBJECT_ID.", "Name a 1:N list of IJB-C.") from error
    return np.array(list(rows), np.int64), np.array(list(rows.values()), np.int64)


def template_vectors(
    vectors: NDArray[np.float32], given: Templates, weights: NDArray[np.float32] | None = None
) -> tuple[Ints, NDArray[np.float32]]:
    """Templates in order, and one unit vector for each: the mean over media of the mean over each medium's pictures.

    So a video of a thousand frames weighs as much as one photo (IJB-C's protocol). `weights`: of each picture.
    """
    if len(vectors) != len(given.templates):
        raise UserError(
            f"There are {len(vectors)} vectors for {len(given.templates)} pictures.", "Both must have one order."
        )
    weights = np.ones(len(vectors), np.float32) if weights is None else weights
    media, of_medium = np.unique(np.stack([given.templates, given.media], axis=1), axis=0, return_inverse=True)
    sums = np.zeros((len(media), vectors.shape[1]), np.float32)
    shares = np.zeros(len(media), np.float32)
    np.add.at(sums, of_medium, vectors * weights[:, None])
    np.add.at(shares, of_medium, weights)
    templates, of_template = np.unique(media[:, 0], return_inverse=True)
    whole = np.zeros((len(templates), vectors.shape[1]), np.float32)
    np.add.at(whole, of_template, sums / np.maximum(shares, 1e-9)[:, None])
    return templates, whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), np.float32(1e-9))


def cartoon_test(info: Path, folder: Path) -> CartoonTest:
    """`icartoonface_rectest_info.txt`: pictures with box and label (-1: distractor), then pairs `PROBE WANTED`."""
    pictures: list[list[str]] = []
    wanted: list[list[str]] = []
    for row in _rows(info):
        (pictures if len(row) == 6 else wanted).append(row)
    places = {row[0]: place for place, row in enumerate(pictures)}
    try:
        labels = np.array([int(row[5]) for row in pictures], np.int64)
        boxes = np.array([row[1:5] for row in pictures], np.float32).reshape(-1, 4)
        pairs = np.array([[places[name] for name in row[:2]] for row in wanted], np.int64).reshape(-1, 2)
    except (ValueError, KeyError, IndexError) as error:
        raise UserError(
            f"{info} is not iCartoonFace's test list ({error}).", "Name icartoonface_rectest_info.txt."
        ) from error
    names = tuple(str(number) for number in range(int(labels.max(initial=-1)) + 1))
    return CartoonTest(FilePictures(tuple(folder / row[0] for row in pictures), labels, names, boxes), pairs)


def cartoon_training(boxes: Path, folder: Path) -> FilePictures:
    """`icartoonface_rectrain_det.txt`: picture, box; the picture's folder is its character."""
    rows = list(_rows(boxes, 5))
    names = sorted({Path(row[0]).parent.name for row in rows})
    number = {name: place for place, name in enumerate(names)}
    labels = np.array([number[Path(row[0]).parent.name] for row in rows], np.int64)
    try:
        corners = np.array([row[1:5] for row in rows], np.float32).reshape(-1, 4)
    except ValueError as error:
        raise UserError(f"{boxes} holds boxes that are no numbers.", "Name icartoonface_rectrain_det.txt.") from error
    return FilePictures(tuple(folder / row[0] for row in rows), labels, tuple(names), corners)


def _lfw_path(name: str, number: str) -> str:
    return f"{name}/{name}_{int(number):04d}.jpg"


def _rows(path: Path, columns: int = 0) -> Iterator[list[str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read.", "Check the name.") from error
    rows = [line.split() for line in lines if line.strip()]
    if not rows:
        raise UserError(f"{path} is empty.", "Copy it again.")
    for number, row in enumerate(rows, 1):
        if columns and len(row) < columns:
            raise UserError(f"Line {number} of {path} has {len(row)} words instead of {columns}.", "Copy it again.")
        yield row


def _numbers(path: Path, rows: Sequence[Sequence[str]], column: int) -> Ints:
    try:
        return np.array([int(row[column]) for row in rows], np.int64)
    except ValueError as error:
        raise UserError(f"{path} holds words where numbers belong.", "Copy it again.") from error
