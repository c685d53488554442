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
from app.theme import follow_system
from engine import __version__
from engine.store.locations import data_folder

# Importing the engine imports cv2, which points Qt at plugins and fonts of its own that do not fit PySide6.
MISLEADING = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code of the program."""
    args = _parser().parse_args(arguments)
    app = make_application()
    start_log()
    session = Session()
    # When the user logs out, nobody closes the window.
    app.aboutToQuit.connect(session.close)
    window = MainWindow(session, window_settings())
    window.announcer.catch_all()
    window.show()
    if args.film is not None:
        window.open(args.film.absolute())
    return app.exec()


def make_application() -> QApplication:
    """The one application object of the program, in the system's colours."""
    for name in MISLEADING:
        os.environ.pop(name, None)
    # FFmpeg's remarks on every file belong into no one's terminal.
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Only Look at Them")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("onlylook")
    follow_system(app)
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
