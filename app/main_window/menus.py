"""Make the menus out of the table of actions, and keep keys and tool tips as the keymap says."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from app.main_window.deeds import Deed
from app.settings.actions import ACTIONS, MENUS, Action, Menu
from app.settings.keymap import Keymap, shown
from app.widgets.tips import name_keys

ONCE = frozenset({"play.toggle", "play.back", "play.stop", "play.forward", "play.loop", "play.mute", "play.who"})
"""A key of these that is held does it once, not again and again."""


class Menus(QObject):
    """Raises KeyError where an action of the table has no deed."""

    def __init__(self, window: QMainWindow, deeds: Mapping[str, Deed], keymap: Keymap) -> None:
        super().__init__(window)
        self._window, self._keymap = window, keymap
        self.actions = {one.id: self._made(one, deeds[one.id]) for one in ACTIONS.values()}
        for menu in MENUS:
            self._add(menu)
        keymap.changed.connect(self.show_keys)
        self.show_keys()

    def show_keys(self) -> None:
        """Call it again when widgets with tool tips were made."""
        for name, action in self.actions.items():
            action.setShortcuts([QKeySequence(key) for key in self._keymap.keys(name)])
        name_keys(self._window, self.keys_of)

    def keys_of(self, action: str) -> str:
        """Raises KeyError for an action that there is not."""
        return shown(self._keymap.keys(action))

    def show_film(self, is_open: bool) -> None:
        """Without a film, what needs one is grey. Qt's own actions know by themselves."""
        for name, action in self.actions.items():
            if action.property("ours"):
                action.setEnabled(is_open or not ACTIONS[name].film)

    def _made(self, one: Action, deed: Deed) -> QAction:
        if isinstance(deed, QAction):
            return deed
        action = QAction(one.text, self._window)
        action.setProperty("ours", True)
        action.setAutoRepeat(one.id not in ONCE)
        action.triggered.connect(lambda _=False: deed())
        return action

    def _add(self, menu: Menu) -> None:
        shown_menu = self._window.menuBar().addMenu(menu.text)
        for group in menu.groups:
            if not shown_menu.isEmpty():
                shown_menu.addSeparator()
            shown_menu.addActions([self.actions[one.id] for one in group])
