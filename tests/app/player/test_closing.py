"""Players come and go with their films: nothing is left, and nothing can wait for a thread that waits for Python."""

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtMultimedia import QMediaPlayer
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.player.deck import Deck
from app.player.playback import Playback
from engine.timebase import Span

WAIT_MS = 60_000
FILMS = 20
LETTING_GO = """
import faulthandler, gc, sys, time
faulthandler.dump_traceback_later(20, exit=True)
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRunnable, QThreadPool
import shiboken6

class NeedsPython(QRunnable):
    def run(self):
        # Wakes up while the pool is being destroyed, which waits for it.
        time.sleep(0.3)

app = QCoreApplication([])
for way in ("no reference", "with its parent", "shiboken", "deferred"):
    parent = QObject()
    pool = QThreadPool(parent)
    if way == "no reference":
        pool = QThreadPool()
    pool.start(NeedsPython())
    if way == "shiboken":
        shiboken6.delete(parent)
    elif way == "deferred":
        parent.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del pool, parent
    gc.collect()
print("all gone")
"""


def decks() -> list[QObject]:
    return [child for child in QCoreApplication.instance().children() if isinstance(child, Deck)]


@pytest.fixture(autouse=True)
def none_left(qtbot: QtBot) -> Iterator[None]:
    yield
    qtbot.waitUntil(lambda: not decks(), timeout=WAIT_MS)


def test_pyside_gives_pythons_lock_away_while_it_destroys() -> None:
    """Else a destructor that waits for a thread could wait for ever, however careful the program is."""
    done = subprocess.run([sys.executable, "-c", LETTING_GO], capture_output=True, text=True, timeout=60, check=False)

    assert done.stdout.strip() == "all gone", done.stderr


def test_player_is_deleted_only_after_it_let_go_of_its_film(numbered: Path, qtbot: QtBot) -> None:
    playback = Playback(numbered)
    playback.play(Fraction(0), [Span(Fraction(0), Fraction(2)), Span(Fraction(3), Fraction(4))])
    sources = []
    assert len(decks()) == 2
    for deck in decks():
        player = deck.findChild(QMediaPlayer)
        player.destroyed.connect(lambda *_: sources.append("destroyed"))
        player.sourceChanged.connect(lambda url: sources.append("empty" if url.isEmpty() else "film"))
    playback.close()
    # Whoever runs deletions only, as at the end of a program, does not get at players that have a film.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not decks(), timeout=WAIT_MS)

    assert sources.count("destroyed") == 2
    assert sources.index("destroyed") >= sources.index("empty")


@pytest.mark.parametrize("when", ["at once", "while it opens", "while it plays", "at the turn of a segment"])
def test_closing_never_waits(numbered: Path, qtbot: QtBot, when: str) -> None:
    for _ in range(4):
        playback = Playback(numbered)
        if when != "at once":
            playback.play(Fraction(1), [Span(Fraction(1), Fraction(6, 5)), Span(Fraction(3), Fraction(4))])
        if when == "while it plays":
            with qtbot.waitSignal(playback.shown, timeout=WAIT_MS):
                pass
        if when == "at the turn of a segment":
            with qtbot.waitSignal(playback.shown, timeout=WAIT_MS, check_params_cb=lambda _, at: at > 2):
                pass
        playback.close()


def test_deck_whose_python_side_is_forgotten_still_goes(numbered: Path, qtbot: QtBot) -> None:
    playback = Playback(numbered)
    gone = weakref.ref(playback)
    playback.close()
    del playback
    qtbot.waitUntil(lambda: not decks(), timeout=WAIT_MS)
    gc.collect()

    assert gone() is None


def test_switching_films_leaves_no_players_and_no_threads(
    window: MainWindow, numbered: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    # The same film under several names; analysing it is not what is tried here.
    films = [tmp_path / f"{number}.mp4" for number in range(3)]
    for film in films:
        film.write_bytes(numbered.read_bytes())
    counts: list[tuple[int, int]] = []
    for turn in range(FILMS):
        window.open(films[turn % len(films)])
        qtbot.waitUntil(
            lambda turn=turn: (
                window.session.scene is not None and window.session.scene.media.path == films[turn % len(films)]
            ),
            timeout=WAIT_MS,
        )
        window.player.toggle()
        qtbot.waitUntil(lambda: window.player.time > 0, timeout=WAIT_MS)
        window.player.pause(looking=False)
        qtbot.waitUntil(lambda: len(decks()) == 1, timeout=WAIT_MS)
        counts.append((threads_of_process(), threading.active_count()))
    window.session.close_film()
    qtbot.waitUntil(lambda: not decks(), timeout=WAIT_MS)

    # The first films start what stays for good, and the analysis of the last may still be opening its networks.
    assert max(counts[-3:])[0] <= max(counts[:6])[0] + 4, counts
    assert window.findChildren(QMediaPlayer) == []


def threads_of_process() -> int:
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


def test_no_message_of_qt_reaches_python_on_its_way_to_the_log() -> None:
    """A handler in Python is called on any thread of Qt's, also on one for which the program waits."""
    sources = [path.read_text("utf-8") for path in (Path(__file__).parents[3] / "app").rglob("*.py")]

    assert sources
    assert not any("qInstallMessageHandler" in text for text in sources)
