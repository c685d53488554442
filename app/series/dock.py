"""The dock of all films: a table of person by film, one person's segments, charts, a compilation, a report."""

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.series.bars import BarChart, rows_of
from app.series.pdf import write_pdf
from app.series.words import report_words
from app.session import Compiled, Hit, Session
from app.widgets import clock_text, length_text, muted, shown_name
from engine.edit.screen_time import ScreenTimes
from engine.errors import UserError
from engine.progress import Progress

NAME = Qt.ItemDataRole.UserRole
HIT = Qt.ItemDataRole.UserRole
SCALE = 1000
NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SeriesDock(QWidget):
    """Reads what was analysed whenever it is asked to, and analyses nothing."""

    opened = Signal(object, object)
    """A film, and a time in it, to be looked at."""
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.everywhere = session, session.everywhere
        self.text = muted("")
        self.read = QPushButton(self.tr("Read all films"))
        self.read.setToolTip(self.tr("Look at everything that was analysed on this machine"))
        self.read.clicked.connect(self.everywhere.survey)
        self.table = self._table()
        self.hits = QTreeWidget()
        self.hits.setAccessibleName(self.tr("Segments of the person in all films"))
        self.hits.setHeaderLabels([self.tr("Film"), self.tr("Time"), self.tr("Length")])
        self.hits.setUniformRowHeights(True)
        self.hits.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.hits.itemActivated.connect(self._open)
        self.hits.itemDoubleClicked.connect(self._open)
        self.chart = BarChart()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.chart)
        scroll.setAccessibleName(self.tr("Chart of screen times"))
        self.tabs = QTabWidget()
        self.tabs.addTab(self.hits, self.tr("Segments"))
        self.tabs.addTab(scroll, self.tr("Chart"))
        self.compile = QPushButton(self.tr("Compile…"))
        self.compile.setToolTip(self.tr("One film, or one timeline, of all segments of the chosen person"))
        self.compile.clicked.connect(self.ask_compilation)
        self.report = QPushButton(self.tr("Report…"))
        self.report.setToolTip(self.tr("Write the screen times as a page, as a PDF or as a table"))
        self.report.clicked.connect(self.ask_report)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.everywhere.cancel)
        self.bar = QProgressBar()
        self.bar.setRange(0, SCALE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self._lay_out()
        self._follow()

    @property
    def person(self) -> str:
        """The chosen one, "" for nobody."""
        item = self.table.item(self.table.currentRow(), 0)
        return str(item.data(NAME)) if item is not None else ""

    def ask_compilation(self) -> None:
        """Let the user say where the film or the timeline goes."""
        kinds = ("*.mp4 *.mkv *.mov", "*.otio", "*.fcpxml", "*.edl", "*.csv")
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Compilation of {0}").format(self.person), f"{self.person}.mp4",
            ";;".join(f"{text} ({kind})" for text, kind in zip(
                (self.tr("Films"), "OpenTimelineIO", "Final Cut Pro", self.tr("Edit decision lists"),
                 self.tr("Tables")), kinds, strict=True)),
        )  # fmt: skip
        if name and self.person:
            self.everywhere.compile(self.person, self._session.rules, Path(name))

    def ask_report(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Report of screen times"), f"{report_words()['title']}.pdf",
            ";;".join(("PDF (*.pdf)", self.tr("Pages") + " (*.html)", self.tr("Tables") + " (*.csv)")),
        )  # fmt: skip
        if name:
            self.write_report(Path(name))

    def write_report(self, target: Path) -> None:
        """A PDF, a page or a table, by the ending of `target`."""
        try:
            if target.suffix.lower() == ".pdf":
                write_pdf(self.everywhere.times, target)
            elif target.suffix.lower() == ".csv":
                self.everywhere.write_table(target)
            else:
                self.everywhere.write_page(target, report_words(), QLocale().bcp47Name())
        except UserError as error:
            self.failed.emit(error)
            return
        self.text.setText(self.tr("The report is in {0}.").format(target))

    # Inside.

    def _table(self) -> QTableWidget:
        table = QTableWidget()
        table.setAccessibleName(self.tr("Screen time by person and film"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.currentCellChanged.connect(lambda row, _column, before, _: self._choose() if row != before else None)
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.text, 1)
        top.addWidget(self.read)
        foot = QHBoxLayout()
        for button in (self.compile, self.report):
            foot.addWidget(button)
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(top)
        layout.addWidget(self.table, 3)
        layout.addWidget(self.tabs, 4)
        layout.addLayout(foot)

    def _follow(self) -> None:
        each = self.everywhere
        each.surveyed.connect(self._show)
        each.found.connect(self._show_hits)
        each.compiled.connect(self._tell)
        each.progressed.connect(self._progress)
        each.failed.connect(self.failed)
        each.worked.connect(self._show_busy)
        self._show()
        self._show_busy()

    def _show(self) -> None:
        times, before = self.everywhere.times, self.person
        self._fill(times)
        self.chart.show_rows(rows_of(times))
        for part in (self.table, self.tabs):
            part.setVisible(bool(times.episodes))
        if times.episodes:
            text = self.tr("{0} films, {1}, {2} people with a name").format(
                len(times.episodes), length_text(times.duration), len(times.names)
            )
            skipped = self.tr("Left out: {0}").format(" ".join(times.skipped)) if times.skipped else ""
            self.text.setText(f"{text}. {skipped}".strip())
        else:
            self.text.setText(self.tr("Shows who is in which of your films, once they are read."))
        row = times.names.index(before) if before in times.names else 0
        if times.names:
            self.table.setCurrentCell(row, 0)
        self._offer()

    def _fill(self, times: ScreenTimes) -> None:
        self.table.blockSignals(True)
        heads = [self.tr("Person"), *(episode.title for episode in times.episodes), self.tr("All")]
        self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setRowCount(len(times.names))
        for row, name in enumerate(times.names):
            first = QTableWidgetItem(shown_name(name))
            first.setData(NAME, name)
            self.table.setItem(row, 0, first)
            for column, episode in enumerate(times.episodes, start=1):
                one = times.of(name, episode)
                self._cell(row, column, clock_text(one.seen) if one is not None else "")
            self._cell(row, len(heads) - 1, clock_text(times.seen(name)))
        self.table.blockSignals(False)

    def _cell(self, row: int, column: int, text: str) -> None:
        item = QTableWidgetItem(text)
        item.setTextAlignment(NUMBER)
        self.table.setItem(row, column, item)

    def _choose(self) -> None:
        self._offer()
        self.hits.clear()
        if self.person:
            self.everywhere.find(self.person, self._session.rules)

    def _show_hits(self, name: str, hits: tuple[Hit, ...]) -> None:
        if name != self.person:
            return
        self.hits.clear()
        films: dict[Path, QTreeWidgetItem] = {}
        for hit in hits:
            if hit.video not in films:
                films[hit.video] = QTreeWidgetItem([hit.video.stem, "", ""])
                films[hit.video].setToolTip(0, str(hit.video))
                self.hits.addTopLevelItem(films[hit.video])
            item = QTreeWidgetItem(["", clock_text(hit.span.start, 2), length_text(hit.span.duration)])
            item.setData(0, HIT, hit)
            films[hit.video].addChild(item)
        for top in films.values():
            own = [hit.span.duration for hit in hits if films[hit.video] is top]
            count = self.tr("1 segment") if len(own) == 1 else self.tr("{0} segments").format(len(own))
            top.setText(1, count)
            top.setText(2, length_text(sum(own, Fraction(0))))
        self.hits.expandAll()

    def _open(self, item: QTreeWidgetItem) -> None:
        hit = item.data(0, HIT)
        if isinstance(hit, Hit):
            self.opened.emit(hit.video, hit.span.start)

    def _tell(self, done: Compiled) -> None:
        text = self.tr("{0}: {1} of {2} films.").format(done.path.name, length_text(done.duration), done.videos)
        self.text.setText(" ".join([text, *done.remarks]))
        self.text.setToolTip(str(done.path))

    def _progress(self, progress: Progress) -> None:
        self.bar.setValue(round(progress.fraction * SCALE))

    def _show_busy(self) -> None:
        busy = self.everywhere.is_busy
        for part in (self.bar, self.cancel):
            part.setVisible(busy)
        self.read.setEnabled(not busy)
        if not busy:
            self.bar.setValue(0)
        self._offer()

    def _offer(self) -> None:
        self.compile.setEnabled(bool(self.person) and not self.everywhere.is_busy)
        self.report.setEnabled(bool(self.everywhere.times.episodes))
