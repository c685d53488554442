"""With the picture alone on the screen, the buttons lie over it, and only while the mouse moves."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

RESTS_MS = 2500


class FloatingBar(QObject):
    """Takes a bar out of the layout under the picture, and puts it back."""

    def __init__(self, view: QWidget, layout: QVBoxLayout, picture: QWidget, bar: QWidget) -> None:
        super().__init__(view)
        self._view, self._layout, self._picture, self._bar = view, layout, picture, bar
        self._timer = QTimer(self, singleShot=True, interval=RESTS_MS)
        self._timer.timeout.connect(self._hide)
        self._on = False

    @property
    def is_on(self) -> bool:
        return self._on

    def set_on(self, on: bool) -> None:
        if on == self._on:
            return
        self._on = on
        for watched in (self._view, self._picture, self._bar):
            watched.setMouseTracking(on)
            if on:
                watched.installEventFilter(self)
            else:
                watched.removeEventFilter(self)
        self._bar.setAutoFillBackground(on)
        if on:
            self._layout.removeWidget(self._bar)
            self._picture.setFocus()
            self._bar.hide()
            self._picture.setCursor(Qt.CursorShape.BlankCursor)
            return
        self._timer.stop()
        self._picture.unsetCursor()
        self._layout.addWidget(self._bar)
        self._bar.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() == QEvent.Type.MouseMove:
            self._show()
        elif event.type() == QEvent.Type.Resize and watched is self._view:
            self._put()
        return False

    def _show(self) -> None:
        self._put()
        self._picture.unsetCursor()
        self._bar.show()
        self._bar.raise_()
        self._timer.start()

    def _hide(self) -> None:
        # Not from under the mouse, nor from somebody who types a time.
        if self._bar.isVisible() and (self._bar.underMouse() or isinstance(QApplication.focusWidget(), QLineEdit)):
            self._timer.start()
            return
        self._picture.setCursor(Qt.CursorShape.BlankCursor)
        self._bar.hide()

    def _put(self) -> None:
        height = self._bar.sizeHint().height()
        self._bar.setGeometry(0, self._view.height() - height, self._view.width(), height)
