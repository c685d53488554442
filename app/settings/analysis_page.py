"""On what the analysis runs, how closely it looks, and with which networks."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.jobs import Worker
from app.session.machine import ModelLine, devices, model_lines
from app.settings.preferences import PreferenceStore
from app.settings.roles import role_text
from app.settings.rows import labelled
from app.widgets import muted


class AnalysisPage(QWidget):
    """Call `close_worker` before it goes: which networks are here is found out on a thread."""

    def __init__(self, store: PreferenceStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._worker = Worker("models", self)
        self.quality = self._quality()
        self.device = self._device()
        self.senses = QCheckBox(self.tr("Also &listen and read captions"))
        self.senses.setToolTip(self.tr("So that a person can be kept where only the voice is heard; takes longer."))
        self.senses.setChecked(store.now.senses == "all")
        self.senses.clicked.connect(lambda on: store.change(senses="all" if on else "pictures"))
        self.folder = QLineEdit(store.now.models)
        self.folder.setPlaceholderText(self.tr("None"))
        self.folder.setClearButtonEnabled(True)
        self.folder.editingFinished.connect(self._folder_named)
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.setAccessibleName(self.tr("Choose the folder of models"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._ask_folder)
        self.models = self._tree()
        self._state = muted("")
        form = labelled(
            (self.tr("&Quality"), self.quality), (self.tr("&Device"), self.device), (self.tr("&Models in"), self.folder)
        )
        row = QHBoxLayout()
        row.addLayout(form, 1)
        row.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.senses)
        layout.addWidget(muted(self.tr("They hold for the next analysis; one that runs goes on as it began.")))
        layout.addWidget(self._state)
        layout.addWidget(self.models, 1)
        self.list_models()

    def list_models(self) -> None:
        self._state.setText(self.tr("Looking for networks…"))
        self._worker.submit("models", model_lines).finished.connect(self._show)

    def close_worker(self) -> None:
        self._worker.close()

    def _quality(self) -> QComboBox:
        box = QComboBox()
        for value, text in (
            ("fast", self.tr("Fast: large faces, few frames")),
            ("balanced", self.tr("Balanced")),
            ("thorough", self.tr("Thorough: small faces, many frames")),
        ):
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(self._store.now.quality))
        box.activated.connect(lambda _: self._store.change(quality=box.currentData()))
        return box

    def _device(self) -> QComboBox:
        names = {
            "auto": self.tr("The best that is there"), "cpu": self.tr("Processor"), "cuda": "NVIDIA CUDA",
            "tensorrt": "NVIDIA TensorRT", "directml": "DirectML", "coreml": "Core ML",
        }  # fmt: skip
        box = QComboBox()
        for value in devices():
            box.addItem(names.get(value, value), value)
        if box.findData(self._store.now.device) < 0:
            name = names[self._store.now.device]
            box.addItem(self.tr("{0} (not on this machine now)").format(name), self._store.now.device)
        box.setCurrentIndex(box.findData(self._store.now.device))
        box.activated.connect(lambda _: self._store.change(device=box.currentData()))
        return box

    def _tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setRootIsDecorated(False)
        tree.setAccessibleName(self.tr("Networks and their licences"))
        tree.setHeaderLabels([self.tr("Network"), self.tr("For"), self.tr("Here"), self.tr("Licence")])
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        return tree

    def _show(self, lines: Sequence[ModelLine]) -> None:
        words = {"here": self.tr("yes"), "changed": self.tr("another file"), "missing": self.tr("no")}
        self.models.clear()
        for line in sorted(lines, key=lambda one: (one.state != "here", not one.default)):
            item = QTreeWidgetItem(self.models, [line.name, role_text(line.role), words[line.state], line.licence])
            for column in range(4):
                item.setToolTip(column, line.next_step or line.place)
        here = sum(line.state == "here" for line in lines)
        self._state.setText(self.tr("{0} of {1} networks are on this machine.").format(here, len(lines)))

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of models"), self.folder.text())
        if folder:
            self.folder.setText(folder)
            self._folder_named()

    def _folder_named(self) -> None:
        folder = self.folder.text().strip()
        if folder == self._store.now.models:
            return
        if folder and not Path(folder).is_dir():
            self._state.setText(self.tr("There is no folder {0}. Make it, or choose another.").format(folder))
            return
        self._store.change(models=folder)
        self.list_models()
