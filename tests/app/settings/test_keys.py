"""Keys as they are pressed: the field that takes them, the page that changes them, and what the window then does."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.settings.key_field import KeyField
from app.settings.key_page import KeyPage
from app.settings.keymap import Keymap

KEY, WITH = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def page(qtbot: QtBot, settings: QSettings) -> KeyPage:
    page = KeyPage(Keymap(settings))
    qtbot.addWidget(page)
    page.show()
    return page


@pytest.mark.parametrize(
    ("key", "modifiers", "text"),
    [
        (KEY.Key_N, WITH.NoModifier, "N"),
        (KEY.Key_N, WITH.ShiftModifier, "Shift+N"),
        (KEY.Key_Question, WITH.ShiftModifier, "?"),
        (KEY.Key_Z, WITH.ControlModifier | WITH.ShiftModifier, "Ctrl+Shift+Z"),
        (KEY.Key_F5, WITH.NoModifier, "F5"),
        (KEY.Key_Space, WITH.NoModifier, "Space"),
        (KEY.Key_Space, WITH.ShiftModifier, "Shift+Space"),
        (KEY.Key_Plus, WITH.KeypadModifier, "+"),
        (KEY.Key_Return, WITH.NoModifier, "Return"),
    ],
)
def test_field_takes_any_key(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
    field = KeyField()
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.pressed) as heard:
        qtbot.keyClick(field, key, modifiers)

    assert heard.args == [text]


def test_modifiers_alone_are_no_key_and_escape_gives_up(qtbot: QtBot) -> None:
    field = KeyField()
    qtbot.addWidget(field)
    with qtbot.assertNotEmitted(field.pressed):
        qtbot.keyPress(field, KEY.Key_Control)
    with qtbot.waitSignal(field.given_up):
        qtbot.keyClick(field, KEY.Key_Escape)


def test_key_is_changed_added_removed_and_reset(page: KeyPage, qtbot: QtBot) -> None:
    keymap = page._keymap
    page.choose("view.fit")
    page.change.click()
    assert page.field.isVisible()
    qtbot.keyClick(page.field, KEY.Key_F5)
    assert keymap.keys("view.fit") == ("F5",)
    assert not page.field.isVisible()
    page.add.click()
    qtbot.keyClick(page.field, KEY.Key_F6)
    assert keymap.keys("view.fit") == ("F5", "F6")
    page.remove.click()
    assert keymap.keys("view.fit") == ()
    page.reset.click()
    assert keymap.keys("view.fit") == ("\\", "Shift+Z")
    assert not page.reset.isEnabled()


def test_key_in_use_is_taken_only_after_asking(page: KeyPage, qtbot: QtBot) -> None:
    keymap = page._keymap
    page.choose("view.fit")
    for button, holder in ((QMessageBox.StandardButton.Cancel, "play.toggle"), (None, "view.fit")):
        page.change.click()
        qtbot.keyClick(page.field, KEY.Key_Space)
        box = page.findChild(QMessageBox)
        assert "Space" in box.text()
        (box.button(button) if button else box.defaultButton()).click()
        qtbot.waitUntil(lambda: page.findChild(QMessageBox) is None)
        assert keymap.holders("Space") == [holder]
    page.reset_all.click()
    assert keymap.holders("Space") == ["play.toggle"]


def test_search_finds_actions_by_name_and_by_key(page: KeyPage) -> None:
    def found() -> list[str]:
        return [action for action, item in page._items.items() if not item.isHidden()]

    page.search.setText("one frame")
    assert found() == ["play.frame-back", "play.frame-on"]
    page.search.setText("f11")
    assert found() == ["view.full-screen"]


def test_preset_is_shown_and_kept(page: KeyPage, settings: QSettings) -> None:
    page.preset.setCurrentIndex(page.preset.findData("premiere"))
    page.preset.activated.emit(page.preset.currentIndex())

    assert "Ctrl+M" in page._items["file.export"].text(1)
    assert Keymap(settings).preset == "premiere"


def test_changed_key_works_in_the_window_and_the_old_one_no_more(full: MainWindow, qtbot: QtBot) -> None:
    full.activateWindow()
    full.setFocus()
    full.keymap.change("play.only-look", ["F7"])
    qtbot.keyClick(full, KEY.Key_O)
    assert not full.player.bar.only_look.isChecked()
    qtbot.keyClick(full, KEY.Key_F7)
    assert full.player.bar.only_look.isChecked()


def test_tool_tips_name_the_key_of_now(full: MainWindow) -> None:
    button = full._tools.widgetForAction(full._export_action)
    assert button.toolTip() == "Write the cut (E, Ctrl+E)"
    full.keymap.use_preset("premiere")
    assert button.toolTip() == "Write the cut (Ctrl+M)"


def test_letters_and_arrows_belong_to_whatever_is_typed_in(full: MainWindow, qtbot: QtBot) -> None:
    """Also keys that a line of text has no use for, and editors that are made later."""
    full.activateWindow()
    before = full.player.time
    full.gallery.search.setFocus()
    for key in (KEY.Key_Up, KEY.Key_Down, KEY.Key_Home, KEY.Key_Question, KEY.Key_Space, KEY.Key_E):
        qtbot.keyClick(full.gallery.search, key)

    assert full.player.time == before
    assert not full.player.is_playing
    assert not full.export_dialog.isVisible()
    full.gallery.search.clear()
    qtbot.keyClick(full.gallery.search, KEY.Key_E, WITH.ControlModifier)
    assert full.export_dialog.isVisible()
    full.export_dialog.hide()


def test_without_a_film_what_needs_one_is_grey(window: MainWindow) -> None:
    assert not window.menus.actions["play.toggle"].isEnabled()
    assert window.menus.actions["file.open"].isEnabled()
    assert window.menus.actions["help.keys"].isEnabled()


def test_every_menu_entry_of_the_bar_is_in_the_table(window: MainWindow) -> None:
    shown = {action for menu in window.menuBar().actions() for action in menu.menu().actions() if action.text()}

    assert shown == set(window.menus.actions.values())
