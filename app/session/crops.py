"""Give the window pictures of tracks at once or soon, reading and decoding them on a thread of their own."""

import threading
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from PySide6.QtGui import QImage

from engine.store.cache import StageKey
from engine.store.project import Project

LARGEST_PX = 192
"""Crops are kept at this size: twice that of a card, for dense screens."""
KEPT = 600
"""Pictures in memory, about 0.1 MB each."""
WAITING = 120
"""Questions that are kept; older ones were scrolled out of sight meanwhile."""


class Crops(QObject):
    """The best crop of each track. `ready(track)` tells that one can be had now."""

    ready = Signal(int)
    _posted = Signal(int, QImage)

    def __init__(self, project: Project, media_id: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._posted.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._thread = _Thread(project, media_id, self._posted.emit)
        self._thread.setObjectName("crops")
        self._thread.start()

    def use_key(self, key: StageKey) -> None:
        """Which scan the tracks are those of. Pictures of another scan are forgotten."""
        if self._thread.use_key(key):
            self._kept.clear()

    def get(self, track: int) -> QImage | None:
        """The picture, or None where it is still to be read; then `ready` follows. A null image: there is none."""
        if track in self._kept:
            self._kept.move_to_end(track)
            return self._kept[track]
        self._thread.want(track)
        return None

    def close(self) -> None:
        self._thread.finish()
        self._thread.wait()

    @Slot(int, QImage)
    def _keep(self, track: int, image: QImage) -> None:
        self._kept[track] = image
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(track)


class _Thread(QThread):
    """The newest question comes first: it is what is on the screen now."""

    def __init__(self, project: Project, media_id: int, post: Callable[[int, QImage], None]) -> None:
        super().__init__()
        self._project, self._media_id, self._post = project, media_id, post
        self._changed = threading.Condition()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._key: StageKey | None = None
        self._closing = False

    def use_key(self, key: StageKey) -> bool:
        with self._changed:
            is_new = key != self._key
            self._key = key
            self._changed.notify()
            return is_new

    def want(self, track: int) -> None:
        with self._changed:
            self._wanted[track] = None
            self._wanted.move_to_end(track)
            if len(self._wanted) > WAITING:
                self._wanted.popitem(last=False)
            self._changed.notify()

    def finish(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()

    def run(self) -> None:
        while (question := self._next()) is not None:
            track, key = question
            self._post(track, self._read(track, key))

    def _next(self) -> tuple[int, StageKey] | None:
        with self._changed:
            while not self._closing and (not self._wanted or self._key is None):
                self._changed.wait()
            if self._closing or self._key is None:
                return None
            return self._wanted.popitem()[0], self._key

    def _read(self, track: int, key: StageKey) -> QImage:
        found = self._project.scans.crops(self._media_id, key, track, at_most=1)
        image = QImage.fromData(found[0].jpeg) if found else QImage()
        if max(image.width(), image.height()) > LARGEST_PX:
            image = image.scaled(
                LARGEST_PX, LARGEST_PX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        return image
