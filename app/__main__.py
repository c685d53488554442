"""Start the window: `onlylook-gui [FILM|PROJECT]`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.main_window import MainWindow
from app.messages import start_log
from app.session import Session
from app.settings import language
from app.settings.preferences import Preferences, load_preferences
from app.theme import Look
from engine import __version__
from engine.store.locations import data_folder

# Importing the engine imports cv2, which points Qt at plugins and fonts of its own that do not fit PySide6.
MISLEADING = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code of the program."""
    args = _parser().parse_args(arguments)
    settings = window_settings()
    preferences = load_preferences(settings)
    app = make_application(preferences)
    start_log()
    session = Session()
    # When the user logs out, nobody closes the window.
    app.aboutToQuit.connect(session.close)
    window = MainWindow(session, settings)
    window.announcer.catch_all()
    look = Look(app, preferences.appearance)
    window.preferences.changed.connect(lambda now: look.choose(now.appearance))
    window.show()
    window.recovery.recover(window.open, may_open=args.film is None)
    if args.film is not None:
        window.open(args.film.absolute())
    return app.exec()


def make_application(preferences: Preferences | None = None) -> QApplication:
    """The one application object of the program, in the user's language."""
    preferences = preferences or Preferences()
    for name in MISLEADING:
        os.environ.pop(name, None)
    # FFmpeg's remarks on every file belong into no one's terminal.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Only Look at Them")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("onlylook")
    language.install(app, preferences.language)
    return app


def window_settings() -> QSettings:
    """Where docks are and how large the window is, in the user's data folder like everything else."""
    return QSettings(str(data_folder() / "window.ini"), QSettings.Format.IniFormat)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onlylook-gui", description="Find the people in a film and keep only what shows one of them."
    )
    parser.add_argument("film", nargs="?", type=Path, metavar="VIDEO|PROJECT", help="what to open at once")
    parser.add_argument("--version", action="version", version=__version__)
    return parser


if __name__ == "__main__":
    sys.exit(main())
