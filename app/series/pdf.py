"""Write the report on paper: pages of bars and tables, as a PDF."""

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.series.bars import Bars, Row, rows_of
from app.series.words import report_words
from app.theme import LIGHT
from app.widgets import clock_text, shown_name
from engine.edit.screen_time import EpisodeTime, ScreenTimes
from engine.errors import ExportError

DPI = 150
POINT = DPI / 72
MOST_COLUMNS = 6
"""Films beside each other in the table of a series; further ones go below."""


def write_pdf(times: ScreenTimes, target: Path) -> None:
    """Write the report to `target`, whole or not at all. Raises ExportError."""
    unfinished = target.with_name(f".{target.stem}.part.pdf")
    writer = QPdfWriter(str(unfinished))
    writer.setResolution(DPI)
    writer.setTitle(report_words()["title"])
    writer.setCreator(tr("Only Look at Them"))
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(18, 18, 18, 18),
                    QPageLayout.Unit.Millimeter)
    )  # fmt: skip
    painter = QPainter()
    if not painter.begin(writer):
        raise ExportError(f"{target} cannot be written.", "Choose another folder.")
    try:
        _Paper(writer, painter).write(times)
    finally:
        painter.end()
    try:
        os.replace(unfinished, target)  # noqa: PTH105  Beside its target, so it is one step.
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ExportError(f"{target} cannot be written: {error.strerror}.", "Choose another file.") from error


class _Paper:
    """Goes down the page, and to the next one where something does not fit."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self._writer, self._painter = writer, painter
        self._width, self._height = float(writer.width()), float(writer.height())
        self._y = 0.0
        self._words = report_words()

    def write(self, times: ScreenTimes) -> None:
        self._text(self._words["title"], 18, bold=True)
        if len(times.episodes) > 1:
            self._head(self._words["all"], clock_text(times.duration))
            self._bars(rows_of(times))
            for start in range(0, len(times.episodes), MOST_COLUMNS):
                self._matrix(times, times.episodes[start : start + MOST_COLUMNS])
        for episode in times.episodes:
            self._head(episode.title, clock_text(episode.duration))
            rows = rows_of(times, episode)
            if rows:
                self._bars(rows)
                self._table(episode)
            else:
                self._text(self._words["none"], 10)
        for sentence in times.skipped:
            self._text(f"{self._words['left out']}: {sentence}", 9)

    def _font(self, points: float, bold: bool = False) -> QFontMetricsF:
        font = QFont()
        font.setPixelSize(round(points * POINT))
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(QColor(LIGHT.text))
        return QFontMetricsF(font)

    def _room(self, needed: float) -> None:
        if self._y > 0 and self._y + needed > self._height:
            self._writer.newPage()
            self._y = 0.0

    def _text(self, text: str, points: float, bold: bool = False) -> None:
        metrics = self._font(points, bold)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWrapAnywhere)
        high = metrics.boundingRect(QRectF(0, 0, self._width, self._height), flags, text).height()
        self._room(high)
        self._painter.drawText(QRectF(0, self._y, self._width, high + 2), flags, text)
        self._y += high + 4 * POINT

    def _head(self, text: str, length: str) -> None:
        # A heading alone at the foot of a page helps nobody.
        self._room(90 * POINT)
        self._y += 10 * POINT
        self._text(f"{text} ({length})", 13, bold=True)

    def _bars(self, rows: list[Row]) -> None:
        metrics = self._font(9)
        bars = Bars(rows, metrics)
        for row in rows:
            self._room(bars.height(row))
            self._font(9)
            bars.draw(self._painter, row, 0, self._y, self._width * 0.8, LIGHT)
            self._y += bars.height(row)

    def _matrix(self, times: ScreenTimes, episodes: tuple[EpisodeTime, ...]) -> None:
        heads = [self._words["person"], *(one.title for one in episodes), self._words["all"]]
        rows = []
        for name in times.names:
            found = [times.of(name, episode) for episode in episodes]
            each = [clock_text(one.seen) if one is not None else "" for one in found]
            rows.append([shown_name(name), *each, clock_text(times.seen(name))])
        self._cells(heads, rows)

    def _table(self, episode: EpisodeTime) -> None:
        heads = [self._words[key] for key in ("person", "seen", "share", "appearances", "first")]
        rows = [
            [
                shown_name(one.name), clock_text(one.seen),
                f"{float(one.seen / episode.duration):.1%}" if episode.duration else "", str(one.appearances),
                clock_text(one.first),
            ]
            for one in episode.persons
        ]  # fmt: skip
        self._cells(heads, rows)

    def _cells(self, heads: list[str], rows: list[list[str]]) -> None:
        self._y += 6 * POINT
        first = self._width * 0.3
        other = (self._width - first) / max(1, len(heads) - 1)
        for number, row in enumerate([heads, *rows]):
            metrics = self._font(9, bold=number == 0)
            high = metrics.height() * 1.4
            self._room(high)
            for place, text in enumerate(row):
                wide = first if place == 0 else other
                left = 0.0 if place == 0 else first + (place - 1) * other
                side = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, wide - 6 * POINT)
                box = QRectF(left, self._y, wide, high)
                self._painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
            self._y += high
            self._painter.fillRect(QRectF(0, self._y, self._width, 1), QColor(LIGHT.line))
        self._y += 6 * POINT


def tr(text: str) -> str:
    return QCoreApplication.translate("Series", text)
