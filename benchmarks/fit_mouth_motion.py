"""Fit how the motion of a mouth is read where LR-ASD is not at hand; writes engine/track/mouth_motion.toml.

    ONLYLOOK_MODELS=FOLDER python benchmarks/fit_mouth_motion.py [--dry]

LR-ASD is the teacher: looks at which it is sure (above 1 nat, below -0.5) are what the cues have to tell apart, by
logistic regression with both kinds weighing the same. Printed is how often the cues agree with the teacher in films
that were left out of the fit. Needs the local test media in ../shared.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from engine.pipeline.analysis import Film, analyze
from engine.pipeline.hearing import hear
from engine.pipeline.speaking import plan, watch
from engine.progress import run
from engine.store.project import Project
from engine.track.active_speaker import LrAsd
from engine.track.mouth_motion import LEAST_FACES, MODEL, TABLE, motion_cues
from engine.track.spans import showing
from engine.types import Floats, Pixels

CLIPS = Path(__file__).resolve().parents[2] / "shared" / "media" / "clips"
FILMS = ("avi_testvideo", "avi_testhyland", "ft_simon_easy1", "visualvoice_interview", "avi_friends", "avi_hyland2")
BUDGET_S = 60.0
SPEAKS, SILENT = 1.0, -0.5
Rows = NDArray[np.float64]


class Teacher:
    """Asks the network, and notes the cues beside its answer: rows of answer, 1, three cues."""

    name = "teacher"

    def __init__(self, network: LrAsd) -> None:
        self._network = network
        self.rows: list[list[float]] = []

    def log_odds(self, faces: Pixels, sound: Floats) -> Floats:
        said = self._network.log_odds(faces, sound)
        if len(faces) >= LEAST_FACES:
            self.rows.append([float(said.mean()), 1.0, *motion_cues(faces, sound)])
        return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="print only")
    parser.add_argument("--home", type=Path, help="folder that keeps the projects for the next run")
    args = parser.parse_args()
    network = LrAsd.open_if_there()
    if not CLIPS.is_dir() or network is None:
        sys.exit("This script needs the local test media in ../shared, and LR-ASD in a folder of ONLYLOOK_MODELS.")
    with tempfile.TemporaryDirectory() as scratch:
        tables = [_sure(_rows(name, args.home or Path(scratch), network)) for name in FILMS]
    right = []
    for left_out, table in zip(FILMS, tables, strict=True):
        factors = _fit(np.concatenate([other for other in tables if other is not table]))
        agreed = (table[:, 1:] @ factors > 0) == (table[:, 0] > 0)
        right += agreed.tolist()
        print(f"{left_out:24s} {len(table):3d} looks, {agreed.mean():.0%} as the network says")
    print(f"all {np.mean(right):.0%}")
    names = ("bias", "beyond_head", "beyond_contrast", "with_sound")
    factors = _fit(np.concatenate(tables))
    lines = ["# Written by benchmarks/fit_mouth_motion.py; do not edit by hand.", "", f"[{MODEL}]"]
    text = "\n".join(lines + [f"{name} = {value:.2f}" for name, value in zip(names, factors, strict=True)]) + "\n"
    print(text)
    if not args.dry:
        TABLE.write_text(text, encoding="utf-8")


def _rows(name: str, home: Path, network: LrAsd) -> Rows:
    home.mkdir(parents=True, exist_ok=True)
    with Project.open_or_create(home / f"{name}.olat") as project:
        film: Film = run(analyze(project, CLIPS / f"{name}.mp4"))
        turns = run(hear(project, film.media_id, film.media))
    clock = film.media.clock
    faces = {track.id: track for track in film.scan.tracks if track.kind == "face" and (track.scores > 0).any()}
    looks = plan(turns, {number: showing(track, clock) for number, track in faces.items()}, BUDGET_S)
    teacher = Teacher(network)
    run(watch(film.media, clock, looks, faces, teacher))
    return np.array(teacher.rows).reshape(-1, 5)


def _sure(rows: Rows) -> Rows:
    return rows[(rows[:, 0] > SPEAKS) | (rows[:, 0] < SILENT)]


def _fit(rows: Rows) -> Rows:
    truth = (rows[:, 0] > 0).astype(np.float64)
    weight = np.where(truth > 0, 0.5 / max(1, truth.sum()), 0.5 / max(1, (1 - truth).sum()))

    def loss(factors: Rows) -> float:
        nats = rows[:, 1:] @ factors
        # A little regularisation: there are few looks.
        return float((weight * (np.logaddexp(0, nats) - truth * nats)).sum() + 1e-3 * (factors**2).sum())

    fitted: Rows = minimize(loss, np.zeros(rows.shape[1] - 1), method="BFGS").x
    return fitted


if __name__ == "__main__":
    main()
