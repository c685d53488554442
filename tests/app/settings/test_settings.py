"""Settings: stored, in force at once or at the next start, and harmless when damaged."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.main_window.restart import command
from app.session import machine
from app.settings import language
from app.settings.dialog import PAGES, SettingsDialog
from app.settings.preferences import Preferences, PreferenceStore, load_preferences
from app.settings.roles import ROLES
from app.theme import DARK, LIGHT, Look, theme_of
from engine.settings import AnalysisSettings

WAIT_MS = 60_000


def opened(window: MainWindow) -> SettingsDialog:
    window.show_settings()
    return window.findChild(SettingsDialog)


def test_preferences_are_stored(settings: QSettings) -> None:
    store = PreferenceStore(settings)
    store.change(quality="thorough", language="zh_CN", models="/weights")

    assert load_preferences(settings) == Preferences(quality="thorough", language="zh_CN", models="/weights")


def test_what_is_no_choice_of_this_program_is_left_out(settings: QSettings) -> None:
    settings.setValue("preferences/device", "quantum")
    settings.setValue("preferences/quality", "fast")

    assert load_preferences(settings) == Preferences(quality="fast")


def test_next_analysis_is_made_as_preferred(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(window)
    page = dialog.analysis
    for box, value in ((page.quality, "fast"), (page.device, "cpu")):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    assert page.senses.isChecked()
    page.senses.click()
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is None)

    assert window.session._preferred == (AnalysisSettings("fast"), {"face", "body"}, "cpu")


def test_networks_are_listed_with_their_licences(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(window)
    tree = dialog.analysis.models
    qtbot.waitUntil(lambda: tree.topLevelItemCount() > 0, timeout=WAIT_MS)
    rows = {tree.topLevelItem(row).text(0): tree.topLevelItem(row).text(3) for row in range(tree.topLevelItemCount())}

    assert rows["centerface"] == "MIT"
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is None)


def test_folder_of_models_holds_for_this_process(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLYLOOK_MODELS", "")
    monkeypatch.setattr(machine, "_GIVEN", "/given")
    dialog = opened(window)
    dialog.analysis.folder.setText(str(tmp_path / "missing"))
    dialog.analysis.folder.editingFinished.emit()
    assert os.environ["ONLYLOOK_MODELS"] == ""
    dialog.analysis.folder.setText(str(tmp_path))
    dialog.analysis.folder.editingFinished.emit()
    assert os.environ["ONLYLOOK_MODELS"] == os.pathsep.join(("/given", str(tmp_path)))
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is None)


def test_cache_is_emptied_and_projects_are_not(window: MainWindow, home: Path, qtbot: QtBot) -> None:
    (home / "cache" / "peaks").mkdir(parents=True, exist_ok=True)
    (home / "cache" / "peaks" / "one.npz").write_bytes(b"x" * 2048)
    (home / "projects").mkdir(exist_ok=True)
    (home / "projects" / "a.olat").write_bytes(b"x")
    dialog = opened(window)
    assert machine.cache_bytes() >= 2048
    dialog.storage.empty.click()

    assert machine.cache_bytes() == 0
    assert (home / "projects" / "a.olat").exists()
    assert dialog.storage.cache_size.text().startswith("0")
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is None)


def test_every_page_can_be_shown(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(window)
    for name in PAGES:
        dialog.show_page(name)
        assert dialog._pages.currentWidget().isVisible()
    window.close()
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is None)


def test_theme_changes_at_once(qapp: QApplication) -> None:
    look = Look(qapp, "light")
    assert theme_of(qapp.palette()) is LIGHT
    look.choose("dark")
    assert theme_of(qapp.palette()) is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).lightness() < 128
    look.deleteLater()


def test_theme_follows_the_system_while_the_program_runs(qapp: QApplication) -> None:
    look = Look(qapp)
    for scheme, theme in ((Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Dark, DARK), (Qt.ColorScheme.Light, LIGHT)):
        QGuiApplication.styleHints().colorSchemeChanged.emit(scheme)
        assert theme_of(qapp.palette()) is theme
    look.choose("dark")
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme_of(qapp.palette()) is DARK
    look.deleteLater()


@pytest.mark.parametrize(
    ("choice", "locale", "expected"),
    [
        ("system", "zh_TW", "zh_CN"), ("system", "zh_CN", "zh_CN"), ("system", "de_DE", "en"),
        ("en", "zh_CN", "en"), ("zh_CN", "en_US", "zh_CN"),
    ],
)  # fmt: skip
def test_language_follows_the_system_unless_one_is_chosen(choice: str, locale: str, expected: str) -> None:
    assert language.language_of(choice, QLocale(locale)) == expected  # type: ignore[arg-type]


def test_restart_is_offered_once_another_language_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(window)
    page = dialog.general
    assert not page.restart.isVisible()
    page.language.setCurrentIndex(page.language.findData("zh_CN"))
    page.language.activated.emit(page.language.currentIndex())
    assert page.restart.isVisible()
    assert command(Path("/films/a.olat"))[-1] == "/films/a.olat"
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(SettingsDialog) is None)


def test_window_speaks_chinese(qapp: QApplication, qtbot: QtBot, settings: QSettings) -> None:
    from app.session import Session

    translators = language.install(qapp, "zh_CN")
    window = MainWindow(Session(), settings)
    try:
        # Ours and Qt's own: buttons of dialogs are Qt's texts.
        assert len(translators) == 2
        assert window.windowTitle() == "只看TA"
        assert window.welcome.open.text() == "打开影片…"
        assert window.menus.actions["edit.undo"].text().startswith("撤销")
        assert qapp.translate("QPlatformTheme", "Cancel") == "取消"
    finally:
        window.close()
        window.deleteLater()
        for translator in translators:
            qapp.removeTranslator(translator)
        language.install(qapp, "en")


def test_every_purpose_of_a_network_has_words() -> None:
    from engine.models.catalog import catalog

    assert {spec.role for spec in catalog().values()} <= set(ROLES)
