"""Learn from the user's answers how far the evidence between persons of one film is to be trusted.

A film's light and lenses make strangers look more alike than those of the fit, or one person less. Each answer that two
groups of tracks are one person, or two, moves the evidence from which on groups are joined. It is the most probable
shift of a logistic law with a normal prior around none (MacKay, 1992). So one answer, right or wrong, moves it by an
eighth of a nat at most, and all together by `MOST_SHIFT`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.identify.calibration import FaceCalibration, mean_quality
from engine.identify.prints import Prints
from engine.types import Correction

PRIOR_VARIANCE = 0.25
"""Nats squared: two films in three are off by less than half a nat."""
TEMPER = 2.0
"""Only every second nat counts, as in questions: tracks of one film lean on each other."""
MOST_SHIFT = 1.5
LATEST = 100
"""Answers that count, the last ones: what holds of a film shows in fewer."""
TRACKS = 24
"""Tracks of each side that are compared, those with most to say."""
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """Two groups of tracks, of which the user said whether they are one person."""

    one: tuple[int, ...]
    other: tuple[int, ...]
    same: bool


@dataclass(slots=True)
class Adapting:
    """The shift of one film by what was said; what it worked out of an answer it remembers."""

    prints: Prints
    calibration: FaceCalibration
    _rows: dict[int, int] = field(init=False)
    _nats: dict[Answer, float | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rows = {track: row for row, track in enumerate(self.prints.tracks)}

    def shift(self, corrections: Sequence[Correction], merge_above: float) -> float:
        """Nats by which groups are joined more readily (above 0) or less. `merge_above`: nats that join two groups."""
        nats, same = [], []
        for answer in list(answers(corrections))[-LATEST:]:
            if answer not in self._nats:
                self._nats[answer] = self._between(answer)
            found = self._nats[answer]
            if found is not None:
                nats.append(found - merge_above)
                same.append(answer.same)
        return shift_by(np.array(nats, np.float64), np.array(same, bool))

    def _between(self, answer: Answer) -> float | None:
        """Mean nats of the faces between the two groups; None where one of them has no face."""
        one, other = (self._best(tracks) for tracks in (answer.one, answer.other))
        if not one or not other:
            return None
        prints = self.prints
        quality = mean_quality(prints.qualities[one], prints.qualities[other])
        nats = self.calibration.within(prints.vectors[one] @ prints.vectors[other].T, quality)
        return float(np.average(nats, weights=np.outer(prints.weights[one], prints.weights[other])))

    def _best(self, tracks: Sequence[int]) -> list[int]:
        rows = [self._rows[track] for track in tracks if track in self._rows]
        return sorted(rows, key=lambda row: -float(self.prints.weights[row]))[:TRACKS]


def shift_by(nats: NDArray[np.float64], same: NDArray[np.bool_]) -> float:
    """The most probable shift; `nats` (n,) above the bound before it, `same` (n,) what was answered."""
    shift = 0.0
    for _ in range(_STEPS if len(nats) else 0):
        chance = 1 / (1 + np.exp(-np.clip((nats + shift) / TEMPER, -50, 50)))
        slope = float(np.sum(same - chance)) / TEMPER - shift / PRIOR_VARIANCE
        bend = float(np.sum(chance * (1 - chance))) / TEMPER**2 + 1 / PRIOR_VARIANCE
        shift += slope / bend
    return float(np.clip(shift, -MOST_SHIFT, MOST_SHIFT))


def answers(corrections: Sequence[Correction]) -> Iterator[Answer]:
    """What was said of two groups at once; who is named is held against those who were named before."""
    named: dict[str, tuple[int, ...]] = {}
    for one in corrections:
        if one.kind in ("same", "different") and one.tracks and one.other_tracks:
            yield Answer(one.tracks, one.other_tracks, one.kind == "same")
        elif one.kind in ("is", "is not") and one.tracks:
            before = tuple(track for track in named.get(one.name, ()) if track not in set(one.tracks))
            if before:
                yield Answer(one.tracks, before, one.kind == "is")
            if one.kind == "is":
                named[one.name] = tuple(dict.fromkeys((*named.get(one.name, ()), *one.tracks)))
