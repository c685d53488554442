"""Faces in review: one large one, and the best crops of a person beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.session import Session
from app.theme import theme_of
from app.widgets import heading

GAP = 4


class FaceView(QWidget):
    """The best crop of a track, as large as there is room."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.track: int | None = None
        self.side = Qt.AlignmentFlag.AlignHCenter
        """Where the picture keeps to if there is more room than it needs."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802  Qt's name
        return QSize(150, 150)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(44, 44)

    def show_track(self, track: int | None) -> None:
        self.track = track
        self.setVisible(track is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        crops = self._session.crops
        if self.track is None or crops is None:
            return
        image = crops.get(self.track)
        side = min(self.width(), self.height())
        room = self.width() - side
        left = {Qt.AlignmentFlag.AlignLeft: 0, Qt.AlignmentFlag.AlignRight: room}.get(self.side, room // 2)
        box = QRect(left, (self.height() - side) // 2, side, side)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        clip = QPainterPath()
        clip.addRoundedRect(box, 6, 6)
        painter.fillPath(clip, QColor(theme_of(self.palette()).line))
        if image is not None and not image.isNull():
            painter.setClipPath(clip)
            short = min(image.width(), image.height())
            middle = QRect((image.width() - short) // 2, (image.height() - short) // 2, short, short)
            painter.drawImage(box, image, middle)


class FaceGroup(QWidget):
    """A name, and up to four crops under it: one is shown large, more in two rows."""

    def __init__(self, session: Session, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = heading("")
        self.name.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(label)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._grid.addWidget(self.name, 0, 0, 1, 2)
        self.faces = [FaceView(session) for _ in range(4)]
        for i, face in enumerate(self.faces):
            self._grid.addWidget(face, 1 + i // 2, i % 2)

    def show_group(self, name: str, tracks: Sequence[int]) -> None:
        self.name.setText(name)
        for i, face in enumerate(self.faces):
            # Two beside each other stand close together.
            apart = (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft)[i % 2]
            face.side = apart if len(tracks) > 1 else Qt.AlignmentFlag.AlignHCenter
            face.show_track(tracks[i] if i < len(tracks) else None)
        self.setVisible(bool(tracks))

    def redraw(self, track: int) -> None:
        for face in self.faces:
            if face.track == track:
                face.update()
