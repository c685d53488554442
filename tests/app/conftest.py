"""The demo film, drawn and analysed once for all tests of the window, and what each test gets of it."""

import gc
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Machines that test have no sound card, which Qt would remark on.
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QThread
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.messages.log import LOG
from app.session import Change, Session
from assets.demo import make_demo
from engine.export.video import cut_video
from engine.media.probe import probe
from engine.models.catalog import find
from engine.models.folders import model_folders
from engine.models.ready import available
from engine.pipeline.analysis import scan_key
from engine.pipeline.films import ANALYSED
from engine.pipeline.senses import analyze_all, senses_left
from engine.pipeline.tools import weights_here
from engine.progress import run
from engine.settings import AnalysisSettings
from engine.store.project import Project
from engine.timebase import Span
from engine.track.active_speaker import MODEL as ASD_MODEL

ANALYSIS_MS = 240_000
ANSWER_MS = 60_000
"""Of a machine that does several things at once. Nobody waits for longer than it takes."""


@dataclass(frozen=True)
class Demo:
    """`film` and its analysed `project`, and eight seconds of it in which Bruno and then Ada show."""

    film: Path
    project: Path
    short: Path


class PatientBot(QtBot):
    """Waits as long as a busy machine may need, also where a test names no time or a short one."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = ANSWER_MS) -> None:  # noqa: N802
        super().waitUntil(callback, timeout=max(timeout, ANSWER_MS))

    def waitSignal(self, signal: Any, *, timeout: int = ANSWER_MS, **how: Any) -> Any:  # noqa: N802
        # Who does not mind whether it comes, or wants it not to come, knows for how long.
        longer = max(timeout, ANSWER_MS) if how.get("raising") is not False else timeout
        return super().waitSignal(signal, timeout=longer, **how)

    def waitExposed(self, widget: QWidget, *, timeout: int = ANSWER_MS) -> AbstractContextManager[Any]:  # noqa: N802
        return super().waitExposed(widget, timeout=max(timeout, ANSWER_MS))

    def waitActive(self, widget: QWidget, *, timeout: int = ANSWER_MS) -> AbstractContextManager[Any]:  # noqa: N802
        return super().waitActive(widget, timeout=max(timeout, ANSWER_MS))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of these tests. It borrows converted networks, for they take long to make."""
    folder = tmp_path_factory.mktemp("home")
    networks = model_folders().converted.parent
    networks.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(networks, target_is_directory=True)
    return folder


@pytest.fixture(scope="session")
def local_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models as a user may have one: the network that sees who speaks, where the local test media are."""
    folder = tmp_path_factory.mktemp("local-models")
    for name in find(ASD_MODEL).file_names:
        weights = Path(__file__).resolve().parents[3] / "shared" / "models" / name
        if weights.is_file():
            (folder / name).symlink_to(weights)
    return folder


@pytest.fixture
def voiced(home: Path) -> None:
    """For tests that want to know whose a voice is."""
    if not available(ASD_MODEL):
        pytest.skip("needs the network that sees who speaks, which ../shared has")


@pytest.fixture(autouse=True)
def home(data_folder: Path, local_models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each test begins without projects and recent films."""
    monkeypatch.setenv("ONLYLOOK_HOME", str(data_folder))
    monkeypatch.setenv("ONLYLOOK_MODELS", str(local_models))
    yield data_folder
    for name in ("projects", "recent"):
        shutil.rmtree(data_folder / name, ignore_errors=True)


