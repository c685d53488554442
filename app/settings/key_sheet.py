"""Show all keys on one sheet, by menu, with a field that finds one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.settings.actions import MENUS, Menu
from app.settings.keymap import Keymap, shown
from app.widgets import heading, muted


class KeySheet(QDialog):
    """Deletes itself when it is closed."""

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys"))
        self._keymap = keymap
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search an action or a key"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.groups = [_Group(menu, keymap) for menu in MENUS]
        self._none = muted(self.tr("No action and no key is called that."))
        self._none.hide()
        self.change = QPushButton(self.tr("Change keys…"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.change, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self._none)
        layout.addWidget(self._scroll(), 1)
        layout.addWidget(buttons)
        self.resize(860, 720)

    @property
    def listed(self) -> dict[str, str]:
        """Keys by title of what is seen now."""
        return {title: keys for group in self.groups for title, keys in group.listed().items()}

    def _scroll(self) -> QScrollArea:
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setSpacing(36)
        for groups in self._columns():
            column = QVBoxLayout()
            for group in groups:
                column.addWidget(group)
            column.addStretch(1)
            columns.addLayout(column, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("Keys"))
        scroll.setWidget(page)
        return scroll

    def _columns(self) -> tuple[list["_Group"], list["_Group"]]:
        """The menus in their order, about as many rows left as right."""
        left: list[_Group] = []
        rows, half = 0, sum(len(group.rows) + 2 for group in self.groups) / 2
        for group in self.groups:
            if left and rows + (len(group.rows) + 2) / 2 > half:
                break
            left.append(group)
            rows += len(group.rows) + 2
        return left, self.groups[len(left) :]

    def _filter(self, text: str) -> None:
        for group in self.groups:
            group.filter(text.casefold().strip())
        self._none.setVisible(not self.listed)


class _Group(QWidget):
    """One menu's actions that have a key."""

    def __init__(self, menu: Menu, keymap: Keymap) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 6)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addWidget(heading(menu.title), 0, 0, 1, 2)
        self.rows: list[tuple[QLabel, QLabel]] = []
        for action in menu.actions:
            keys = shown(keymap.keys(action.id))
            if not keys:
                continue
            row = QLabel(action.title), QLabel(keys)
            for label in row:
                label.setTextFormat(Qt.TextFormat.PlainText)
            row[1].setProperty("role", "key")
            row[1].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(row[0], len(self.rows) + 1, 0)
            grid.addWidget(row[1], len(self.rows) + 1, 1, Qt.AlignmentFlag.AlignRight)
            self.rows.append(row)
        self.filter("")

    def filter(self, wanted: str) -> None:
        for row in self.rows:
            found = any(wanted in label.text().casefold() for label in row)
            for label in row:
                label.setVisible(found)
        self.setVisible(bool(self.listed()))

    def listed(self) -> dict[str, str]:
        return {title.text(): keys.text() for title, keys in self.rows if not title.isHidden()}
