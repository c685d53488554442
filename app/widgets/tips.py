"""Tool tips that name the key of what they explain, whatever key that is at the moment."""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

ACTION, TEXT = "tipAction", "tipText"


def tip(widget: QWidget | QAction, text: str, action: str) -> None:
    """A tool button takes its tip from its `QAction`.

    `action`: the id of the action that does the same, see `app/settings/actions.py`.
    """
    widget.setProperty(ACTION, action)
    widget.setProperty(TEXT, text)
    widget.setToolTip(text)


def name_keys(root: QWidget, keys: Callable[[str], str]) -> None:
    """Write into all tool tips under `root` the keys that `keys` gives for an action's id."""
    known: list[QWidget | QAction] = [*root.findChildren(QWidget), *root.findChildren(QAction)]
    for widget in known:
        action = widget.property(ACTION)
        if action:
            found = keys(str(action))
            widget.setToolTip(f"{widget.property(TEXT)} ({found})" if found else str(widget.property(TEXT)))
