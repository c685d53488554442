"""Find the shot boundaries of a film in such a way that a reading that is broken off finds what an unbroken one does.

After each boundary that stands, and wherever the caller says so, everything is forgotten and the last frames are gone
through anew. So what is found depends on the frames from such a place on, and never on how the reading came there.
"""

from collections import deque
from fractions import Fraction

from engine.detect.confirm import CONTEXT_S, BoundaryJudge, Seen, ShotNet
from engine.detect.shots import Boundary, ShotDetector, ShotLimits
from engine.types import Pixels

AFTER_S = Fraction(6, 5)
"""How much of the film after a doubtful boundary is awaited before it is judged."""
SETTLED_S = AFTER_S + Fraction(4, 5)
"""This long before the last frame but one, no boundary can be found any more."""


class BoundaryFinder:
    """Takes every frame of a film in turn and gives back the boundaries that stand, doubtful ones some time later.

    `settled`: boundaries at or before this player time are known already. A finder that is to go on at a boundary is
    given the frames from there on; one that is to go on at another place, those from `CONTEXT_S` before it on.
    """

    def __init__(self, net: ShotNet | None, settled: Fraction | None = None, limits: ShotLimits | None = None) -> None:
        self._judge = BoundaryJudge(net)
        self._limits = limits or ShotLimits()
        self._settled = settled
        self._shots = ShotDetector(self._limits)
        self._frames: deque[Seen] = deque()
        self._doubts: list[Boundary] = []

    def push(self, pts: int, time: Fraction, thumb: Pixels) -> list[Boundary]:
        """`thumb`: (27, 48, 3) uint8 RGB. Returns the boundaries that are certain now, in order of time."""
        return self._push(Seen(pts, time, thumb))

    def flush(self) -> list[Boundary]:
        """The film has ended: what is still open is judged by what there is."""
        standing = self._first_standing(self._shots.flush(), None)
        return [] if standing is None else [*self._stand(standing), *self.flush()]

    def settle(self, time: Fraction) -> list[Boundary]:
        """Go on as a finder does that begins anew at `time`, `SETTLED_S` or more before the last frame but one.

        Returns the boundaries that this has made certain; all are later than `time`.
        """
        return self._again(time - CONTEXT_S, time)

    def _push(self, seen: Seen) -> list[Boundary]:
        self._frames.append(seen)
        # Counted from the frame before, because the newest may come after a long pause.
        while len(self._frames) > 2 and self._frames[-2].time - self._frames[0].time > SETTLED_S + CONTEXT_S:
            self._frames.popleft()
        standing = self._first_standing(self._shots.push(seen.pts, seen.time, seen.thumb), seen.time)
        return [] if standing is None else self._stand(standing)

    def _first_standing(self, found: list[Boundary], now: Fraction | None) -> Boundary | None:
        """The earliest boundary that stands among those due; all are due where `now` is None."""
        sure = [boundary for boundary in found if not boundary.doubtful]
        self._doubts += [boundary for boundary in found if boundary.doubtful]
        # What follows a sure cut tells nothing of a doubt before it, so there is no use in waiting.
        due = [d for d in self._doubts if sure or now is None or now - d.time >= AFTER_S]
        self._doubts = [d for d in self._doubts if d not in due]
        due = [d for d in due if not any(0 < cut.time - d.time < self._limits.min_length_s for cut in sure)]
        for boundary in sorted((*due, *sure), key=lambda b: b.time):
            judged = self._judge.judged(boundary, self._frames)
            if judged and (self._settled is None or judged.time > self._settled):
                return judged
        return None

    def _stand(self, boundary: Boundary) -> list[Boundary]:
        return [boundary, *self._again(boundary.time, boundary.time)]

    def _again(self, start: Fraction, settled: Fraction) -> list[Boundary]:
        """Go through the frames from `start` on as if they were the first."""
        frames = [seen for seen in self._frames if seen.time >= start]
        self._settled = settled
        self._shots = ShotDetector(self._limits)
        self._frames.clear()
        self._doubts.clear()
        return [boundary for seen in frames for boundary in self._push(seen)]
