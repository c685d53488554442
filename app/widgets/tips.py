"""Tool tips, buttons and menus that name the key of what they explain, whatever key that is at the moment."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

ACTION, TEXT, LABEL = "tipAction", "tipText", "tipLabel"


@runtime_checkable
class KeyTeller(Protocol):
    """The window, which knows the keys of all actions."""

    def keys_of(self, action: str) -> str:
        """Keys of an action, by its id, as this system writes them; empty where it has none."""
        ...


def tip(widget: QWidget | QAction, text: str, action: str) -> None:
    """A tool button takes its tip from its `QAction`.

    `action`: the id of the action that does the same, see `app/settings/actions.py`.
    """
    widget.setProperty(ACTION, action)
    widget.setProperty(TEXT, text)
    widget.setToolTip(text)


def label(button: QAbstractButton, text: str, action: str) -> None:
    """A button that has its key behind its text, like a menu."""
    button.setProperty(ACTION, action)
    button.setProperty(LABEL, text)
    button.setText(text)


def menu_text(menu: QWidget, text: str, action: str) -> str:
    """The text of an entry in a menu that is made when it is asked for: with the key that the action has now."""
    parent: QWidget | None = menu
    while parent is not None:
        if isinstance(parent, KeyTeller):
            return with_key(text, parent.keys_of(action))
        parent = parent.parentWidget()
    return text


def with_key(text: str, keys: str) -> str:
    """For a menu, which puts in a column of its own what stands behind the tabulator."""
    return f"{text}\t{keys}" if keys else text


def shown_key(key: str) -> str:
    """A key that belongs to one view and not to the user's table, such as `Del`, as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def name_keys(root: QWidget, keys: Callable[[str], str]) -> None:
    """Write into all tool tips and labels under `root` the keys that `keys` gives for an action's id."""
    known: list[QWidget | QAction] = [*root.findChildren(QWidget), *root.findChildren(QAction)]
    for widget in known:
        action = widget.property(ACTION)
        if action:
            _name_key(widget, keys(str(action)))


def _name_key(widget: QWidget | QAction, keys: str) -> None:
    if widget.property(TEXT):
        widget.setToolTip(_bracketed(str(widget.property(TEXT)), keys))
    if widget.property(LABEL) and isinstance(widget, QAbstractButton):
        widget.setText(_bracketed(str(widget.property(LABEL)), keys))


def _bracketed(text: str, keys: str) -> str:
    return f"{text} ({keys})" if keys else text
