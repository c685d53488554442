"""Draw how long everybody is there, by sense: in the window, and on paper."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.series.words import report_words
from app.theme import Theme, theme_of
from app.widgets import clock_text, shown_name
from engine.edit.screen_time import SENSES, EpisodeTime, ScreenTimes

Row = tuple[str, tuple[tuple[str, Fraction], ...]]
"""A name, and the seconds of each sense that says anything."""
COLOURS = {"face": 0, "body": 2, "voice": 1, "caption": 4}
"""Places among the persons' colours, which colour-blind eyes tell apart."""


def rows_of(times: ScreenTimes, episode: EpisodeTime | None = None) -> list[Row]:
    """Of one film, or of all."""
    if episode is not None:
        each = [(one.name, [(sense, one.by_sense.get(sense, Fraction(0))) for sense in SENSES])
                for one in episode.persons]  # fmt: skip
    else:
        each = [(name, [(sense, times.sensed(name, sense)) for sense in SENSES]) for name in times.names]
    told = [(name, tuple((sense, time) for sense, time in senses if time)) for name, senses in each]
    return [row for row in told if row[1]]


class Bars:
    """A chart of some rows. Lengths are in units of the painter."""

    def __init__(self, rows: Sequence[Row], metrics: QFontMetricsF) -> None:
        self.rows, self._metrics = rows, metrics
        self._line = metrics.height()
        self._bar = self._line * 0.78
        self._longest = max((time for _, senses in rows for _, time in senses), default=Fraction(1))

    def height(self, row: Row) -> float:
        return self._line * 1.25 + len(row[1]) * (self._bar + 3) + self._line * 0.4

    @property
    def total(self) -> float:
        return sum(map(self.height, self.rows))

    def draw(self, painter: QPainter, row: Row, left: float, top: float, width: float, theme: Theme) -> None:
        """One row. The longest bar of all fills the width that figures leave."""
        name, senses = row
        painter.setPen(QColor(theme.text))
        box = QRectF(left, top, width, self._line)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown_name(name))
        words = report_words()
        figures = max(self._metrics.horizontalAdvance(f"{words[sense]} 0:00:00") for sense in SENSES) + 12
        full = max(20.0, width - figures)
        y = top + self._line * 1.25
        for sense, time in senses:
            length = max(2.0, float(time / self._longest) * full)
            painter.fillRect(QRectF(left, y, length, self._bar), theme.person(COLOURS[sense]))
            painter.setPen(QColor(theme.muted))
            told = f"{words[sense]} {clock_text(time)}"
            label = QRectF(left + length + 6, y - self._line * 0.25, figures, self._bar + self._line * 0.5)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), told)
            y += self._bar + 3


class BarChart(QWidget):
    """The same in the window, in a scroll area. Screen readers get the figures as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self.show_rows([])

    def show_rows(self, rows: Sequence[Row]) -> None:
        self._rows = list(rows)
        words = report_words()
        told = [
            f"{shown_name(name)}: " + ", ".join(f"{words[sense]} {clock_text(time)}" for sense, time in senses)
            for name, senses in rows
        ]
        self.setAccessibleName(words["chart"])
        self.setAccessibleDescription("\n".join(told))
        self.updateGeometry()
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(220, round(self._bars.total) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        painter, theme, bars = QPainter(self), theme_of(self.palette()), self._bars
        y = 4.0
        for row in self._rows:
            high = bars.height(row)
            if y + high >= event.rect().top() and y <= event.rect().bottom():
                bars.draw(painter, row, 6, y, self.width() - 12, theme)
            y += high

    @property
    def _bars(self) -> Bars:
        return Bars(self._rows, QFontMetricsF(self.font()))
