"""Choose a preset of keys, and change any key."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.settings.actions import ACTIONS, MENUS, PRESETS
from app.settings.key_field import KeyField
from app.settings.keymap import Keymap, shown
from app.settings.rows import labelled
from app.widgets import muted

ID = Qt.ItemDataRole.UserRole


class KeyPage(QWidget):
    """Changes hold at once."""

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._adding = False
        self.preset = QComboBox()
        for name, title in PRESETS.items():
            self.preset.addItem(title, name)
        self.preset.setCurrentIndex(self.preset.findData(keymap.preset))
        self.preset.activated.connect(lambda _: keymap.use_preset(self.preset.currentData()))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search an action or a key"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.tree = self._tree()
        self.field = KeyField()
        self.field.pressed.connect(self._pressed)
        self.field.given_up.connect(self._give_up)
        self._hint = muted(self.tr("Choose an action, then Change, and press the key. Changes hold at once."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(labelled((self.tr("&Preset"), self.preset)))
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.field)
        layout.addWidget(self._hint)
        layout.addLayout(self._buttons())
        self._give_up()
        keymap.changed.connect(self.show_keys)
        self.show_keys()

    @property
    def chosen(self) -> str:
        """Id of the action, empty where none is chosen."""
        item = self.tree.currentItem()
        return str(item.data(0, ID) or "") if item else ""

    def choose(self, action: str) -> None:
        self.tree.setCurrentItem(self._items[action])

    def show_keys(self) -> None:
        for action, item in self._items.items():
            item.setText(1, shown(self._keymap.keys(action)))
            font = item.font(1)
            font.setBold(self._keymap.is_changed(action))
            item.setFont(1, font)
            item.setToolTip(1, self.tr("Changed by you") if font.bold() else "")
        self.preset.setCurrentIndex(self.preset.findData(self._keymap.preset))
        self._filter(self.search.text())
        self._enable()

    # Inside.

    def _tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        tree.setAccessibleName(self.tr("Actions and their keys"))
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._items: dict[str, QTreeWidgetItem] = {}
        for menu in MENUS:
            group = QTreeWidgetItem(tree, [menu.title])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFirstColumnSpanned(True)
            for action in menu.actions:
                item = self._items[action.id] = QTreeWidgetItem(group, [action.title, ""])
                item.setData(0, ID, action.id)
        tree.expandAll()
        tree.currentItemChanged.connect(lambda _new, _old: self._give_up())
        tree.itemActivated.connect(lambda _item, _column: self.ask_key())
        return tree

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.change = QPushButton(self.tr("Change"))
        self.add = QPushButton(self.tr("Add another"))
        self.remove = QPushButton(self.tr("Remove"))
        self.reset = QPushButton(self.tr("Reset"))
        self.reset_all = QPushButton(self.tr("Reset all"))
        for button, then in (
            (self.change, self.ask_key),
            (self.add, lambda: self.ask_key(adding=True)),
            (self.remove, lambda: self._keymap.change(self.chosen, ())),
            (self.reset, lambda: self._keymap.reset(self.chosen)),
            (self.reset_all, self._keymap.reset_all),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, then=then: then())
            row.addWidget(button)
        row.insertStretch(4, 1)
        return row

    def ask_key(self, adding: bool = False) -> None:
        """Wait for the key. `adding`: beside those that the action has."""
        if not self.chosen:
            return
        self._adding = adding
        self.field.show()
        self._hint.hide()
        self.field.setFocus()

    def _pressed(self, key: str) -> None:
        others = [ACTIONS[one].title for one in self._keymap.holders(key, besides=self.chosen)]
        if others:
            self._ask_to_take(key, others)
        else:
            self._take(key)

    def _take(self, key: str) -> None:
        keys = (*self._keymap.keys(self.chosen), key) if self._adding else (key,)
        self._keymap.change(self.chosen, keys)
        self._give_up()
        self.tree.setFocus()

    def _ask_to_take(self, key: str, others: list[str]) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Key in use"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("{0} is the key of “{1}”.").format(shown((key,)), ", ".join(others)))
        box.setInformativeText(self.tr("Take it from there?"))
        take = box.addButton(self.tr("Take it"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(take)
        box.accepted.connect(lambda: self._take(key))
        box.rejected.connect(self._give_up)
        box.open()

    def _give_up(self) -> None:
        self.field.hide()
        self._hint.show()
        self._enable()

    def _enable(self) -> None:
        if not hasattr(self, "change"):
            return
        for button in (self.change, self.add):
            button.setEnabled(bool(self.chosen))
        self.remove.setEnabled(bool(self.chosen) and bool(self._keymap.keys(self.chosen)))
        self.reset.setEnabled(bool(self.chosen) and self._keymap.is_changed(self.chosen))
        self.reset_all.setEnabled(any(map(self._keymap.is_changed, ACTIONS)))

    def _filter(self, text: str) -> None:
        wanted = text.casefold().strip()
        for item in self._items.values():
            item.setHidden(not any(wanted in item.text(column).casefold() for column in (0, 1)))
        for place in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(place)
            assert group is not None
            group.setHidden(all(item.isHidden() for item in self._items.values() if item.parent() is group))
