"""Compare what was found with a table or an annotation that somebody made, and again after each correction."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.jobs import Latest
from app.session.changes import Change
from app.session.derive import Known
from engine.edit.scoring import Score, Sense, differing
from engine.pipeline.annotate import scored, truth_of
from engine.pipeline.sought import Sought, sighting
from engine.settings import EVIDENCE
from engine.timebase import Span
from engine.types import Segment

if TYPE_CHECKING:
    from app.session.session import Session


@dataclass(frozen=True, slots=True)
class Difference:
    """`span`: where `person` is by the truth alone (`missed`), or by the finding alone."""

    person: str
    sense: Sense
    missed: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Checked:
    """`by_name`: whether persons of equal names were compared, for each of the truth has one; else those that fit best.

    `differences` are in order of time.
    """

    path: Path
    truth: tuple[Segment, ...]
    by_name: bool
    scores: tuple[Score, ...]
    differences: tuple[Difference, ...]


class TruthCheck(QObject):
    """One comparison at a time. It ends with the film."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._latest: Latest | None = None
        self._path: Path | None = None
        self.result: Checked | None = None
        session.changed.connect(self._follow)
        session.closing.connect(self.forget)

    @property
    def is_working(self) -> bool:
        """Whether a result is still to come."""
        return self._path is not None or (self._latest is not None and self._latest.busy)

    def check(self, path: Path) -> None:
        """Compare with what a file says, as soon as the frames of the film and its cast are known."""
        self._path = path
        self._begin()
        self.changed.emit()

    def forget(self) -> None:
        self._path = self.result = None
        if self._latest is not None:
            # What it still has to say is of a film that is gone.
            self._latest.answered.disconnect(self._take)
            self._latest.failed.disconnect(self._fail)
            self._latest.close()
            self._latest.deleteLater()
            self._latest = None
        self.changed.emit()

    def _follow(self, change: Change) -> None:
        if change & (Change.EDGES | Change.SCENE):
            self._begin()
        if change & Change.SCENE and self._path is None and self.result is not None:
            before, known = self.result, self._session.known
            if known is not None:
                self._ask(known, before.path, before.truth)

    def _begin(self) -> None:
        edges, known, path = self._session.edges, self._session.known, self._path
        if path is not None and edges is not None and known is not None:
            self._path = None
            self._asker().ask(lambda: compared(known, path, tuple(truth_of(edges, path))))

    def _ask(self, known: Known, path: Path, truth: tuple[Segment, ...]) -> None:
        self._asker().ask(lambda: compared(known, path, truth))

    def _asker(self) -> Latest:
        if self._latest is None:
            self._latest = Latest("truth", self)
            self._latest.answered.connect(self._take)
            self._latest.failed.connect(self._fail)
        return self._latest

    def _take(self, result: Checked) -> None:
        self.result = result
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
        self.changed.emit()


def compared(known: Known, path: Path, truth: tuple[Segment, ...]) -> Checked:
    """All persons that are known, with all evidence; the rules of the cut do not count."""
    film, cast = known.film, known.cast
    persons = [one for one in cast.persons if one.known]
    sought = Sought(film, tuple(sighting(film, cast, one) for one in persons))
    by_name = {row.person for row in truth} <= {one.name for one in persons}
    scores = scored(sought, list(truth), EVIDENCE, "names" if by_name else "best")
    differences = [
        Difference(person, score.sense, kind == "missed", span)
        for score in scores
        for person, kind, span in differing(score)
    ]
    differences.sort(key=lambda one: (one.span, one.person, one.sense))
    return Checked(path, truth, by_name, tuple(scores), tuple(differences))