@pytest.fixture(scope="session")
def drawn(data_folder: Path, local_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`ONLYLOOK_TEST_DEMO`: a folder that keeps the demo for the next run, to work on the tests faster."""
    kept = os.environ.get("ONLYLOOK_TEST_DEMO", "")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("demo")
    short = folder / "short.mp4"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONLYLOOK_HOME", str(data_folder))
        patch.setenv("ONLYLOOK_MODELS", str(local_models))
        if short.exists() and _is_of_now(folder / "demo.olat"):
            return Demo(folder / "demo.mp4", folder / "demo.olat", short)
        film = run(make_demo(folder)).video
        for stale in folder.glob("demo.olat*"):
            stale.unlink()
        with Project.create(folder / "demo.olat") as project:
            run(analyze_all(project, probe(film), ANALYSED, AnalysisSettings()))
        run(cut_video(probe(film), [Span(Fraction(12), Fraction(20))], short))
        return Demo(film, folder / "demo.olat", short)


def _is_of_now(project: Path) -> bool:
    """Whether a kept demo was analysed by this program, or by one that knew less."""
    if not project.exists():
        return False
    # For writing, so that a project of an older schema is brought up to date.
    with Project.open(project) as kept:
        media, key = kept.media.all()[0].id, scan_key(AnalysisSettings(), weights_here())
        return kept.scans.scan_state(media, key).complete and not senses_left(kept, media, key)


@pytest.fixture
def demo(drawn: Demo, tmp_path: Path) -> Demo:
    """Copies that a test may change."""
    film, project, short = (Path(shutil.copy(path, tmp_path)) for path in (drawn.film, drawn.project, drawn.short))
    with Project.open(project) as copied:
        # Else the project would find the film where it was first, and exports would go there.
        copied.media.add(probe(film))
    return Demo(film, project, short)


@pytest.fixture(autouse=True)
def leaks(qapp: QApplication, running: list[str]) -> Iterator[None]:
    """A test fails that leaves a window or a thread behind, a translation, a log, or who is told of exceptions.

    A theme that it leaves is taken back.
    """
    windows, threads, logs = set(QApplication.topLevelWidgets()), list(running), tuple(LOG.handlers)
    palette, sheet, hooks = qapp.palette(), qapp.styleSheet(), (sys.excepthook, threading.excepthook)
    yield
    gc.collect()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left: list[object] = [widget for widget in QApplication.topLevelWidgets() if widget not in windows]
    left += [] if running == threads else running
    left += [handler for handler in LOG.handlers if handler not in logs]
    left += [hook for hook in (sys.excepthook, threading.excepthook) if hook not in hooks]
    if QCoreApplication.translate("Menus", "&File") != "&File":
        left.append("a translation")
    if (qapp.styleSheet(), qapp.palette()) != (sheet, palette):
        qapp.setPalette(palette)
        qapp.setStyleSheet(sheet)
    assert not left, f"left behind: {left}"


@pytest.fixture(scope="session")
def running() -> list[str]:
    """Names of the window's threads that run now."""
    names: list[str] = []

    def counted(run: Callable[[QThread], None]) -> Callable[[QThread], None]:
        def wrapped(thread: QThread) -> None:
            names.append(thread.objectName())
            try:
                run(thread)
            finally:
                names.remove(thread.objectName())

        return wrapped

    ours = [one for one in QThread.__subclasses__() if one.__module__.startswith("app.")]
    assert ours
    for one in ours:
        one.run = counted(one.run)
    return names


@pytest.fixture
def window(session: Session, qtbot: QtBot, tmp_path: Path, leaks: None) -> Iterator[MainWindow]:
    """The whole window, shown, without a film."""
    window = MainWindow(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def full(window: MainWindow, demo: Demo, qtbot: QtBot, settled: Callable[[Session], None]) -> MainWindow:
    """The window with the analysed demo."""
    session = window.session
    window.open(demo.project)
    qtbot.waitUntil(lambda: session.scene is not None and bool(session.scene.cards), timeout=ANSWER_MS)
    qtbot.waitUntil(lambda: session.edges is not None and not window.player.is_busy, timeout=ANSWER_MS)
    settled(session)
    return window


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    session = Session()
    yield session
    session.close()
    session.deleteLater()


@pytest.fixture
def opened(session: Session, demo: Demo, qtbot: QtBot, settled: Callable[[Session], None]) -> Session:
    """A session with the analysed demo open and its cast known."""
    session.open(demo.project)
    qtbot.waitUntil(lambda: session.scene is not None and bool(session.scene.cards), timeout=ANSWER_MS)
    settled(session)
    return session


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[Session], None]:
    """Waits until nothing is being worked out any more."""

    def wait(session: Session) -> None:
        # What a key or a click has only put into the queue of events, such as the end of an editor, counts as begun.
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not session.is_working, timeout=ANSWER_MS)

    return wait


@pytest.fixture
def changes(session: Session) -> list[Change]:
    """Whatever the session tells, in order."""
    heard: list[Change] = []
    session.changed.connect(heard.append)
    return heard
