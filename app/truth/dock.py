"""The dock of a check: figures of each person, and the spans in which finding and truth differ."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.session import Checked, Difference, Session, TruthCheck
from app.widgets import clock_text, length_text, muted, shown_name

KINDS = "*.csv *.rttm *.eaf *.vtt *.xml *.json *.txt"
DIFFERENCE = Qt.ItemDataRole.UserRole
MOST_ROWS = 5000
"""Whoever differs in more places has chosen the wrong file."""


class TruthDock(QWidget):
    """A click on a row goes to where the two differ."""

    asked = Signal(object)
    """A time to look at."""
    marked = Signal(object)
    """`Span`s to be shown on the timeline; none where nothing is checked."""
    pointed = Signal(object)
    """The `Span` of the row that was chosen, in a tuple; empty where there is none."""
    failed = Signal(object)
    opened = Signal()
    """There is something to be seen here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check = TruthCheck(session, self)
        self.check.changed.connect(self._show)
        self.check.failed.connect(self.failed)
        self.text = muted("")
        self.choose = QPushButton(self.tr("Choose a table…"))
        self.choose.clicked.connect(self.ask_file)
        self.scores = self._tree(
            self.tr("How well each person was found"),
            [self.tr("Person"), self.tr("Sense"), "F1", self.tr("Precision"), self.tr("Recall"), self.tr("Found as")],
        )
        self.rows = self._tree(
            self.tr("Where finding and table differ"),
            [self.tr("Time"), self.tr("What"), self.tr("Person"), self.tr("Sense"), self.tr("Length")],
        )
        self.rows.currentItemChanged.connect(lambda item: self._go_to(item) if self.rows.hasFocus() else None)
        self.rows.itemClicked.connect(self._go_to)
        self.rows.itemActivated.connect(self._go_to)
        self._differences = muted("")
        self._lay_out()
        self._show()

    def ask_file(self) -> None:
        """Let the user choose what somebody wrote down of this film."""
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Check against a table"), "",
            self.tr("Tables and annotations ({0});;All files (*)").format(KINDS),
        )  # fmt: skip
        if name:
            self.check_against(Path(name))

    def check_against(self, path: Path) -> None:
        self.check.check(path)
        self.opened.emit()

    def _tree(self, name: str, heads: Sequence[str]) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setAllColumnsShowFocus(True)
        tree.setAccessibleName(name)
        tree.setHeaderLabels(list(heads))
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        return tree

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.text)
        layout.addWidget(self.scores, 2)
        layout.addWidget(self._differences)
        layout.addWidget(self.rows, 3)
        layout.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignBottom)

    def _show(self) -> None:
        result = self.check.result
        self.text.setText(self._words(result))
        self.scores.clear()
        self.rows.clear()
        for part in (self.scores, self.rows, self._differences):
            part.setVisible(result is not None)
        if result is not None:
            self._differences.setText(self.tr("Where the two differ: {0}").format(len(result.differences)))
            self.scores.addTopLevelItems(self._score_items(result))
            self.rows.addTopLevelItems([self._row(one) for one in result.differences[:MOST_ROWS]])
        self.marked.emit(tuple(one.span for one in result.differences) if result else ())
        self.pointed.emit(())

    def _words(self, result: Checked | None) -> str:
        if self.check.is_working and result is None:
            return self.tr("Comparing…")
        if result is None:
            return self.tr("A table or an annotation of this film shows here how well persons were found.")
        if result.by_name:
            return self.tr("{0}: persons of the same name are compared.").format(result.path.name)
        return self.tr("{0}: the persons that fit best are compared, for not all names are the same.").format(
            result.path.name
        )

    def _score_items(self, result: Checked) -> list[QTreeWidgetItem]:
        items = []
        for score in result.scores:
            sense = self._senses[score.sense]
            for one in score.people:
                figures = [f"{value:.1%}" for value in (one.f1, one.precision, one.recall)]
                items.append(
                    QTreeWidgetItem([shown_name(one.person), sense, *figures, shown_name(one.found_as) or "–"])
                )
            precision, recall, f1 = score.mean
            figures = [f"{value:.1%}" for value in (f1, precision, recall)]
            items.append(QTreeWidgetItem([self.tr("All, on average"), sense, *figures, ""]))
            font = items[-1].font(0)
            font.setBold(True)
            for column in range(5):
                items[-1].setFont(column, font)
        for item in items:
            for column in (2, 3, 4):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return items

    def _row(self, one: Difference) -> QTreeWidgetItem:
        kind = self.tr("missed") if one.missed else self.tr("wrong")
        at, length = clock_text(one.span.start, 2), length_text(one.span.duration)
        item = QTreeWidgetItem([at, kind, shown_name(one.person), self._senses[one.sense], length])
        item.setData(0, DIFFERENCE, one)
        item.setToolTip(
            1, self.tr("The table has the person here, the program not.") if one.missed
            else self.tr("The program has the person here, the table not."),
        )  # fmt: skip
        return item

    def _go_to(self, item: QTreeWidgetItem | None) -> None:
        one = item.data(0, DIFFERENCE) if item is not None else None
        if isinstance(one, Difference):
            self.pointed.emit((one.span,))
            self.asked.emit(one.span.start)

    @property
    def _senses(self) -> dict[str, str]:
        return {"seen": self.tr("seen"), "face": self.tr("face"), "heard": self.tr("heard")}
