"""Whole protocols, from the files that they are published as to figures: what `onlylook evaluate` runs."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.describe.face import MarkedFace, open_embedder
from engine.detect.faces import CenterFace
from engine.errors import UserError
from engine.export.atomic import explained
from engine.progress import Job, Progress
from engine.training.data.benchmarks import (
    cartoon_test,
    ijbc_pairs,
    ijbc_subjects,
    ijbc_templates,
    lfw_pairs,
    template_vectors,
)
from engine.training.data.iqiyi import read_results, read_truth
from engine.training.data.pictures import UNLABELLED, read_picture
from engine.training.data.vectors import checked, read_vectors
from engine.training.evaluate.clustering import normalised_information, weighted_purity
from engine.training.evaluate.identification import open_set, rank_one_with_distractors, rank_rates
from engine.training.evaluate.plots import draw_det, draw_reliability, draw_roc
from engine.training.evaluate.reliability import Reliability, reliability
from engine.training.evaluate.retrieval import mean_average_precision
from engine.training.evaluate.verification import Roc, all_pairs, equal_error_rate, folds, roc, tar_at_far
from engine.types import Floats, Pixels

Ints = NDArray[np.int64]
RATES = (1e-2, 1e-3, 1e-4)
IJBC_RATES = (1e-4, 1e-5, 1e-6)
BATCH = 32


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures by name, and what can be drawn of them."""

    figures: dict[str, float]
    curves: dict[str, Roc] = field(default_factory=dict)
    tables: dict[str, Reliability] = field(default_factory=dict)


def drawn(verdict: Verdict, folder: Path) -> list[Path]:
    """Draw what there is to draw into `folder`, which is made where it is missing; returns the files."""
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    files = []
    if verdict.curves:
        files = [folder / "roc.png", folder / "det.png"]
        draw_roc(verdict.curves, files[0])
        draw_det(verdict.curves, files[1])
    if verdict.tables:
        files.append(folder / "reliability.png")
        draw_reliability(verdict.tables, files[-1])
    return files


def scores(table: Path) -> Job[Verdict]:
    """A table of pairs: columns `score` and `same`."""
    yield Progress("evaluate", 0, 1)
    columns = _columns(table, "score", "same")
    return _verification(_numbers(table, columns["score"]).astype(np.float32), _truths(table, columns["same"]))


def vectors(path: Path) -> Job[Verdict]:
    """All pairs; each sample against all others; strangers, if there are any, as an open set."""
    yield Progress("evaluate", 0, 1)
    rows, labels, _ = read_vectors(path)
    known = labels != UNLABELLED
    verdict = _verification(*all_pairs(rows[known], labels[known]))
    figures = dict(verdict.figures)
    enrolled, probes = _enrolled(labels)
    alike = rows[probes] @ rows[enrolled].T
    for rank, rate in rank_rates(alike, labels[probes], labels[enrolled], (1, 5)).items():
        figures[f"rank-{rank}"] = rate
    if (~known).any():
        for one in open_set(alike, labels[probes], labels[enrolled]):
            figures[f"FNIR at FPIR {one.fpir:.3g}"] = one.fnir
    return Verdict(figures, verdict.curves)


def lfw(images: Path, pairs: Path, model: str) -> Job[Verdict]:
    """Photos found, aligned and described as the product does. A photo without a face is described as it is."""
    given = lfw_pairs(pairs)
    rows = yield from _described([images / path for path in given.paths], model)
    alike = np.einsum("nd,nd->n", rows[given.pairs[:, 0]], rows[given.pairs[:, 1]])
    result = folds(alike, given.same, given.fold)
    verdict = _verification(alike, given.same)
    figures = {"accuracy, ten folds": result.mean, "its deviation": result.deviation, **verdict.figures}
    return Verdict(figures, verdict.curves)


def ijbc(meta: Path, vectors_file: Path) -> Job[Verdict]:
    """1:1 over the list of template pairs; 1:N over both galleries, where their lists are there."""
    yield Progress("evaluate", 0, 2)
    given = ijbc_templates(meta / "ijbc_face_tid_mid.txt")
    templates, rows = template_vectors(_rows_of(vectors_file, len(given.names)), given)
    place = {int(template): row for row, template in enumerate(templates)}
    pairs, same = ijbc_pairs(meta / "ijbc_template_pair_label.txt")
    first, second = (_places(place, pairs[:, side], meta) for side in (0, 1))
    verdict = _verification(np.einsum("nd,nd->n", rows[first], rows[second]), same, IJBC_RATES)
    figures = dict(verdict.figures)
    yield Progress("evaluate", 1, 2)
    probe_list = meta / "ijbc_1N_probe_mixed.csv"
    if probe_list.is_file():
        figures |= _one_to_many(meta, probe_list, place, rows)
    return Verdict(figures, verdict.curves)


def icartoonface(info: Path, vectors_file: Path) -> Job[Verdict]:
    yield Progress("evaluate", 0, 1)
    test = cartoon_test(info, info.parent)
    rows = _rows_of(vectors_file, len(test.pictures.labels))
    pairs = test.pairs if len(test.pairs) else None
    return Verdict({"rank-1": rank_one_with_distractors(rows, test.pictures.labels, pairs)})


def iqiyi(truth: Path, results: Path) -> Job[Verdict]:
    yield Progress("evaluate", 0, 1)
    return Verdict({"MAP@100": mean_average_precision(read_results(results), read_truth(truth))})


def claims(table: Path) -> Job[Verdict]:
    yield Progress("evaluate", 0, 1)
    columns = _columns(table, "probability", "true")
    found = reliability(_numbers(table, columns["probability"]), _truths(table, columns["true"]))
    figures = {"expected calibration error": found.error, "Brier score": found.brier, "claims": int(found.counts.sum())}
    return Verdict(figures, tables={"claims": found})


