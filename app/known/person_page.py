"""One identity of the gallery: name, further names, notes, faces."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.known.faces import FaceList
from app.session import Identity, KnownPeople, KnownView
from app.session.photo_files import PHOTOS
from app.widgets import muted


class PersonPage(QWidget):
    """What is typed holds once the field is left."""

    merge_asked = Signal()
    erase_asked = Signal()

    def __init__(self, people: KnownPeople, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self.identity: Identity | None = None
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.editingFinished.connect(self._rename)
        self.aliases = QLineEdit()
        self.aliases.setPlaceholderText(self.tr("Separated by commas"))
        self.aliases.editingFinished.connect(self._name_also)
        self.notes = NotesField()
        self.notes.left.connect(self._note)
        self.notes.setMaximumHeight(70)
        self.faces = FaceList()
        self.faces.itemSelectionChanged.connect(self._offer)
        self.add = QPushButton(self.tr("Add photos…"))
        self.add.clicked.connect(self.ask_photos)
        self.remove = QPushButton(self.tr("Take these faces back"))
        self.remove.clicked.connect(self._remove)
        self.merge = QPushButton(self.tr("Merge into…"))
        self.merge.setToolTip(self.tr("This person is somebody else of the gallery"))
        self.merge.clicked.connect(self.merge_asked)
        self.erase = QPushButton(self.tr("Erase everywhere…"))
        self.erase.clicked.connect(self.erase_asked)
        self._hint = muted("")
        people.faces_loaded.connect(self._show_faces)
        self._lay_out()
        self.show_identity(None)

    def show_identity(self, one: Identity | None) -> None:
        """What is being typed into a field that the same person's new state would overwrite stays."""
        same = one is not None and self.identity is not None and one.id == self.identity.id
        changed = one != self.identity
        self.identity = one
        for part in (self.name, self.aliases, self.notes, self.faces, self.add, self.merge, self.erase):
            part.setEnabled(one is not None)
        if not (same and self.name.hasFocus() and self.name.isModified()):
            self.name.setText(one.name if one is not None else "")
        if not (same and self.aliases.hasFocus() and self.aliases.isModified()):
            self.aliases.setText(", ".join(one.aliases) if one is not None else "")
        if not (same and self.notes.hasFocus()):
            self.notes.setPlainText(one.notes if one is not None else "")
        if one is None:
            self.faces.clear()
        elif changed or not same:
            self._people.load_faces(one.id)
        self._offer()

    def ask_photos(self) -> None:
        """Let the user choose photos of this person."""
        if self.identity is None:
            return
        patterns = " ".join(f"*{suffix}" for suffix in sorted(PHOTOS))
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Photos of {0}").format(self.identity.name), "",
            self.tr("Photos ({0});;All files (*)").format(patterns),
        )  # fmt: skip
        if names:
            self._people.add_photos(self.identity.name, [Path(name) for name in names])

    def choose_other(self, view: KnownView) -> None:
        """Ask for whom this person is, and make one of both."""
        one = self.identity
        others = [other for other in view.identities if one is not None and other.id != one.id]
        if one is None or not others:
            return
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Merge"))
        dialog.setLabelText(self.tr("{0} is:").format(one.name))
        dialog.setComboBoxItems([other.name for other in others])
        by_name = {other.name: other for other in others}
        dialog.textValueSelected.connect(lambda name: self._people.merge(by_name[name], one))
        dialog.open()

    # Inside.

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("Also &called"), self.aliases)
        form.addRow(self.tr("N&otes"), self.notes)
        row = QHBoxLayout()
        for button in (self.add, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (self.merge, self.erase):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self.faces, 1)
        layout.addWidget(self._hint)
        layout.addLayout(row)
        layout.addLayout(foot)

    def _rename(self) -> None:
        one, typed = self.identity, " ".join(self.name.text().split())
        if one is None or not self.name.isModified():
            return
        self.name.setModified(False)
        if typed and typed != one.name:
            self._people.rename(one, typed)
        else:
            self.name.setText(one.name)

    def _name_also(self) -> None:
        one = self.identity
        if one is None or not self.aliases.isModified():
            return
        self.aliases.setModified(False)
        wanted = list(dict.fromkeys(" ".join(part.split()) for part in self.aliases.text().split(",") if part.strip()))
        if tuple(wanted) != one.aliases:
            self._people.set_aliases(one, wanted)

    def _note(self) -> None:
        if self.identity is not None:
            self._people.set_notes(self.identity, self.notes.toPlainText().strip())

    def _remove(self) -> None:
        if self.identity is not None and self.faces.chosen:
            self._people.remove_faces(self.identity, self.faces.chosen)

    def _offer(self) -> None:
        self.remove.setEnabled(bool(self.faces.chosen))

    def _show_faces(self, identity: int, faces: Sequence[object]) -> None:
        if self.identity is not None and identity == self.identity.id:
            self.faces.show_faces(faces)  # type: ignore[arg-type]
            text = self.tr("No face is kept: this person will not be recognised.") if not faces else ""
            self._hint.setText(text)
            self._hint.setVisible(bool(text))


class NotesField(QPlainTextEdit):
    """Says when it is left; Tab leaves it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: object) -> None:  # noqa: N802  Qt's name
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.left.emit()
