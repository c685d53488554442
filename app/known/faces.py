"""The faces by which one identity is recognised, as pictures that can be taken back."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

from app.session import Face

SIDE = 84
NUMBER = Qt.ItemDataRole.UserRole


class FaceList(QListWidget):
    """Pictures only; where each comes from is in its tool tip, and read out by screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName(self.tr("Faces by which this person is recognised"))
        self.setMinimumHeight(SIDE + 24)

    @property
    def chosen(self) -> list[int]:
        """Numbers of the faces that are selected."""
        return [item.data(NUMBER) for item in self.selectedItems()]

    def show_faces(self, faces: Sequence[Face]) -> None:
        self.clear()
        for face in faces:
            image = QImage.fromData(face.jpeg)
            pixmap = QPixmap.fromImage(
                image.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            )
            item = QListWidgetItem(QIcon(pixmap), "")
            item.setData(NUMBER, face.number)
            where = self.tr("Photo {0}").format(face.source)
            if face.person:
                where = self.tr("{0} in {1}").format(face.person, face.source)
            item.setToolTip(where)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, where)
            self.addItem(item)
