"""A line over the page that tells something once, without stopping anybody."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class Notice(QFrame):
    """Hidden until there is something to tell, and after it was read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.act = QPushButton(self.tr("Open it"))
        self.close_button = QPushButton(self.tr("Got it"))
        self.close_button.clicked.connect(self.hide)
        self.act.clicked.connect(self._do)
        self._then: Callable[[], object] | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.act)
        layout.addWidget(self.close_button)
        self.hide()

    def tell(self, text: str, offer: str = "", then: Callable[[], object] | None = None) -> None:
        """`offer`: the words of a button that does `then`."""
        self.text.setText(text)
        self._then = then
        self.act.setText(offer)
        self.act.setVisible(bool(offer))
        self.show()

    def _do(self) -> None:
        self.hide()
        if self._then is not None:
            self._then()
