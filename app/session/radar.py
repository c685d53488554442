"""Name everyone in the frame that is shown, on a thread of its own, with networks that are kept ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.jobs import Latest
from app.session.derive import Known
from engine.pipeline.radar import Box, FaceNamer, RosterMaker, Sighting
from engine.precedence import REST_S, going_first
from engine.settings import Device
from engine.types import Pixels

Stored: TypeAlias = tuple[int, Box]
"""A track, and its box in a frame."""
WARM_AFTER_MS = 1500
"""The film comes first: its picture and its cast."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """Who is in the frame that is on screen at `time`."""

    time: Fraction
    faces: tuple[Sighting, ...]


class Radar(QObject):
    """Answers for the newest frame asked about; works while an analysis runs and before it has reached the frame."""

    answered = Signal(object)
    """`Spotted`"""
    failed = Signal(object)

    def __init__(
        self,
        known: Callable[[], Known | None],
        device: Callable[[], Device],
        parent: QObject | None = None,
        rest_s: float = REST_S,
    ) -> None:
        """`known`: the film as it is known at the moment; None before anything is. `device`: on which to run.

        `rest_s`: for how long an analysis rests at the most while an answer is made.
        """
        super().__init__(parent)
        self._known, self._device, self._rest_s = known, device, rest_s
        self._work = _Work()
        self._latest = Latest("radar", self)
        self._latest.answered.connect(self._deliver)
        self._latest.failed.connect(self.failed)
        self._timer = QTimer(self, singleShot=True, interval=WARM_AFTER_MS)
        self._timer.timeout.connect(self._warm)

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way, or the networks are being opened."""
        return self._latest.busy

    def warm_soon(self) -> None:
        """Open the networks before anybody asks."""
        self._timer.start()

    def ask(
        self, image: QImage, time: Fraction, display_size: tuple[int, int], stored: Sequence[Stored] = ()
    ) -> Spotted:
        """`image`: the frame as it is shown, of any size; boxes come in pixels of `display_size` (width, height).

        `stored`: the tracks that are known to be in this frame, and where. What these say is returned at once.
        """
        self._timer.stop()
        known, device = self._known(), self._device()
        chances = known.cast.chances if known else {}
        faces = [Sighting(box, track, chances.get(track, 0.0)) for track, box in stored]
        self._latest.ask(lambda: self._spot(image, time, display_size, faces, known, device))
        return Spotted(time, tuple(faces))

    def close(self) -> None:
        self._timer.stop()
        self._latest.close(self._work.let_go)

    def _spot(
        self,
        image: QImage,
        time: Fraction,
        display_size: tuple[int, int],
        faces: Sequence[Sighting],
        known: Known | None,
        device: Device,
    ) -> Spotted:
        with going_first(self._rest_s):
            return Spotted(time, self._work.name(image, display_size, faces, known, device))

    def _warm(self) -> None:
        device = self._device()
        self._latest.ask(lambda: self._work.open(device))

    def _deliver(self, answer: object) -> None:
        if isinstance(answer, Spotted):
            self.answered.emit(answer)


class _Work:
    """What lives on the radar's thread."""

    def __init__(self) -> None:
        self._namer: FaceNamer | None = None
        self._opened_on: Device | None = None
        self._rosters = RosterMaker()

    def open(self, device: Device) -> None:
        self._networks(device)

    def name(
        self,
        image: QImage,
        display_size: tuple[int, int],
        stored: Sequence[Sighting],
        known: Known | None,
        device: Device,
    ) -> tuple[Sighting, ...]:
        namer = self._networks(device)
        seen = namer.look(pixels_of(image), display_size, stored)
        roster = self._rosters.roster(known.film, known.cast) if known else None
        return tuple(namer.name(seen, roster))

    def let_go(self) -> None:
        self._namer = None

    def _networks(self, device: Device) -> FaceNamer:
        if self._namer is None or device != self._opened_on:
            self._namer, self._opened_on = FaceNamer.open(device), device
        return self._namer


def pixels_of(image: QImage) -> Pixels:
    """(h, w, 3) uint8 RGB, a copy."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()
