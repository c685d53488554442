"""Commands that shape the cut by hand, and that set markers."""

from PySide6.QtGui import QUndoCommand

from app.commands.bench import Bench, Choice, Marker
from engine.edit.by_hand import HandEdits


class Reshape(QUndoCommand):
    """Change what a hand keeps, drops and splits of the cut of one choice of persons."""

    def __init__(self, bench: Bench, text: str, choice: Choice, before: HandEdits, after: HandEdits) -> None:
        super().__init__(text)
        self._bench, self._choice, self._before, self._after = bench, choice, before, after

    def redo(self) -> None:
        self._bench.use_edits(self._choice, self._after)

    def undo(self) -> None:
        self._bench.use_edits(self._choice, self._before)


class Mark(QUndoCommand):
    """Set, move, rename or remove markers of the film."""

    def __init__(self, bench: Bench, text: str, before: tuple[Marker, ...], after: tuple[Marker, ...]) -> None:
        super().__init__(text)
        self._bench, self._before, self._after = bench, before, after

    def redo(self) -> None:
        self._bench.use_markers(self._after)

    def undo(self) -> None:
        self._bench.use_markers(self._before)
