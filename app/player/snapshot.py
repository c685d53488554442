"""Save the frame that is shown as a picture, at full size, without holding the window up."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QImage

from app.jobs import Worker
from engine.errors import UserError
from engine.progress import Job, Progress

SUFFIX = ".png"


class Snapshots(QObject):
    """Writes pictures one after the other. Close it before the program ends."""

    saved = Signal(object)
    """`Path`"""
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker: Worker | None = None

    def save(self, image: QImage, path: Path) -> None:
        """As PNG unless the name says otherwise."""
        if self._worker is None:
            self._worker = Worker("pictures", self)
        target = path if path.suffix else path.with_suffix(SUFFIX)
        ticket = self._worker.submit(target.name, lambda: _written(image, target))
        ticket.finished.connect(self.saved)
        ticket.failed.connect(self.failed)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def proposed_name(film: Path, timecode: str) -> str:
    """`film 00.01.02.03.png`: colons are not for file names."""
    return f"{film.stem} {timecode.replace(':', '.').replace(';', '.')}{SUFFIX}"


def _written(image: QImage, target: Path) -> Job[Path]:
    yield Progress(target.name, 0, 0)
    unfinished = target.with_name(f".{target.stem}.part{target.suffix}")
    if not image.save(str(unfinished)):
        unfinished.unlink(missing_ok=True)
        raise UserError(
            QCoreApplication.translate("Snapshots", "The picture could not be written to {0}.").format(target),
            QCoreApplication.translate("Snapshots", "Choose another folder, or a name in .png."),
        )
    unfinished.replace(target)
    return target
