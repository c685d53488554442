"""Look at the window as a person would: pictures of its states, sizes and themes, with the demo as content.

    python tests/e2e/pictures.py [--demo FOLDER] [--sizes 1280x800,2560x1440] [--language zh_CN] OUT

Needs Xvfb. `--demo`: a folder in which the demo lies analysed (demo.mp4, demo.olat), or into which it is put.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
PATIENCE_MS = 120_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--demo", type=Path)
    parser.add_argument("--sizes", default="1280x800,2560x1440")
    parser.add_argument("--language", choices=("en", "zh_CN"), default="en", help="zh_CN needs a font that has it")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        photograph(args.out, args.demo, args.sizes, args.language)
        return
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.demo or Path(scratch)
        prepare(folder)
        for size in args.sizes.split(","):
            with display(size) as name:
                environment = {**os.environ, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
                line = [sys.executable, __file__, str(args.out), "--demo", str(folder), "--sizes", size]
                line += ["--language", args.language, "--inside"]
                subprocess.run(line, env=environment, check=True)


def prepare(folder: Path) -> None:
    """Draw and analyse the demo unless that is done."""
    from assets.demo import make_demo
    from engine.media.probe import probe
    from engine.pipeline.films import ANALYSED
    from engine.pipeline.senses import analyze_all
    from engine.progress import run
    from engine.store.project import Project

    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "demo.mp4").exists():
        run(make_demo(folder))
    if not (folder / "demo.olat").exists():
        with Project.create(folder / "demo.olat") as project:
            run(analyze_all(project, probe(folder / "demo.mp4"), ANALYSED))


@contextmanager
def display(size: str) -> Iterator[str]:
    """A screen of that size in memory; yields its name."""
    if shutil.which("Xvfb") is None:
        sys.exit("This needs Xvfb.")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def photograph(out: Path, demo: Path, size: str, language: str) -> None:
    """Inside the screen: open the window and go through its states."""
    with tempfile.TemporaryDirectory() as home:
        networks = os.environ.get("ONLYLOOK_HOME")
        if networks and (Path(networks) / "models").is_dir():
            (Path(home) / "models").symlink_to(Path(networks) / "models")
        os.environ["ONLYLOOK_HOME"] = home
        for name in ("demo.mp4", "demo.olat", "demo.csv"):
            shutil.copy(demo / name, Path(home) / name)
        from engine.media.probe import probe
        from engine.store.project import Project

        with Project.open(Path(home) / "demo.olat") as project:
            # Else the project would find the film where it was first, and name that folder.
            project.media.add(probe(Path(home) / "demo.mp4"))
        Tour(out, Path(home), size, language).run()


class Tour:
    """The states of the window, one after the other, each in both themes."""

    def __init__(self, out: Path, home: Path, size: str, language: str) -> None:
        from app.__main__ import make_application, window_settings
        from app.main_window import MainWindow
        from app.session import Session
        from app.settings.preferences import Preferences

        self.app = make_application(Preferences(language=language))
        self.out, self.home, self.size = out, home, size if language == "en" else f"{size}-{language}"
        self.session = Session()
        self.window = MainWindow(self.session, window_settings())
        width, height = (int(side) for side in size.split("x"))
        self.window.setGeometry(0, 0, width, height)
        self.window.show()

    def run(self) -> None:
        self.take("welcome-empty")
        self.busy()
        self.full()
        self.senses()
        self.others()
        self.window._save_thumbnail()
        self.session.close_film()
        self.take("welcome-recent")
        self.settings()
        self.window.close()

    def busy(self) -> None:
        """An analysis in its middle, paused so that the pictures of both themes are alike."""
        self.window.open(self.home / "demo.mp4")
        self.until(lambda: self.session.status.progress.fraction > 0.55)
        self.session.pause_analysis()
        self.until(self.is_calm)
        self.take("busy")
        self.session.close_film()

    def full(self) -> None:
        from app.commands import Choice

        self.window.open(self.home / "demo.olat")
        self.until(lambda: self.session.edges is not None and bool(self.session.scene.cards))
        for place, name in enumerate(("Ada", "Bruno")):
            self.session.people.rename(self.session.scene.cards[place], name)
            self.until(self.is_calm)
        self.session.pick(Choice(tuple(card.anchor for card in self.session.scene.cards[:2])))
        self.until(lambda: len(self.session.cut.lanes) == 2)
        self.window.player.seek(Fraction(29))
        self.take("full")
        self.window.player.ask_who()
        self.until(lambda: self.window.player.canvas.spotted is not None)
        self.take("radar")
        self.window.toggle_review()
        review = self.window.review
        self.until(lambda: review.review.question is not None and not review.review.is_working)
        self.until(lambda: all(frame.shown is not None for frame in review.frames))
        self.take("review")
        self.window.toggle_review()

    def senses(self) -> None:
        """What is heard counts, too; and how well all that agrees with what the demo's story says."""
        rules, docks = self.window.rules.keep_when, self.window.docks
        rules.boxes["voice"].click()
        rules.balance.click()
        self.take("rules")
        rules.balance.click()
        docks[3].show()
        docks[3].raise_()
        self.take("captions")
        self.window.truth.check_against(self.home / "demo.csv")
        self.until(lambda: not self.window.truth.check.is_working)
        self.window.truth.rows.setCurrentItem(self.window.truth.rows.topLevelItem(0))
        self.take("check")
        for dock in docks[3:]:
            dock.hide()
        rules.boxes["voice"].click()

    def others(self) -> None:
        from app.commands import Choice
        from engine.errors import ExportError

        scene = self.session.scene
        self.window.gallery.open_person(scene.cards[0])
        self.window.timeline.canvas.zoom(8)
        self.window.player.bar.only_look.setChecked(True)
        self.take("tracks")
        self.window.gallery.tracks.left.emit()
        self.window.timeline.fit()
        self.session.pick(Choice((scene.cards[0].anchor,)))
        self.window.show_export()
        self.window.export_dialog.form.target.setText(str(self.home / "Ada.mp4"))
        row = self.window.export_dialog.export()
        self.until(lambda: row.ticket.is_over)
        self.window.export_dialog.form.choose("encode")
        self.take("export")
        self.window.export_dialog.hide()
        self.window.announcer.announce(
            ExportError(
                f"{self.home / 'Ada.mp4'} cannot be written: the disk is full.",
                "Free some space, or choose another folder.",
            )
        )
        self.take("error")
        for box in self.window.findChildren(type(self.window.announcer._open)):
            box.close()

    def settings(self) -> None:
        from app.settings.dialog import PAGES, SettingsDialog
        from app.settings.key_sheet import KeySheet

        self.window.show_settings()
        dialog = self.window.findChild(SettingsDialog)
        self.until(lambda: dialog.analysis.models.topLevelItemCount() > 0)
        for page in PAGES:
            dialog.show_page(page)
            self.take(f"settings-{page}")
        dialog.reject()
        self.window.show_keys()
        self.take("keys")
        self.window.findChild(KeySheet).reject()

    def take(self, name: str) -> None:
        from app import theme

        for one in (theme.DARK, theme.LIGHT):
            theme.apply(self.app, one)
            self.until(self.is_calm)
            self.until(self.is_idle)
            self.app.primaryScreen().grabWindow(0).save(str(self.out / f"{name}-{one.name}-{self.size}.png"))

    def is_calm(self) -> bool:
        return not self.session.is_working and not self.window.player.is_busy

    def is_idle(self) -> bool:
        """Whether the pictures of the cards have come, too."""
        self._rounds = getattr(self, "_rounds", 0) + 1
        return self._rounds % 12 == 0

    def until(self, met: Callable[[], bool]) -> None:
        from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer

        deadline, loop = QDeadlineTimer(PATIENCE_MS), QEventLoop()
        timer = QTimer(interval=20)
        timer.timeout.connect(lambda: loop.quit() if met() or deadline.hasExpired() else None)
        timer.start()
        loop.exec()
        if deadline.hasExpired():
            raise TimeoutError("the window did not come to rest")


if __name__ == "__main__":
    main()
