"""Measure what answers are worth: simulated users answer the review queue of clips whose truth is known.

    python benchmarks/corrections.py [--home FOLDER] [--answers 0,5,10,20,40] [--wrong 0.1] [CLIP]...

Nobody is named and no photo is given. Printed after so many answers: the mean F1 of the face by the best pairing, the
share of the labelled screen time that lies with a wrong person, and how much of the error at the start is closed; with
the bounds of the film as answers teach them, and with those of the fit. `--wrong`: users err in that share of answers.
Needs ../shared.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import review
from segments import SHARED, _film, _score_module, _truth

from engine.errors import UserError
from engine.identify import adapted
from engine.identify.doubts import Doubt
from engine.settings import AnalysisSettings

Results = dict[str, dict[int, tuple[float, float]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", default=review.CLIPS)
    parser.add_argument("--home", type=Path, help="folder that keeps the projects for the next run")
    parser.add_argument("--answers", default="0,5,10,20,40")
    parser.add_argument("--wrong", type=float, default=0.0, metavar="SHARE", help="answers in which the user errs")
    args = parser.parse_args()
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    counts = [int(part) for part in args.answers.split(",")]
    with tempfile.TemporaryDirectory() as scratch, _erring(args.wrong):
        found = _measured(args.clips, args.home or Path(scratch), counts)
    for way, rows in found.items():
        print(f"{way}: answers, mean F1, mean identity error, share of the error at the start that is closed")
        start = np.mean([row[counts[0]][1] for row in rows.values()])
        for count in counts:
            f1, error = (float(np.mean([row[count][i] for row in rows.values()])) for i in (0, 1))
            print(f"  {count:3d}  {f1:.3f}  {error:6.2%}  {1 - error / max(start, 1e-9):6.1%}")


def _measured(clips: Sequence[str], home: Path, counts: Sequence[int]) -> dict[str, Results]:
    score = _score_module()
    ways: dict[str, Results] = {"as answers teach": {}, "as fitted": {}}
    home.mkdir(parents=True, exist_ok=True)
    for clip in clips:
        film = _film(clip, home, AnalysisSettings())
        labels, truth = review.labels_of(film, clip, score), _truth(clip, score)
        for way, rows in ways.items():
            with _untaught(way == "as fitted"):
                rows[clip] = review.review(film, labels, truth, score, counts)
            shown = "   ".join(f"{n:2d}: {f1:.3f} {error:.1%}" for n, (f1, error) in rows[clip].items())
            print(f"{clip:24s} {way:16s} {shown}", flush=True)
        film.project.close()
    return ways


@contextmanager
def _untaught(untaught: bool) -> Iterator[None]:
    """Answers are obeyed, but the bounds of the film stay as they were fitted."""
    before = adapted.MOST_SHIFT
    adapted.MOST_SHIFT = 0.0 if untaught else before
    try:
        yield
    finally:
        adapted.MOST_SHIFT = before


@contextmanager
def _erring(share: float) -> Iterator[None]:
    """The simulated user says the contrary now and then, the same way in each run."""
    honest = review.simulated_answer

    def erring(doubt: Doubt, labels: review.Labels) -> bool | None:
        answer = honest(doubt, labels)
        if answer is None:
            return None
        errs = np.random.default_rng([*doubt.tracks[:1], *doubt.others[:1]]).random() < share
        return not answer if errs else answer

    review.simulated_answer = erring
    try:
        yield
    finally:
        review.simulated_answer = honest


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
