"""The page of review: a question with faces, pictures and reasons, and a key for each answer."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.review.faces import FaceGroup
from app.review.frames import Frames, FrameView, Shown
from app.review.words import figures_text, question_text, reasons_text
from app.session import Change, Session
from app.session.questions import Asked
from app.session.review import Review
from app.widgets import heading, muted
from app.widgets.tips import label

FRAMES = 4


class ReviewPage(QWidget):
    """`asked`: a time to look at, that of the question. `left`: back to the player."""

    asked = Signal(object)
    pointed = Signal(object)
    """The `Span`s that the question is about; none once there is no question, or another page shows."""
    left = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.review = Review(session, self)
        self._frames = Frames(session, self)
        self._shown: Asked | None = None
        self._crops: QObject | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Review"))
        self._heading, self._count = muted(""), muted("")
        self._heading.setProperty("role", "question")
        font = self._heading.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        self._heading.setFont(font)
        self._count.setWordWrap(False)
        self._reasons = muted("")
        self.asked_about = FaceGroup(session, self.tr("Who is asked about"))
        self.person = FaceGroup(session, self.tr("The person to compare with"))
        self.rival = FaceGroup(session, self.tr("The second most alike"))
        self.frames = [FrameView() for _ in range(FRAMES)]
        self._keys: dict[Qt.Key, Callable[[], object]] = {}
        self._pages = QStackedWidget()
        self._pages.addWidget(self._question_page())
        self._pages.addWidget(self._empty_page())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 12)
        layout.addWidget(self._pages)
        for teller in (self.review, self._frames):
            teller.failed.connect(self.failed)
        self._frames.ready.connect(self._show_frames)
        self.review.changed.connect(self._show)
        session.changed.connect(self._follow)
        self._show()

    # Building.

    def _question_page(self) -> QWidget:
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self._count)
        faces = QHBoxLayout()
        faces.setSpacing(20)
        for group in (self.asked_about, self.person, self.rival):
            faces.addWidget(group, 1)
        frames = QHBoxLayout()
        frames.setSpacing(6)
        for frame in self.frames:
            frames.addWidget(frame, 1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addLayout(faces, 3)
        layout.addWidget(self._reasons)
        layout.addLayout(frames, 2)
        layout.addLayout(self._buttons())
        return page

    def _buttons(self) -> QHBoxLayout:
        review, key = self.review, Qt.Key
        self.yes = self._button(self.tr("Yes"), "Y", lambda: review.answer("yes"), (key.Key_Y,))
        self.no = self._button(self.tr("No"), "N", lambda: review.answer("no"), (key.Key_N,))
        self.is_rival = self._button("", "R", lambda: review.answer("rival"), (key.Key_R,))
        self.unsure = self._button(self.tr("Unsure"), "U", review.skip, (key.Key_U,))
        self.skip = self._button(self.tr("Skip"), self.tr("Space"), review.skip, (key.Key_Space, key.Key_Right))
        self.undo = self._button(self.tr("Undo"), "Z", review.undo, (key.Key_Z,))
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.yes, self.no, self.is_rival, self.unsure, self.skip):
            row.addWidget(button, 2)
        row.addWidget(self.undo, 1)
        self.yes.setProperty("primary", True)
        return row

    def _button(self, text: str, key: str, then: Callable[[], object], keys: tuple[Qt.Key, ...]) -> QPushButton:
        button = QPushButton(self.tr("{0} ({1})").format(text, key))
        button.setMinimumHeight(36)
        # The keys go on working after a click.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: then())
        self._keys |= dict.fromkeys(keys, then)
        return button

    def _empty_page(self) -> QWidget:
        self._empty, self._hint = heading(""), muted("")
        for text in (self._empty, self._hint):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._back = QPushButton()
        label(self._back, self.tr("Back to the film"), "view.review")
        self._back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._back.clicked.connect(self.left)
        self._undo_last = QPushButton(self.tr("Undo (Z)"))
        self._undo_last.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._undo_last.clicked.connect(self.review.undo)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(self._undo_last)
        row.addStretch(1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(self._empty)
        layout.addWidget(self._hint)
        layout.addLayout(row)
        layout.addStretch(1)
        return page

    # Events.

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self.review.start()
        self.setFocus()
        if self._shown is not None:
            self._point(self._shown)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self.review.stop()
        self.pointed.emit(())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.setFocus()
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Qt asks here, before it runs a shortcut, whose key it is."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._is_ours(event):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            # A key that is held down is one answer, not twenty.
            self._keys[Qt.Key(event.key())]()

    def _is_ours(self, event: QKeyEvent) -> bool:
        return event.modifiers() == Qt.KeyboardModifier.NoModifier and event.key() in self._keys

    # What is shown.

    def _follow(self, change: Change) -> None:
        crops = self._session.crops
        if change & Change.FILM and crops is not None and crops is not self._crops:
            self._crops = crops
            crops.ready.connect(self._crop_ready)
        if change & (Change.ANALYSIS | Change.SCENE) and self.isVisible():
            self._show_empty()

    def _show(self) -> None:
        asked, review = self.review.question, self.review
        self._pages.setCurrentIndex(0 if asked is not None else 1)
        self._count.setText(self.tr("{0} left · {1} answered").format(review.left, review.answered))
        for button in (self.yes, self.no, self.is_rival, self.unsure, self.skip):
            button.setEnabled(not review.is_working)
        self.undo.setEnabled(review.can_undo and not review.is_working)
        self._undo_last.setVisible(review.can_undo)
        self._show_empty()
        if asked is not None and asked is not self._shown:
            self._show_question(asked)
        if asked is None and self._shown is not None:
            self.pointed.emit(())
        self._shown = asked

    def _show_question(self, asked: Asked) -> None:
        doubt, scene = asked.doubt, self._session.scene
        self._heading.setText(question_text(asked))
        self._reasons.setText(reasons_text(asked))
        self._reasons.setToolTip(figures_text(asked))
        names = {"same": (asked.other, asked.name), "split": (self.tr("Some"), self.tr("Others"))}
        one, other = names.get(doubt.kind, ("", asked.name))
        self.asked_about.show_group(one, doubt.tracks)
        self.person.show_group(other, () if doubt.kind == "there" else doubt.others)
        self.rival.show_group(asked.rival or "", doubt.rival_tracks)
        self.is_rival.setVisible(asked.rival is not None)
        self.is_rival.setText(self.tr("It is {0} (R)").format(asked.rival))
        is_new = self._shown is None or [m.time for m in self._shown.moments] != [m.time for m in asked.moments]
        if scene is not None and is_new:
            for frame in self.frames:
                frame.show_frame(None, 1)
            self._frames.ask(scene.media, asked.moments)
            if self.isVisible():
                self._point(asked)

    def _point(self, asked: Asked) -> None:
        """The player goes there, so that a look at the film is a look at this."""
        self.asked.emit(asked.spans[0].start if asked.doubt.kind == "there" else asked.time)
        self.pointed.emit(asked.spans)

    def _show_frames(self, moments: object, shown: list[Shown]) -> None:
        scene = self._session.scene
        if self._shown is None or scene is None or [m.time for m in self._shown.moments] != [
            one.moment.time for one in shown
        ]:  # fmt: skip
            return
        width = scene.media.video.display_size[0] if scene.media.video else 1
        for frame, one in zip(self.frames, shown, strict=False):
            frame.show_frame(one, width)

    def _show_empty(self) -> None:
        scene, active = self._session.scene, self._session.status.is_active
        if self.review.is_working or scene is None:
            text, hint = self.tr("Looking for what is doubtful…"), ""
        elif active:
            text = self.tr("Nothing is doubtful so far.")
            hint = self.tr("The analysis is still running; questions come as faces are found.")
        elif self.review.skipped:
            text = self.tr("No more questions in this sitting.")
            hint = self.tr("{0} stayed open; they come again when the film is opened anew.").format(self.review.skipped)
        else:
            text, hint = self.tr("Nothing is doubtful."), self.tr("Who is who in this film is settled.")
        self._empty.setText(text)
        self._hint.setText(hint)

    def _crop_ready(self, track: int) -> None:
        for group in (self.asked_about, self.person, self.rival):
            group.redraw(track)