def clusters(table: Path) -> Job[Verdict]:
    yield Progress("evaluate", 0, 1)
    columns = _columns(table, "cluster", "identity")
    found, true = columns["cluster"], columns["identity"]
    return Verdict(
        {
            "weighted cluster purity": weighted_purity(found, true),
            "normalised mutual information": normalised_information(found, true),
            "clusters": len(set(found)),
            "identities": len(set(true)),
        }
    )


def _verification(alike: Floats, same: NDArray[np.bool_], rates: tuple[float, ...] = RATES) -> Verdict:
    curve = roc(alike, same)
    figures: dict[str, float] = {"equal error rate": equal_error_rate(curve)}
    figures |= {f"TAR at FAR {rate:g}": value for rate, value in tar_at_far(curve, rates).items()}
    figures |= {"pairs of one person": int(same.sum()), "pairs of strangers": int((~same).sum())}
    return Verdict(figures, {"pairs": curve})


def _one_to_many(meta: Path, probe_list: Path, place: dict[int, int], rows: Floats) -> dict[str, float]:
    """The mean over both galleries, each against all probes, whose other half are strangers to it."""
    probes, people = ijbc_subjects(probe_list)
    found: dict[str, list[float]] = {}
    for name in ("ijbc_1N_gallery_G1.csv", "ijbc_1N_gallery_G2.csv"):
        gallery, subjects = ijbc_subjects(meta / name)
        alike = rows[_places(place, probes, meta)] @ rows[_places(place, gallery, meta)].T
        for rank, rate in rank_rates(alike, people, subjects).items():
            found.setdefault(f"1:N rank-{rank}", []).append(rate)
        for wanted, one in zip((0.01, 0.1), open_set(alike, people, subjects, (0.01, 0.1)), strict=True):
            found.setdefault(f"1:N TPIR at FPIR {wanted:g}", []).append(1 - one.fnir)
    return {name: float(np.mean(values)) for name, values in found.items()}


def _described(paths: list[Path], model: str) -> Job[Floats]:
    detector, embedder = CenterFace.open(), open_embedder(model)
    parts = []
    for start in range(0, len(paths), BATCH):
        yield Progress("describe", start, len(paths))
        faces = [_middle_face(detector, read_picture(path)) for path in paths[start : start + BATCH]]
        parts.append(embedder.embed(faces))
    return np.concatenate(parts)


def _middle_face(detector: CenterFace, image: Pixels) -> MarkedFace:
    """The face nearest to the middle, which is the one that the photo is named after."""
    found = detector.detect(image, 0, 1.0)
    if not len(found.boxes):
        height, width = image.shape[:2]
        # LFW's photos are centred: where the face would be.
        usual = np.array([[0.42, 0.46], [0.58, 0.46], [0.5, 0.55], [0.44, 0.63], [0.56, 0.63]], np.float32)
        return MarkedFace(image, usual * np.array([width, height], np.float32))
    middle = np.array(image.shape[1::-1]) / 2
    gaps = np.linalg.norm(found.boxes[:, :2] + found.boxes[:, 2:] / 2 - middle, axis=1)
    return MarkedFace(image, found.landmarks[gaps.argmin()])


def _enrolled(labels: Ints) -> tuple[Ints, Ints]:
    """The first sample of each identity, and all other samples. Raises UserError where nobody has a second one."""
    known = np.flatnonzero(labels != UNLABELLED)
    first = np.unique(labels[known], return_index=True)[1]
    enrolled = known[first]
    probes = np.setdiff1d(np.arange(len(labels)), enrolled)
    if not (labels[probes] != UNLABELLED).any():
        raise UserError("Nobody has two samples.", "One is put into the gallery, and others look for it.")
    return enrolled, probes


def _rows_of(path: Path, count: int) -> Floats:
    try:
        rows = np.load(path, allow_pickle=False)
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or 'no file of NumPy'}).", "Check the name."
        ) from error
    except (ValueError, EOFError) as error:
        raise UserError(f"{path} is no .npy of numbers.", "Write it with numpy.save.") from error
    if not isinstance(rows, np.ndarray):
        raise UserError(f"{path} holds several arrays.", "Write one with numpy.save.")
    rows = checked(rows, f"vectors of {path}")
    if len(rows) != count:
        raise UserError(f"{path} has {len(rows)} rows for {count} pictures.", "One row for each, in the list's order.")
    return rows


def _places(place: dict[int, int], templates: Ints, meta: Path) -> Ints:
    try:
        return np.array([place[int(template)] for template in templates], np.int64)
    except KeyError as error:
        raise UserError(
            f"The lists in {meta} name template {error}, which has no picture.", "Copy them again."
        ) from error


def _columns(path: Path, *names: str) -> dict[str, list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read.", "Name a CSV table.") from error
    missing = [name for name in names if not rows or name not in rows[0]]
    if missing:
        raise UserError(f"{path} has no column {missing[0]!r}, or no rows.", f"It needs {' and '.join(names)}.")
    return {name: [row[name] or "" for row in rows] for name in names}


def _numbers(path: Path, words: list[str]) -> NDArray[np.float64]:
    try:
        return np.array([float(word) for word in words])
    except ValueError as error:
        raise UserError(f"{path} holds words where numbers belong ({error}).", "Correct it.") from error


def _truths(path: Path, words: list[str]) -> NDArray[np.bool_]:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    odd = next((word for word in words if word.strip().lower() not in known), None)
    if odd is not None:
        raise UserError(f"{path} says {odd!r} where 1 or 0 belongs.", "Correct it.")
    return np.array([known[word.strip().lower()] for word in words])
