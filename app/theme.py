"""Colours of the window, dark and light, chosen so that everything can be read (WCAG 2.2, level AA)."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#rrggbb`. Text of `text` and `muted` may stand on any of the three grounds."""

    name: str
    ground: str
    """Of the window."""
    panel: str
    """Of docks and cards."""
    raised: str
    """Of fields, buttons and what the mouse is over."""
    line: str
    """Between things; never tells anything by itself."""
    text: str
    muted: str
    accent: str
    """Marks what is chosen and what to press."""
    on_accent: str
    warning: str
    playhead: str
    kept: str
    """Segments on the timeline."""
    persons: tuple[str, ...]
    """One after the other; told apart by colour-blind eyes (after Okabe and Ito 2008)."""

    def person(self, place: int) -> QColor:
        return QColor(self.persons[place % len(self.persons)])


DARK = Theme(
    name="dark", ground="#17181b", panel="#1f2125", raised="#2b2e34", line="#3a3e46", text="#eceef1", muted="#a9b0bb",
    accent="#5aa9ff", on_accent="#0b1420", warning="#ffb454", playhead="#ff6b5e", kept="#4fb286",
    persons=("#56b4e9", "#e69f00", "#2fbf9b", "#f0e442", "#e58cc0", "#ff8a5c", "#9aa8ff", "#c3c9d1"),
)  # fmt: skip
LIGHT = Theme(
    name="light", ground="#e9ebee", panel="#f7f8f9", raised="#ffffff", line="#c4c9d1", text="#1a1d21", muted="#515964",
    accent="#0a5dc2", on_accent="#ffffff", warning="#8a4b00", playhead="#c4281c", kept="#1d7d55",
    persons=("#0072b2", "#a86400", "#007a5a", "#7d7000", "#a8457f", "#b8480f", "#4a58c8", "#5a6470"),
)  # fmt: skip


