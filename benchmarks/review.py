"""Measure what answers in review are worth: a simulated user who knows the truth answers the first questions.

    python benchmarks/review.py [--home FOLDER] [--answers 0,5,10,20] [CLIP]...

Nobody is named and no photo is given. Printed are the mean F1 of the face (best pairing, as in `segments.py`) and the
share of the screen time of labelled tracks that lies with the wrong person, after so many answers. Questions to which
the truth has no answer, such as those about extras, are answered by "unsure" and count as well. Needs ../shared.
"""

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment
from segments import SHARED, _film, _found, _photos, _score_module, _truth

from engine.edit.intervals import intersection, normal, total
from engine.errors import UserError
from engine.identify.answers import corrections_of
from engine.identify.calibration import face_calibration
from engine.identify.cast import CastLimits, photo_evidence
from engine.identify.doubts import Doubt
from engine.pipeline.analysis import Film
from engine.pipeline.cast import cast_of_film
from engine.pipeline.doubts import doubts_of_film, groups_of, prints_of_film
from engine.pipeline.photos import PhotoReader, read_photos
from engine.pipeline.tools import open_tools
from engine.settings import AnalysisSettings
from engine.timebase import Span, seconds
from engine.track.spans import showing

CLIPS = (
    "avi_friends", "avi_herapheri", "avi_hyland2", "ft_simon_easy1", "ghost_dirtydancing", "visualvoice_interview",
)  # fmt: skip
WITH_EXTRAS = ("ghost_dirtydancing",)
"""Clips in which many show whom the truth leaves out."""
Labels = Mapping[int, str]
"""Whom each track shows; those of extras are missing."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", default=CLIPS)
    parser.add_argument("--home", type=Path, help="folder that keeps the projects for the next run")
    parser.add_argument("--answers", default="0,5,10,20")
    args = parser.parse_args()
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    counts = [int(part) for part in args.answers.split(",")]
    score = _score_module()
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        home = args.home or Path(scratch)
        for clip in args.clips:
            film = _film(clip, home, AnalysisSettings())
            rows.append(review(film, labels_of(film, clip, score), _truth(clip, score), score, counts))
            film.project.close()
            print(f"{clip:24s} " + "   ".join(f"{n:2d}: {f1:.3f} {error:.1%}" for n, (f1, error) in rows[-1].items()))
    print("mean F1, identity error after so many answers")
    for n in counts:
        f1, error = (np.mean([row[n][i] for row in rows]) for i in (0, 1))
        print(f"  {n:3d}  {f1:.3f}  {error:.1%}")


def review(film: Film, labels: Labels, truth: Any, score: Any, counts: Sequence[int]) -> dict[int, tuple[float, float]]:
    """F1 and identity error after so many answers; what was said is taken back in the end."""
    results: dict[int, tuple[float, float]] = {}
    unsure: set[tuple[int, ...]] = set()
    stored: list[int] = []
    for answered in range(max(counts) + 1):
        if answered in counts:
            f1 = score.score(truth, _found(film, None), "best")["face"]["mean"][2]
            results[answered] = (f1, identity_error(film, labels))
        cast, said = cast_of_film(film), film.project.corrections.active(film.media_id)
        open_ = [doubt for doubt in doubts_of_film(film, cast, said) if key(doubt) not in unsure]
        if not open_:
            continue
        answer = simulated_answer(open_[0], labels)
        if answer is None:
            unsure.add(key(open_[0]))
            continue
        for one in corrections_of(open_[0], answer, groups_of(cast, said)):
            stored.append(film.project.corrections.add(film.media_id, one))
    for one in stored:
        film.project.corrections.undo(one)
    return results


def key(doubt: Doubt) -> tuple[int, ...]:
    return (*sorted(doubt.tracks), -1, *sorted(doubt.others))


def simulated_answer(doubt: Doubt, labels: Labels) -> bool | None:
    """Sees what a user is shown; None where the truth knows one of the two not."""
    one, other = (_most(tracks, labels) for tracks in (doubt.tracks, doubt.others))
    return None if not one or not other else one == other


def _most(tracks: Sequence[int], labels: Labels) -> str:
    names = [labels.get(track, "") for track in tracks]
    return max(set(names), key=names.count, default="")


def identity_error(film: Film, labels: Labels) -> float:
    """Share of labelled screen time that lies with a person who is not paired with that label, one to one."""
    cast = cast_of_film(film)
    names = sorted(set(labels.values()))
    known = [person for person in cast.persons if person.known]
    shared = np.zeros((len(names), len(known)))
    for column, person in enumerate(known):
        for track in person.tracks:
            if track in labels:
                shared[names.index(labels[track]), column] += float(total(normal(cast.spans[track])))
    everything = sum(float(total(normal(cast.spans[track]))) for track in labels)
    return 1 - float(shared[linear_sum_assignment(-shared)].sum()) / everything


def labels_of(film: Film, clip: str, score: Any) -> Labels:
    """By time where one of the true persons shows, and by photos where several do."""
    tools = open_tools()
    photos = read_photos(_photos(clip), PhotoReader(tools.detector, tools.embedder)).faces
    prints, calibration = prints_of_film(film), face_calibration(film.model)
    evidence = {name: photo_evidence(prints, faces, calibration) for name, faces in photos.items()}
    faces: dict[str, list[Span]] = defaultdict(list)
    for (name, modality), spans in _truth(clip, score).items():
        if modality == "face":
            faces[name] += [Span(seconds(start), seconds(end)) for start, end in spans]
    least = CastLimits().photo_prior if clip in WITH_EXTRAS else 0.0
    rows = {track: row for row, track in enumerate(prints.tracks)}
    labels = {}
    for track in (track for track in film.scan.tracks if track.id in rows):
        spans = showing(track, film.media.clock)
        there = [name for name, true in faces.items() if 2 * total(intersection(spans, true)) > total(spans) > 0]
        best = max(there, key=lambda name: evidence[name][rows[track.id]] if name in evidence else -9, default="")
        # Extras look less like the true persons than a photo must to count.
        if best and (best not in evidence or evidence[best][rows[track.id]] > least):
            labels[track.id] = best
    return labels


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(str(error))
