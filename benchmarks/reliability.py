"""Compare the probabilities that the program claims with how often they are true: reliability, by kind of evidence.

    python benchmarks/reliability.py [--home FOLDER] [--variant installed|models] [--png FILE] [CLIP]...

Persons are named by reference photos; each moment (0.05 s) in which something is claimed of a person of the truth
counts in the bin of the claimed probability. Printed are, by bin, the mean claim and the share that is true, the
expected calibration error, and whether a monotone map fitted on half of the clips lowers the Brier score on the other
half, both ways. `--home` and `--variant` are those of `senses.py`. Needs the local test media in ../shared.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
from numpy.typing import NDArray
from segments import CLIPS, SHARED, _ignored, _score_module, _truth
from senses import HEARD, VARIANTS, Clip, _clip, run_inside

from engine.edit.presence import Presence, presence_of
from engine.pipeline.cast import cast_of_film

TICK_S, COLLAR_S = 0.05, 0.25
EDGES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
SIDE, MARGIN = 260, 40
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "face": (frozenset({"face"}), frozenset({"face"})),
    "body": (frozenset({"body"}), frozenset({"face", "body"})),
    "voice": (frozenset({"voice"}), frozenset({"voice"})),
    "caption": (frozenset({"caption"}), frozenset({"face", "body"})),
    "seen": (frozenset({"face", "body"}), frozenset({"face", "body"})),
    "all": (frozenset({"face", "body", "voice", "caption"}), frozenset({"face", "body", "voice"})),
}
"""By name: what is claimed by, and which rows of the truth say that it is so."""
OF_VOICES = ("voice", "all")
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Of one clip: (n,) what was claimed at each moment, and (n,) whether it is true (1) or not (0)."""

    clip: str
    claimed: Rows
    true: Rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", nargs="*", default=CLIPS)
    parser.add_argument("--home", type=Path, help="folder that keeps the data folders for the next run")
    parser.add_argument("--variant", choices=VARIANTS, action="append", help="only this one")
    parser.add_argument("--png", type=Path, help="where to draw the diagrams; the variant is added to the name")
    parser.add_argument("--inside", choices=VARIANTS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if not (SHARED / "media").is_dir():
        sys.exit("This benchmark needs the local test media in ../shared.")
    if args.inside:
        print(f"== {VARIANTS[args.inside]} ==", flush=True)
        _all(args.clips, args.home, args.png)
        return
    with tempfile.TemporaryDirectory() as scratch:
        for variant in args.variant or VARIANTS:
            png = args.png and args.png.with_stem(f"{args.png.stem}-{variant}")
            words = ["--png", str(png)] if png else []
            run_inside(__file__, variant, (args.home or Path(scratch)) / variant, [*words, *args.clips])


def _all(names: list[str], home: Path, png: Path | None) -> None:
    clips, score = [_clip(name, home) for name in names], _score_module()
    pictures = []
    for kind in KINDS:
        rows = [_claims(clip, kind, score) for clip in clips if kind not in OF_VOICES or clip.name in HEARD]
        rows = [one for one in rows if len(one.claimed)]
        claimed, true = _joined(rows)
        if not len(claimed):
            print(f"{kind}: nothing is claimed")
            continue
        print(f"{kind}: {len(claimed) * TICK_S:.0f} s claimed, expected calibration error {_error(claimed, true):.3f}")
        for low, high, mean, share, seconds in _bins(claimed, true):
            print(f"    {low:.2f} to {high:.2f}: claimed {mean:.3f}, true {share:.3f}, {seconds:7.1f} s")
        _judge_maps(rows)
        pictures.append(_diagram(kind, claimed, true))
    if png and pictures:
        cv2.imwrite(str(png), np.concatenate(pictures, axis=1))


def _claims(clip: Clip, kind: str, score: ModuleType) -> Claims:
    """At all moments that count: not within the collar of an edge of the truth, nor near a photo's own moment."""
    modalities, proofs = KINDS[kind]
    truth = _truth(clip.name, score)
    cast = cast_of_film(clip.film, clip.faces)
    persons = {person.name: person for person in cast.persons}
    ticks = score.at(float(clip.film.media.duration)) + 1
    claimed, true = [], []
    for name in score.people_of(truth, proofs):
        if name not in persons:
            continue
        line = score.line_of(truth, name, proofs, ticks)[:ticks]
        said = _said(presence_of(name, cast.evidence(persons[name]), modalities), ticks, score)
        counts = score.counted(line, _ignored(clip.photos)) & (said > 0)
        claimed.append(said[counts])
        true.append(line[counts].astype(np.float64))
    return Claims(clip.name, np.concatenate([*claimed, np.zeros(0)]), np.concatenate([*true, np.zeros(0)]))


def _said(presence: Presence, ticks: int, score: ModuleType) -> Rows:
    line = np.zeros(ticks)
    for level in presence.levels:
        line[score.at(float(level.span.start)) : score.at(float(level.span.end))] = level.probability
    return line


def _joined(rows: Iterable[Claims]) -> tuple[Rows, Rows]:
    rows = list(rows)
    none = np.zeros(0)
    return np.concatenate([none, *(r.claimed for r in rows)]), np.concatenate([none, *(r.true for r in rows)])


def _bins(claimed: Rows, true: Rows) -> list[tuple[float, float, float, float, float]]:
    """Lower and upper edge, mean claim, share that is true, and seconds of each bin that holds anything."""
    place = np.clip(np.searchsorted(EDGES, claimed, side="right") - 1, 0, len(EDGES) - 2)
    rows = []
    for number in np.unique(place):
        inside = place == number
        mean, share = float(claimed[inside].mean()), float(true[inside].mean())
        rows.append((EDGES[number], EDGES[number + 1], mean, share, float(inside.sum()) * TICK_S))
    return rows


def _error(claimed: Rows, true: Rows) -> float:
    """Expected calibration error (Naeini et al. 2015): mean distance of claim and truth of the bins, by time."""
    rows = _bins(claimed, true)
    return sum(abs(mean - share) * seconds for *_, mean, share, seconds in rows) / sum(row[-1] for row in rows)


def _judge_maps(rows: list[Claims]) -> None:
    """Fit a monotone map on every second clip and judge it on the others, then the other way round."""
    if len(rows) < 2:
        return
    for fitted, judged in ((rows[::2], rows[1::2]), (rows[1::2], rows[::2])):
        (claimed, true), (given, wanted) = _joined(fitted), _joined(judged)
        knots = monotone(claimed, true)
        mapped = np.interp(given, *knots)
        before, after = (float(np.mean((one - wanted) ** 2)) for one in (given, mapped))
        verdict = "helps" if after < before else "does not help"
        errors = f"calibration error {_error(given, wanted):.3f} to {_error(mapped, wanted):.3f}"
        print(f"    map of {len(fitted)} clips on {len(judged)} others: Brier {before:.4f} to {after:.4f}, ", end="")
        print(f"{errors}: {verdict}")


def monotone(claimed: Rows, true: Rows) -> tuple[Rows, Rows]:
    """Knots of the best rising map from claim to share of truth: pool adjacent violators (Ayer et al. 1955)."""
    places, where = np.unique(claimed, return_inverse=True)
    weights = np.bincount(where).astype(np.float64)
    shares = np.bincount(where, true) / weights
    blocks: list[list[float]] = []
    for place, weight, share in zip(places, weights, shares, strict=True):
        blocks.append([place, weight, share])
        while len(blocks) > 1 and blocks[-2][2] >= blocks[-1][2]:
            (one, heavy, low), (other, more, high) = blocks[-2], blocks[-1]
            both = heavy + more
            blocks[-2:] = [[(one * heavy + other * more) / both, both, (low * heavy + high * more) / both]]
    knots = np.array(blocks)
    return knots[:, 0], knots[:, 2]


def _diagram(kind: str, claimed: Rows, true: Rows) -> NDArray[np.uint8]:
    """The share that is true over the claim; the size of a point says for how long it was claimed."""
    picture = np.full((SIDE + 2 * MARGIN, SIDE + 2 * MARGIN, 3), 255, np.uint8)

    def place(x: float, y: float) -> tuple[int, int]:
        return MARGIN + round(x * SIDE), MARGIN + round((1 - y) * SIDE)

    cv2.rectangle(picture, place(0, 1), place(1, 0), (160, 160, 160), 1)
    cv2.line(picture, place(0, 0), place(1, 1), (200, 200, 200), 1, cv2.LINE_AA)
    rows = _bins(claimed, true)
    whole = sum(row[-1] for row in rows)
    for (*_, mean, share, _), (*_, after, later, _) in pairwise(rows):
        cv2.line(picture, place(mean, share), place(after, later), (180, 110, 30), 1, cv2.LINE_AA)
    for *_, mean, share, seconds in rows:
        cv2.circle(
            picture, place(mean, share), 3 + round(12 * (seconds / whole) ** 0.5), (180, 110, 30), -1, cv2.LINE_AA
        )
    words = f"{kind}  error {_error(claimed, true):.3f}"
    cv2.putText(picture, words, (MARGIN, MARGIN - 12), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    for value in (0, 0.5, 1):
        x, y = place(value, 0)
        cv2.putText(picture, f"{value:g}", (x - 8, y + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1, cv2.LINE_AA)
        x, y = place(0, value)
        cv2.putText(picture, f"{value:g}", (x - 28, y + 4), cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 1, cv2.LINE_AA)
    return picture


if __name__ == "__main__":
    main()