SCHEMES = {
    "system": Qt.ColorScheme.Unknown, "dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light,
}  # fmt: skip


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb`, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def theme_of(palette: QPalette) -> Theme:
    """The theme in which a widget is to paint."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


class Look(QObject):
    """The theme of the program: the user's choice, or the system's now and whenever that changes."""

    def __init__(self, app: QApplication, choice: str = "system") -> None:
        """`choice`: "system", "dark" or "light"."""
        super().__init__(app)
        self._app, self._choice = app, choice
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self.choose(choice)

    def choose(self, choice: str) -> None:
        self._choice = choice
        # Title bars and dialogs of the system follow what is set here, where the system has both.
        QGuiApplication.styleHints().setColorScheme(SCHEMES[choice])
        self._follow(QGuiApplication.styleHints().colorScheme())

    def _follow(self, scheme: Qt.ColorScheme) -> None:
        apply(self._app, _for(scheme if self._choice == "system" else SCHEMES[self._choice]))


def apply(app: QApplication, theme: Theme) -> None:
    """Fusion looks the same everywhere, so what was looked at on one system holds on the others."""
    app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setStyleSheet(_sheet(theme))


def _for(scheme: Qt.ColorScheme) -> Theme:
    # Where the system does not say, pictures look best on dark.
    return LIGHT if scheme == Qt.ColorScheme.Light else DARK


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette(QColor(theme.raised), QColor(theme.panel))
    for key, colour in (
        (role.Window, theme.panel), (role.WindowText, theme.text), (role.Base, theme.raised),
        (role.AlternateBase, theme.panel), (role.Text, theme.text), (role.Button, theme.raised),
        (role.ButtonText, theme.text), (role.ToolTipBase, theme.raised), (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted), (role.Highlight, theme.accent), (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent), (role.BrightText, theme.warning), (role.Accent, theme.accent),
        (role.Mid, theme.line), (role.Dark, theme.line),
    ):  # fmt: skip
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, _between(theme.muted, theme.panel))
    return palette


def handle(theme: Theme) -> str:
    """What a scroll bar is held by."""
    return _between(theme.muted, _between(theme.muted, theme.panel).name()).name()


def _between(one: str, other: str) -> QColor:
    a, b = QColor(one), QColor(other)
    return QColor((a.red() * 2 + b.red()) // 3, (a.green() * 2 + b.green()) // 3, (a.blue() * 2 + b.blue()) // 3)


def _sign(name: str, theme: Theme) -> str:
    return (Path(__file__).parent / f"{name}_{theme.name}.svg").as_posix()


def _sheet(theme: Theme) -> str:
    return f"""
    QToolTip {{ color: {theme.text}; background: {theme.raised}; border: 1px solid {theme.line}; padding: 4px; }}
    QMainWindow {{ background: {theme.ground}; }}
    QMainWindow::separator {{ background: {theme.ground}; width: 4px; height: 4px; }}
    QDockWidget {{ color: {theme.muted}; font-weight: 600; }}
    QDockWidget::title {{ background: {theme.panel}; padding: 7px 10px; }}
    QMenuBar {{ background: {theme.panel}; padding: 2px; }}
    QMenuBar::item {{ padding: 5px 10px; background: transparent; border-radius: 4px; }}
    QMenuBar::item:selected {{ background: {theme.raised}; }}
    QToolBar {{ background: {theme.panel}; border: none; spacing: 6px; padding: 4px 8px; }}
    QStatusBar {{ background: {theme.panel}; color: {theme.muted}; }}
    QPushButton, QToolButton {{ background: {theme.raised}; color: {theme.text};
        border: 1px solid {theme.line}; border-radius: 5px; padding: 5px 11px; }}
    QToolButton {{ padding: 5px 8px; }}
    QPushButton:hover, QToolButton:hover {{ border-color: {theme.muted}; }}
    QPushButton:focus, QToolButton:focus, QLineEdit:focus {{ border-color: {theme.accent}; }}
    QPushButton:pressed, QToolButton:pressed {{ background: {theme.line}; }}
    QPushButton:checked, QToolButton:checked, QPushButton[primary="true"]:enabled,
        QToolButton[primary="true"]:enabled {{ background: {theme.accent};
        color: {theme.on_accent}; border-color: {theme.accent}; font-weight: 600; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {_between(theme.muted, theme.panel).name()};
        background: {theme.panel}; border-color: {theme.line}; font-weight: 400; }}
    QLineEdit {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.line};
        border-radius: 5px; padding: 5px 8px; }}
    QComboBox {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.line};
        border-radius: 5px; padding: 4px 4px 4px 9px; }}
    QComboBox:hover {{ border-color: {theme.muted}; }}
    QComboBox:focus {{ border-color: {theme.accent}; }}
    QComboBox:disabled {{ color: {_between(theme.muted, theme.panel).name()}; background: {theme.panel}; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox::down-arrow {{ image: url("{_sign("arrow", theme)}"); width: 10px; height: 10px; }}
    QComboBox QAbstractItemView {{ background: {theme.raised}; border: 1px solid {theme.line}; }}
    QAbstractSpinBox {{ min-height: 24px; }}
    QListView {{ background: {theme.panel}; border: none; outline: none; }}
    QTreeView {{ background: {theme.panel}; border: 1px solid {theme.line}; border-radius: 5px; }}
    QHeaderView::section {{ background: {theme.panel}; color: {theme.muted}; border: none; padding: 5px 6px; }}
    QTreeView::item {{ padding: 3px 2px; }}
    QListView[role="pages"] {{ border-right: 1px solid {theme.line}; }}
    QListView[role="pages"]::item {{ padding: 7px 8px; }}
    QFrame[role="notice"] {{ background: {theme.raised}; border-bottom: 2px solid {theme.accent}; }}
    QLabel[role="key"] {{ background: {theme.raised}; border: 1px solid {theme.line}; border-radius: 4px;
        padding: 1px 6px; font-weight: 600; }}
    QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {theme.muted}; border-radius: 3px;
        background: {theme.raised}; }}
    QCheckBox::indicator:checked {{ background: {theme.accent}; border-color: {theme.accent};
        image: url("{_sign("check", theme)}"); }}
    QCheckBox::indicator:disabled {{ border-color: {theme.line}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    #qt_msgbox_label, #qt_msgbox_informativelabel {{ min-width: 340px; }}
    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: 11px; }}
    QScrollBar:horizontal {{ height: 11px; }}
    QScrollBar::handle {{ background: {handle(theme)}; border-radius: 3px; margin: 2px; }}
    QScrollBar::handle:vertical {{ min-height: 28px; }}
    QScrollBar::handle:horizontal {{ min-width: 28px; }}
    QScrollBar::handle:hover {{ background: {theme.muted}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ background: {theme.raised}; border: none; border-radius: 3px; max-height: 6px; }}
    QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}
    QLabel[role="title"] {{ font-size: 20pt; font-weight: 600; }}
    QLabel[role="heading"] {{ font-size: 11pt; font-weight: 600; }}
    QLabel[role="muted"] {{ color: {theme.muted}; }}
    QLabel[role="warning"] {{ color: {theme.warning}; }}
    """
