"""Ask for the passphrase of the gallery: the present one, or a new one, twice."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.widgets import muted


class PassphraseDialog(QDialog):
    """What is typed is never shown nor kept. Deletes itself when it is closed."""

    given = Signal(str)

    def __init__(self, is_new: bool, shortest: int, parent: QWidget | None = None) -> None:
        """`is_new`: the gallery is to be encrypted with it, so it is typed twice and has `shortest` letters."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shortest = shortest if is_new else 1
        self.setWindowTitle(self.tr("Encrypt the gallery") if is_new else self.tr("Unlock the gallery"))
        self.first, self.second = _field(self), _field(self)
        form = QFormLayout()
        form.addRow(self.tr("&Passphrase"), self.first)
        if is_new:
            form.addRow(self.tr("&Once more"), self.second)
        else:
            self.second.hide()
        self.hint = muted("")
        buttons = QDialogButtonBox()
        text = self.tr("Encrypt") if is_new else self.tr("Unlock")
        self.accept_button = buttons.addButton(text, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(muted(self._explained(is_new)))
        layout.addLayout(form)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self._is_new = is_new
        for field in (self.first, self.second):
            field.textChanged.connect(lambda _: self._check())
        self._check()
        self.setMinimumWidth(460)

    def _explained(self, is_new: bool) -> str:
        if not is_new:
            return self.tr("The gallery is encrypted. If the passphrase is lost, the gallery is lost.")
        return self.tr(
            "Without the passphrase nobody can read the gallery. If it is lost, the gallery is lost: nobody can open "
            "it, and the only way is to begin anew. Projects are not encrypted: they hold the faces of their own film. "
            "The passphrase is asked for each time that the program starts."
        )

    def _check(self) -> None:
        typed = self.first.text()
        long_enough, same = len(typed) >= self._shortest, not self._is_new or typed == self.second.text()
        text = ""
        if typed and not long_enough:
            text = self.tr("At least {0} letters.").format(self._shortest)
        elif self.second.text() and not same:
            text = self.tr("The two are not the same.")
        self.hint.setText(text)
        self.accept_button.setEnabled(long_enough and same)

    def _give(self) -> None:
        passphrase = self.first.text()
        for field in (self.first, self.second):
            field.clear()
        self.accept()
        self.given.emit(passphrase)


def _field(parent: QWidget) -> QLineEdit:
    field = QLineEdit(parent)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
