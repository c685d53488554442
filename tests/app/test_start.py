"""The program as a user starts it: a process of its own, with a real window."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WATCH = """
import sys
from PySide6.QtCore import QTimer
from app import __main__ as start

made = start.MainWindow
class Watched(made):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(0, self.report)

    def report(self):
        if not self.isActiveWindow() and not self.isVisible():
            return
        import os
        from PySide6.QtGui import QGuiApplication
        print(QGuiApplication.platformName(), self.size().width() > 0, [n for n in start.MISLEADING if n in os.environ])
        self.close()

start.MainWindow = Watched
sys.exit(start.main([]))
"""


def run(environment: dict[str, str], *line: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *line],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_version_and_help_open_no_window() -> None:
    for option in ("--version", "--help"):
        done = run({"QT_QPA_PLATFORM": "nonsense"}, "-m", "app", option)
        assert done.returncode == 0, done.stderr


def test_window_opens_although_cv2_points_qt_elsewhere(tmp_path: Path) -> None:
    misled = {"QT_QPA_PLATFORM_PLUGIN_PATH": str(tmp_path), "QT_QPA_FONTDIR": str(tmp_path)}
    done = run({**misled, "QT_QPA_PLATFORM": "offscreen"}, "-c", WATCH)

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["offscreen", "True", "[]"]


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("Xvfb"), reason="needs Xvfb, which is not here")
def test_real_window_opens_on_a_screen() -> None:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        done = run({"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}, "-c", WATCH)
    finally:
        server.terminate()
        server.wait()

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["xcb", "True", "[]"]
