"""Where a text names a key, it is the key that the user set."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.gallery.menu import CardMenu
from app.main_window import MainWindow
from app.settings.actions import ACTIONS, PRESETS
from app.settings.keymap import normal
from app.timeline.menu import CutMenu

APP = Path(__file__).resolve().parents[3] / "app"
TRANSLATED = frozenset({"tr", "translate", "QT_TRANSLATE_NOOP"})
BRACKETED = re.compile(r"\(([^() ]{1,16})\)")
MODIFIED = re.compile(r"\b(?:Ctrl|Shift|Alt)\+\w+|\bF\d{1,2}\b|\b(?:Enter|Esc|Del|Space|Backspace)\b")
OF_A_VIEW = {
    # Of the one field or list that the text belongs to; the table of actions has none of these.
    "Name this person and keep the photo (Enter)": {"Enter"},
    "Leave this photo (Esc)": {"Esc"},
    "The face in {0} is {1}, sure by {2}. Press Enter to name.": {"Enter"},
    "Back to all persons (Esc)": {"Esc"},
    "Faces that are too poor to tell whose they are, {0} in all: open to say it (Enter)": {"Enter"},
    "Press the new key; Esc leaves it as it is": {"Esc"},
    # Qt's own, of every field of text.
    "Type a time to go to: 00:01:02:03, 1:02.5, +10, or #1550 for a frame. Ctrl+C copies.": {"Ctrl+C"},
    # The mouse.
    "What to keep when several persons are chosen (Ctrl+click)": {"Ctrl+click"},
    "Click a face in the cast. Ctrl+click adds another one.": {"Ctrl+click"},
    # Of the page of review, which has its keys for itself; here its name only.
    "Space": {"Space"},
    "It is {0} (R)": {"R"},
    "Undo (Z)": {"Z"},
}


def texts(file: Path) -> Iterator[str]:
    """All that translators get of a file."""
    for call in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(call, ast.Call) and _name(call.func) in TRANSLATED:
            for one in ast.walk(call):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def keys_in(text: str) -> set[str]:
    """What of a text is a key."""
    bracketed = {key for key in BRACKETED.findall(text) if key != "*" and normal(key) and (len(key) == 1 or "+" in key)}
    return bracketed | set(MODIFIED.findall(text))


def test_no_text_has_a_key_of_the_table_in_it() -> None:
    found = {text: keys for file in APP.rglob("*.py") for text in texts(file) if (keys := keys_in(text))}

    assert found == OF_A_VIEW


def shown_texts(root: QWidget) -> list[str]:
    found = [one.toolTip() for one in root.findChildren(QWidget)]
    found += [one.text() for kind in (QAbstractButton, QLabel, QAction) for one in root.findChildren(kind)]
    return found + [one.toolTip() for one in root.findChildren(QAction)]


@pytest.fixture
def rebound(full: MainWindow) -> MainWindow:
    """Every action that has keys has got others: Ctrl+Alt+Shift and a letter or sign."""
    keyed = [one for one in ACTIONS if any(ACTIONS[one].keys_in(preset) for preset in PRESETS)]
    for place, one in enumerate(keyed):
        full.keymap._own[one] = (normal(f"Ctrl+Alt+Shift+{chr(0x41 + place % 26)}, {chr(0x41 + place // 26)}"),)
    full.keymap._save()
    return full


def test_all_hints_follow_the_keys(rebound: MainWindow) -> None:
    old = {key for one in ACTIONS.values() for preset in PRESETS for key in one.keys_in(preset)}
    of_a_view = {key for keys in OF_A_VIEW.values() for key in keys}
    named = {key for text in shown_texts(rebound) for key in BRACKETED.findall(text)} - of_a_view - {"Y", "N", "U"}

    assert named.isdisjoint(old)
    assert f"({rebound.keys_of('view.review')})" in rebound.review._back.text()
    assert rebound.keys_of("view.review").startswith("Ctrl+Alt+Shift+")


def entries(menu: QMenu) -> dict[str, str]:
    """Texts of a menu with what stands in its column of keys."""
    parts = (action.text().partition("\t") for action in menu.actions())
    return {text: keys for text, _, keys in parts if text}


def test_menus_of_cards_and_segments_follow_the_keys(rebound: MainWindow, qtbot: QtBot) -> None:
    gallery, session = rebound.gallery, rebound.session
    gallery._menu(gallery.view.visualRect(gallery.view.model().index(0, 0)).center())
    (of_card,) = gallery.findChildren(CardMenu)
    of_segment = CutMenu(rebound.timeline.canvas, session, rebound.timeline.deeds, 0, session.scene.whole.start)

    assert entries(of_card)["Rename"] == rebound.keys_of("person.rename")
    assert entries(of_segment)["Delete"] == rebound.keys_of("timeline.delete")
    assert entries(of_segment)["Select all"] == rebound.keys_of("timeline.all")
    of_card.close()
    of_segment.popup(QPoint(0, 0))
    of_segment.close()
    qtbot.waitUntil(lambda: not gallery.findChildren(CardMenu))
