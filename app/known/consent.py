"""Say what a gallery of people keeps, where, and how it is erased, before anything is kept."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from app.widgets import heading, muted


class ConsentDialog(QDialog):
    """Nothing is turned on but by the button that says so. Deletes itself when it is closed."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        """`path`: where the gallery will lie."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keep a gallery of people?"))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        purpose = QLabel(self.tr("People whom you put in are recognised in every film."))
        layout.addWidget(purpose)
        for title, text in (
            (
                self.tr("What is kept"),
                self.tr(
                    "Names, further names and notes that you write; pictures of the faces that you put in, and the "
                    "numbers by which they are recognised. Nobody is put in by itself."
                ),
            ),
            (self.tr("Where"), self.tr("In this one file, and nowhere else. Nothing leaves this machine.")),
            (
                self.tr("How to be rid of it"),
                self.tr(
                    "Erase one person everywhere, with proof, in the gallery's window. Turn the gallery off there, and "
                    "no film is compared with it. Delete the file, and all of it is gone."
                ),
            ),
        ):
            layout.addWidget(heading(title))
            layout.addWidget(muted(text))
            if title == self.tr("Where"):
                where = muted(str(path))
                where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                layout.addWidget(where)
        layout.addWidget(
            muted(self.tr("Faces are biometric data. Keep those of people who agreed, or whom the law lets you keep."))
        )
        buttons = QDialogButtonBox()
        self.turn_on = buttons.addButton(self.tr("Turn the gallery on"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.leave = buttons.addButton(self.tr("Leave it off"), QDialogButtonBox.ButtonRole.RejectRole)
        self.leave.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.setMinimumWidth(520)
