"""Everything that the gallery of people holds: who, by what faces, in and out of files, and how it is erased."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.known.consent import ConsentDialog
from app.known.passphrase import PassphraseDialog
from app.known.person_page import PersonPage
from app.known.words import told_text
from app.session import Identity, KnownView, Session
from app.session.known_people import SHORTEST, Merged
from app.widgets import muted

NUMBER = Qt.ItemDataRole.UserRole
MOST_CONFLICTS = 12
"""Sentences that a box can show; the others are as many as it says."""


class KnownDialog(QDialog):
    """Lives as long as the window, so that what was done here can be undone when it is opened again."""

    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._people = session, session.known_people
        self._taken_in: Path | None = None
        self.setWindowTitle(self.tr("Gallery of people"))
        self.state = muted("")
        self.switch = QPushButton()
        self.switch.clicked.connect(self._turn)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search names"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._show())
        self.names = QListWidget()
        self.names.setAccessibleName(self.tr("People in the gallery"))
        self.names.currentItemChanged.connect(lambda item, _: self._choose(item))
        self.page = PersonPage(self._people)
        self.page.merge_asked.connect(lambda: self.page.choose_other(self._people.view))
        self.page.erase_asked.connect(self.ask_erase)
        self.said, self._busy = muted(""), muted("")
        self._buttons()
        self._lay_out()
        self._people.changed.connect(self._show)
        self._people.told.connect(self._tell)
        self._people.worked.connect(self._show_busy)
        self._people.failed.connect(lambda _: self._people.refresh())
        self._people.failed.connect(self.failed)
        self.resize(820, 560)
        self._show()

    def showEvent(self, event: object) -> None:  # noqa: N802  Qt's name
        super().showEvent(event)  # type: ignore[arg-type]
        self._people.refresh()

    @property
    def chosen(self) -> Identity | None:
        return self.page.identity

    # What the buttons do.

    def with_gallery(self, then: Callable[[], object]) -> None:
        """Call `then` once there is a gallery: soon, or when the user has turned it on, having read what is kept."""
        # Another window, or the command line, may have turned it on or off since.
        self._people.refresh().ended.connect(lambda: self._with_gallery(then))

    def _with_gallery(self, then: Callable[[], object]) -> None:
        view = self._people.view
        if view.is_on:
            then()
        elif view.is_locked:
            self.ask_passphrase()
        else:
            consent = ConsentDialog(view.path, self if self.isVisible() else self.parentWidget())
            consent.accepted.connect(lambda: self._people.turn_on(then))
            consent.open()

    def ask_passphrase(self, is_new: bool = False) -> PassphraseDialog:
        """Unlock the gallery, or encrypt it with a new passphrase."""
        dialog = PassphraseDialog(is_new, SHORTEST, self if self.isVisible() else self.parentWidget())
        dialog.given.connect(self._people.encrypt if is_new else self._people.unlock)
        dialog.open()
        return dialog

    def ask_new(self) -> None:
        """Photos of somebody who is not in the gallery yet."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("New person"))
        dialog.setLabelText(self.tr("Name of the person; the next step chooses photos:"))
        dialog.textValueSelected.connect(self._ask_photos_of)
        dialog.open()

    def ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder with a folder of photos for each name"))
        if name:
            self._people.import_folder(Path(name))

    def ask_gallery(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Take in another gallery"), "", self.tr("Galleries ({0})").format("*.olag")
        )
        if name:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Another gallery; what does not fit is told, and taken in all the same only if the user insists."""
        self._taken_in = path
        self._people.import_file(path)

    def ask_target(self) -> None:
        """Write the gallery to a file that can be shared."""
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Write the gallery to a file"), "people.olag", self.tr("Galleries ({0})").format("*.olag")
        )
        if name:
            self._people.export(Path(name))

    def ask_erase(self) -> QMessageBox | None:
        """Say what erasing means, and do it if the user insists."""
        one = self.chosen
        if one is None:
            return None
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Erase everywhere"))
        box.setText(self.tr("Erase {0} everywhere? This cannot be undone.").format(one.name))
        box.setInformativeText(
            self.tr(
                "From the gallery: names, notes, pictures and numbers. From all projects: the tracks with their "
                "pictures, photos and what you said of this person. From the cache: all pictures, for anybody may show "
                "in them. The files are rebuilt, and what was erased is looked for in their bytes. Your films and "
                "photos stay as they are."
            )
        )
        erase = box.addButton(self.tr("Erase"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        erase.clicked.connect(lambda: self._session.erase_known(one))
        box.open()
        return box

    # Inside.

    def _buttons(self) -> None:
        self.new = QPushButton(self.tr("New person…"))
        self.new.clicked.connect(self.ask_new)
        self.files = QToolButton()
        self.files.setText(self.tr("Files"))
        self.files.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.files)
        self.take_folder = menu.addAction(self.tr("Take in a folder of photos…"), self.ask_folder)
        self.take_gallery = menu.addAction(self.tr("Take in another gallery…"), self.ask_gallery)
        self.give = menu.addAction(self.tr("Write all to a file…"), self.ask_target)
        self.files.setMenu(menu)
        self.key = QToolButton()
        self.key.setText(self.tr("Encryption"))
        self.key.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        locks = QMenu(self.key)
        self.encrypt = locks.addAction("", lambda: self.ask_passphrase(is_new=True))
        self.lock = locks.addAction(self.tr("Lock now"), self._people.lock)
        self.decrypt = locks.addAction(self.tr("Take the encryption off"), self._people.decrypt)
        self.key.setMenu(locks)
        stack = self._people.undo_stack
        self.undo = QToolButton()
        self.undo.setDefaultAction(stack.createUndoAction(self, self.tr("Undo")))
        self.redo = QToolButton()
        self.redo.setDefaultAction(stack.createRedoAction(self, self.tr("Redo")))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.state, 1)
        top.addWidget(self.key)
        top.addWidget(self.switch)
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.names, 1)
        row = QHBoxLayout()
        row.addWidget(self.new)
        row.addWidget(self.files)
        left.addLayout(row)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addLayout(left, 2)
        middle.addWidget(self.page, 5)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.undo)
        foot.addWidget(self.redo)
        foot.addWidget(self._busy)
        foot.addWidget(self.said, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)

    def _turn(self) -> None:
        if self._people.view.is_locked:
            self.ask_passphrase()
        elif self._people.view.is_on:
            self._people.turn_off()
        else:
            self.with_gallery(lambda: None)

    def _ask_photos_of(self, name: str) -> None:
        name = " ".join(name.split())
        if name:
            self.page.show_identity(Identity(0, name, (), "", 0))
            self.page.ask_photos()
            self._show()

    def _show(self) -> None:
        view = self._people.view
        if view.is_locked:
            text = self.tr("The gallery is encrypted and locked. It lies in {0}.").format(view.path)
        elif view.is_on:
            text = self.tr("The gallery is on: films are compared with it. It lies in {0}.").format(view.path)
        elif view.exists:
            text = self.tr("The gallery is off: no film is compared with it. What it holds lies in {0}.").format(
                view.path
            )
        else:
            text = self.tr("There is no gallery: nobody is kept across films until you turn it on.")
        self.state.setText(text)
        on_off = self.tr("Turn off") if view.is_on else self.tr("Turn on…")
        self.switch.setText(self.tr("Unlock…") if view.is_locked else on_off)
        for part in (self.new, self.files, self.search, self.names):
            part.setEnabled(view.exists and not view.is_locked)
        self._show_key(view)
        self._show_names(view.identities)

    def _show_key(self, view: KnownView) -> None:
        self.key.setEnabled(view.exists and not view.is_locked)
        self.encrypt.setText(self.tr("Change the passphrase…") if view.is_encrypted else self.tr("Encrypt…"))
        for action in (self.decrypt, self.lock):
            action.setEnabled(view.is_encrypted)

    def _show_names(self, identities: tuple[Identity, ...]) -> None:
        before = self.chosen
        wanted = self.search.text().casefold()
        shown = [one for one in identities if wanted in " ".join((one.name, *one.aliases)).casefold()]
        self.names.blockSignals(True)
        self.names.clear()
        for one in shown:
            item = QListWidgetItem(one.name)
            item.setData(NUMBER, one)
            item.setToolTip(self.tr("{0}: {1} faces").format(", ".join((one.name, *one.aliases)), one.prototypes))
            self.names.addItem(item)
        rows = [row for row, one in enumerate(shown) if before is not None and before.id in (one.id, 0)
                and (before.id or before.name == one.name)]  # fmt: skip
        self.names.setCurrentRow(rows[0] if rows else 0 if shown else -1)
        self.names.blockSignals(False)
        self._choose(self.names.currentItem())

    def _choose(self, item: QListWidgetItem | None) -> None:
        self.page.show_identity(item.data(NUMBER) if item is not None else None)

    def _show_busy(self) -> None:
        self._busy.setText(self.tr("Working…") if self._people.is_busy else "")

    def _tell(self, result: object) -> None:
        self.said.setText(told_text(result))
        if isinstance(result, Merged) and result.conflicts:
            self._show_conflicts(result)

    def _show_conflicts(self, result: Merged) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Information)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Conflicts"))
        box.setText(self.tr("{0} people of the other gallery do not fit without a word from you.").format(
            len(result.conflicts)))  # fmt: skip
        box.setInformativeText("\n".join(result.conflicts[:MOST_CONFLICTS]))
        box.addButton(QMessageBox.StandardButton.Close)
        path = self._taken_in
        if path is not None and result.left_out:
            same = box.addButton(self.tr("Same name, same person"), QMessageBox.ButtonRole.AcceptRole)
            same.setToolTip(self.tr("Take in those too whose names are here already, though their faces differ"))
            same.clicked.connect(lambda: self._people.import_file(path, join=True))
        self._taken_in = None
        box.open()
