"""Read a film's sound once, in the background, and keep its outline for the next opening."""

import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.jobs import Worker
from app.session.machine import cache_folder
from engine.errors import UserError
from engine.media.peaks import Peaks, read_peaks, silence
from engine.progress import Job, Progress
from engine.types import AudioStream, Media

FORMAT = 1
"""Part of the file's name: raise it when what is in the file changes."""


class Waveform(QObject):
    """The outline of one of the film's sound tracks. `changed` tells that there is more of it.

    `content`: names the film by what is in it. `number`: of the track, from 1 on. Close it before the program ends.
    """

    changed = Signal()
    failed = Signal(object)
    _posted = Signal(object)

    def __init__(self, media: Media, content: str, number: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stream = media.audio[number - 1] if media.audio else None
        self.peaks = silence(media, self.stream) if self.stream else None
        self._worker = Worker("waveform", self)
        self._posted.connect(self._take, Qt.ConnectionType.QueuedConnection)
        if self.stream is not None:
            stream = self.stream
            file = cache_folder() / "peaks" / f"{content}-{stream.index}-{FORMAT}.npz"
            ticket = self._worker.submit("sound", lambda: _peaks(media, stream, file, self._posted.emit))
            ticket.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        return self._worker.busy

    def close(self) -> None:
        self._worker.close()

    @Slot(object)
    def _take(self, peaks: Peaks) -> None:
        self.peaks = peaks
        self.changed.emit()


def _peaks(media: Media, stream: AudioStream, file: Path, post: Callable[[Peaks], None]) -> Job[None]:
    yield Progress("sound", 0, float(media.duration), "s")
    stored = _load(file)
    if stored is not None:
        post(stored)
        return
    peaks = None
    for peaks in read_peaks(media, stream):
        post(peaks)
        yield Progress("sound", float(peaks.until), float(media.duration), "s")
    if peaks is not None:
        _save(file, peaks)


def _load(file: Path) -> Peaks | None:
    """None where there is no such file, or a damaged one: reading the sound makes it anew."""
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as stored:
            numerator, denominator, until, until_of = (int(number) for number in stored["times"])
            levels = tuple(stored[f"level{number}"] for number in range(len(stored.files) - 1))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    sound = all(level.dtype == np.int8 and level.ndim == 2 and level.shape[1] == 2 for level in levels)
    return Peaks(Fraction(numerator, denominator), levels, Fraction(until, until_of)) if levels and sound else None


def _save(file: Path, peaks: Peaks) -> None:
    times = [*peaks.bucket_s.as_integer_ratio(), *peaks.until.as_integer_ratio()]
    arrays = {f"level{number}": level for number, level in enumerate(peaks.levels)}
    unfinished = file.with_name(f"{file.stem}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as out:
            np.savez(out, allow_pickle=False, times=np.array(times, np.int64), **arrays)
        unfinished.replace(file)
    except OSError as error:
        raise UserError(
            f"The outline of the sound cannot be kept in {file.parent}: {error.strerror or error}.",
            "The film can be used all the same; free some space, so that it need not be made again.",
        ) from error
