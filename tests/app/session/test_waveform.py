"""The outline of a film's sound: made once in the background, kept for the next opening."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.session import Waveform, waveform
from engine.media.probe import probe

SOON_MS = 20_000


@pytest.fixture
def waveform_of(qapp: object, home: Path) -> Iterator[Callable[..., Waveform]]:
    made: list[Waveform] = []

    def make(film: Path, content: str = "a" * 32) -> Waveform:
        made.append(Waveform(probe(film), content, 1))
        return made[-1]

    yield make
    for one in made:
        one.close()
        one.deleteLater()
    for file in (home / "cache" / "peaks").glob("*"):
        file.unlink()


def loud_at(found: Waveform) -> list[int]:
    """Hundredths of a second in which a click is heard."""
    assert found.peaks is not None
    return list(np.flatnonzero(found.peaks.columns(0, 0.01, 200)[:, 1] > 0.4))


def test_click_is_seen_where_it_is_heard(
    numbered: Callable[..., Path], waveform_of: Callable[..., Waveform], qtbot: QtBot
) -> None:
    found = waveform_of(numbered(50, sound=True))
    qtbot.waitUntil(lambda: not found.busy, timeout=SOON_MS)

    assert loud_at(found)[0] == 50
    assert len(loud_at(found)) <= 2


def test_film_without_sound_has_no_outline(numbered: Callable[..., Path], waveform_of: Callable[..., Waveform]) -> None:
    found = waveform_of(numbered(10))

    assert found.peaks is None
    assert not found.busy


def test_second_opening_reads_no_sound(
    numbered: Callable[..., Path],
    waveform_of: Callable[..., Waveform],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    film = numbered(50, sound=True)
    first = waveform_of(film)
    qtbot.waitUntil(lambda: not first.busy, timeout=SOON_MS)
    monkeypatch.setattr(waveform, "read_peaks", lambda *_: pytest.fail("the sound was read again"))
    second = waveform_of(film)
    qtbot.waitUntil(lambda: not second.busy, timeout=SOON_MS)

    assert loud_at(second) == loud_at(first)
    assert second.peaks.until == first.peaks.until
    assert second.peaks.bucket_s == first.peaks.bucket_s


def test_another_film_is_not_taken_for_the_kept_one(
    numbered: Callable[..., Path], waveform_of: Callable[..., Waveform], qtbot: QtBot, home: Path
) -> None:
    for content in ("a" * 32, "b" * 32):
        found = waveform_of(numbered(50, sound=True), content)
        qtbot.waitUntil(lambda: not found.busy, timeout=SOON_MS)  # noqa: B023  Waited for at once.

    assert len(list((home / "cache" / "peaks").glob("*.npz"))) == 2


def test_damaged_outline_is_made_anew(
    numbered: Callable[..., Path], waveform_of: Callable[..., Waveform], qtbot: QtBot, home: Path
) -> None:
    film = numbered(50, sound=True)
    first = waveform_of(film)
    qtbot.waitUntil(lambda: not first.busy, timeout=SOON_MS)
    (file,) = (home / "cache" / "peaks").glob("*.npz")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    second = waveform_of(film)
    qtbot.waitUntil(lambda: not second.busy, timeout=SOON_MS)

    assert loud_at(second) == loud_at(first)
    assert file.read_bytes() == whole


def test_outline_that_cannot_be_kept_is_told_and_shown(
    numbered: Callable[..., Path], waveform_of: Callable[..., Waveform], qtbot: QtBot, home: Path
) -> None:
    folder = home / "cache"
    # Other tests may have left theirs, and make it again.
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("in the way")
    heard: list[Exception] = []
    found = waveform_of(numbered(50, sound=True))
    found.failed.connect(heard.append)
    qtbot.waitUntil(lambda: not found.busy, timeout=SOON_MS)
    folder.unlink()

    assert "cannot be kept" in str(heard[0])
    assert loud_at(found)[0] == 50
