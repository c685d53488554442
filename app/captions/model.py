"""The captions as a Qt model: those that hold the words that are searched for."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.session import Line
from app.widgets import clock_text

LINE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class LinesModel(QAbstractTableModel):
    """Time, who says it, and the text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Line, ...] = ()
        self._shown: list[Line] = []
        self._words = ""

    def show_lines(self, lines: Sequence[Line]) -> None:
        if tuple(lines) != self._all:
            self._all = tuple(lines)
            self._sieve()

    def filter_by(self, words: str) -> None:
        self._words = words
        self._sieve()

    @property
    def known(self) -> int:
        """How many there are, whether they hold the words or not."""
        return len(self._all)

    def line(self, row: int) -> Line:
        return self._shown[row]

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008  Qt's name and default
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Time"), self.tr("Who"), self.tr("Caption"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (clock_text(line.span.start), line.shown_speaker, line.text)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            where = self.tr("Read in the picture") if line.in_picture else self.tr("Subtitle")
            return f"{line.text}\n{where}, {clock_text(line.span.start, 2)} – {clock_text(line.span.end, 2)}"
        return line if role == LINE else None

    def _sieve(self) -> None:
        self.beginResetModel()
        self._shown = [line for line in self._all if line.holds(self._words)]
        self.endResetModel()
